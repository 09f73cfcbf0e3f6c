#include "engine/plan/idle_deletion.hpp"

#include "engine/plan/timestamp.hpp"

namespace fireform {
bool may_be_idle_deletion(const ResourceState& entry, const ResourceType& type, const LiveObject* object) {
    constexpr std::chrono::days idle_min{7};
    if (type.name != "deployment") return false;
    const auto* minimum = entry.seen.get(type, "min_replica_count").integer();
    if (minimum && *minimum > 0) return false;
    if (!object) return true;
    const auto made = time_of(object->attributes.get(type, "create_time").text());
    const auto deleted = time_of(object->attributes.get(type, "delete_time").text());
    if (!made || !deleted) return true;
    using std::chrono::floor, std::chrono::seconds;
    return floor<seconds>(*deleted) - floor<seconds>(*made) >= idle_min;
}

}  // namespace fireform
