// What a run that was cut off had made and never recorded, where nothing else leads to it: its intent to
// create is still open, and the block has been removed or means another object by now. Without this it would
// cost money that nobody knows of (architecture, promise 2).
#pragma once

#include "engine/plan/live_index.hpp"
#include "state/snapshot.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace fireform {

/// Objects that open intents to create for `address` announced by id, that are there, and of which the entry
/// knows nothing. Of a type that carries tags only those with ours.
[[nodiscard]] std::vector<Deposed> left_behind(const Address& address, const Snapshot& prior,
                                               const LiveIndex& live, std::string_view lineage);

/// `prior` with an entry for each such object whose address has neither an entry nor is `wanted`: it is to be
/// destroyed like any other. None: there is no such object.
[[nodiscard]] std::optional<Snapshot> with_left_behind(const Snapshot& prior, const std::set<Address>& wanted,
                                                       const LiveIndex& live, std::string_view lineage);

}  // namespace fireform
