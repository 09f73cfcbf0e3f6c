// What state remembers of a resource after a step: pure, from the change, the object and the entry before.
#pragma once

#include "engine/plan/plan.hpp"
#include "providers/live.hpp"
#include "state/snapshot.hpp"

#include <optional>
#include <string>

namespace fireform {

/// `attributes` as they may be written down: sensitive values, those inside tables too, as fingerprints.
[[nodiscard]] Attributes fingerprinted(const ResourceType& type, const Attributes& attributes,
                                       const std::string& lineage);
/// The same without them.
[[nodiscard]] Attributes without_secrets(const ResourceType& type, const Attributes& attributes);

struct EntryInput {
    const Change* change = nullptr;
    const Attributes* desired = nullptr;      ///< what was applied, all known
    const LiveObject* object = nullptr;       ///< as it is
    const ResourceState* previous = nullptr;  ///< null: none
    ResourceStatus status = ResourceStatus::ready;
    bool later_changes = false;  ///< an update follows: what it will change is not applied yet
};

/// The entry of a resource whose object is made, changed or taken over. The object of a replacement that was
/// created first moves the one before it to `deposed`.
[[nodiscard]] ResourceState entry_of(const EntryInput& input, const std::string& lineage);

/// What is left when the object `id` is gone ("": the entry's own, or of one that has none); none: nothing.
[[nodiscard]] std::optional<ResourceState> entry_without(const ResourceState& previous,
                                                         const std::string& id);

/// The entry of a resource that the plan leaves alone: the configuration may have come closer to the object,
/// or say other things that never reach it.
[[nodiscard]] ResourceState settled(const ResourceState& previous, const Change& change,
                                    const std::string& lineage);

/// The entry after what drifted is taken as it is (--refresh-only); none: the object is gone.
[[nodiscard]] std::optional<ResourceState> accepted(const ResourceState& previous, const Drift& drift,
                                                    const ResourceType& type, const std::string& lineage);

}  // namespace fireform
