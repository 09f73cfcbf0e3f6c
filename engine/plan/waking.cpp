#include "engine/plan/waking.hpp"

#include <algorithm>

namespace fireform {
namespace {

std::int64_t count_of(const ResourceType& type, const Attributes& attributes, std::string_view name) {
    const std::int64_t* count = attributes.get(type, name).integer();
    return count ? *count : 0;
}

/// Scaled to zero, as the console calls it (brief 2.1.4). What is switched off (most replicas: 0) does not
/// sleep.
bool sleeps(const Change& change) {
    const ResourceType& type = *change.type;
    const Value& wanted_max = change.desired.get(type, "max_replica_count");
    const bool off = wanted_max.is_null() ? count_of(type, change.live, "max_replica_count") == 0
                                          : count_of(type, change.desired, "max_replica_count") == 0;
    const bool stays_asleep = count_of(type, change.desired, "min_replica_count") == 0;
    return !off && stays_asleep && count_of(type, change.live, "desired_replica_count") == 0 &&
           count_of(type, change.live, "replica_stats.ready_replica_count") == 0;
}

bool has_probe(const Change& change) {
    return std::ranges::any_of(change.desired, [&change](const Attributes::Entry& each) {
        return change.type->attributes[each.first].name.starts_with("probe.") && !each.second.is_null();
    });
}

}  // namespace

void decide_waking(Change& change, const ResourceState* entry, bool wake) {
    const ResourceType& type = *change.type;
    if (!type.find("wake_on_apply")) return;
    const bool makes = makes_object(change) || change.action == Action::undelete;
    const bool keeps =
        change.action == Action::none || change.action == Action::update || change.action == Action::adopt;
    if (!makes && !keeps) return;

    const bool asleep = keeps && !change.pending && !change.live.empty() && sleeps(change);
    const bool* wanted = change.desired.get(type, "wake_on_apply").boolean();
    if (asleep && (wake || (wanted && *wanted))) {
        change.wake = true;
        if (change.action == Action::none) {
            change.action = Action::update;
            change.reason = "it sleeps at zero replicas";
        }
    }
    if (!has_probe(change) || (asleep && !change.wake)) return;
    // An entry that is pending beside a live object that is ready has not been answered yet.
    const bool unanswered = entry && !entry->id.empty() && entry->status == ResourceStatus::pending;
    if (change.action == Action::none && unanswered) change.pending = true;
    change.probe = change.action != Action::none || change.pending;
}

}  // namespace fireform
