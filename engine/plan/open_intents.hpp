// What became of creates and adoptions that were announced and never recorded: looked for in the live
// account, so that no object is forgotten because its block has changed or gone since.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"
#include "state/snapshot.hpp"

#include <optional>
#include <vector>

namespace fireform {

/// The object that the intent brought into being, or marked as ours; null: nothing came of it, or what is
/// there is somebody else's. Found by id; where the service makes ids, by the identity that stands in the
/// intent.
[[nodiscard]] const LiveObject* object_of(const Intent& intent, const Live& live, const LiveIndex& index,
                                          const std::string& lineage);

/// `prior` with an entry for each such object whose address no block claims, to be destroyed as the removal
/// of the block asks. No value: there is none, `prior` says it all.
[[nodiscard]] std::optional<Snapshot> with_unrecorded(const Config& config, const Snapshot& prior,
                                                      const Live& live, const LiveIndex& index,
                                                      PlanMode mode);

/// What was made to take the place of the entry's object, which is gone: that is the resource now. Null: the
/// entry's object is there, or nothing came of a replacement.
[[nodiscard]] const LiveObject* successor_of(const ResourceState& entry, const Snapshot& prior,
                                             const Live& live, const LiveIndex& index);

/// Objects that were announced for the address of `change` and are not what it is about: left behind by a run
/// that wanted something else.
[[nodiscard]] std::vector<Deposed> left_overs(const Change& change, const Snapshot& prior, const Live& live,
                                              const LiveIndex& index);

}  // namespace fireform
