#include "engine/plan/diff.hpp"
#include "engine/plan/idle_deletion.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/plan/runs.hpp"

namespace fireform {
namespace {

std::vector<AttributeChange> moved_attributes(const ResourceState& entry, const ResourceType& type,
                                              const LiveObject& object, const std::string& lineage) {
    std::vector<AttributeChange> moved;
    for (const auto& [index, applied] : entry.applied) {
        const Attribute& attribute = type.attributes[index];
        const Value& live = object.attributes.at(index);
        if (!is_compared(attribute) || still_applied(attribute, applied, live, lineage)) continue;
        AttributeChange change;
        change.index = index;
        change.path = attribute.name;
        change.before = applied;
        change.after = live;
        change.sensitive = attribute.sensitive;
        moved.push_back(std::move(change));
    }
    return moved;
}

}  // namespace

std::vector<Drift> find_drift(const Config& config, const Snapshot& prior, const Live& live) {
    return find_drift(config, prior, live, LiveIndex(live));
}

std::vector<Drift> find_drift(const Config& config, const Snapshot& prior, const Live& live,
                              const LiveIndex& index) {
    std::vector<Drift> drift;
    for (const auto& [address, entry] : prior.resources) {
        if (entry.id.empty()) continue;
        const ResourceType* type = fireworks_catalog().find(address.type);
        const LiveObject* object = index.by_id(*type, entry.id);
        Drift found;
        found.address = address;
        found.soft_deleted = object && object->phase == Phase::soft_deleted;
        found.gone = !object || object->phase == Phase::gone || found.soft_deleted;
        if (found.gone) {
            if (left_its_model(entry, *type, index, live.naming.account)) continue;
            if (may_be_idle_deletion(entry, *type, object))
                found.reason = "possibly deleted by the service after 7 idle days";
            drift.push_back(std::move(found));
            continue;
        }
        found.attributes = moved_attributes(entry, *type, *object, prior.lineage);
        if (const auto resource = config.resources.find(address); resource != config.resources.end())
            std::erase_if(found.attributes, [&](const AttributeChange& each) {
                return is_ignored(resource->second.lifecycle.ignore_changes, each.path);
            });
        if (!found.attributes.empty()) drift.push_back(std::move(found));
    }
    return drift;
}

}  // namespace fireform
