// The service deletes deployments that scale to zero and were idle for a week (brief 2.1.7).
#pragma once

#include "providers/live.hpp"
#include "state/snapshot.hpp"

namespace fireform {

/// Whether that may have become of the entry's object, which is gone. `object`: what is left of it, null:
/// nothing. Times that nobody knows speak for it.
[[nodiscard]] bool may_be_idle_deletion(const ResourceState& entry, const ResourceType& type,
                                        const LiveObject* object);

}  // namespace fireform
