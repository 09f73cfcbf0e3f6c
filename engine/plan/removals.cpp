// What becomes of an entry of state that has no configuration any more.
#include "engine/plan/moved.hpp"
#include "engine/plan/resource_planner.hpp"
#include "schemas/fireworks/derived.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

/// As the configuration says now; without a block, as was applied.
bool deletes_output_model(const ResourceState& entry, const ResourceConfig* resource) {
    const ResourceType& type = *fireworks_catalog().find(entry.address.type);
    const bool* wanted = entry.applied.get(type, "delete_output_model").boolean();
    if (resource)
        if (const bool* now = resource->attributes.get(type, "delete_output_model").boolean()) wanted = now;
    return wanted && *wanted;
}

}  // namespace

Change ResourcePlanner::plan_removal(const ResourceState& entry, bool selected) {
    Change change;
    change.address = entry.address;
    change.type = fireworks_catalog().find(entry.address.type);
    change.generation = entry.generation;
    change.adopted = entry.adopted;
    change.dependencies = entry.dependencies;
    change.deposed = entry.deposed;
    change.timeouts = change.type->timeouts;
    change.on_destroy = entry.on_destroy;
    change.id_written = entry.id_written;
    const auto configured = config_.resources.find(entry.address);
    const ResourceConfig* resource = configured == config_.resources.end() ? nullptr : &configured->second;
    if (resource) {
        change.timeouts = resource->timeouts;
        if (!resource->lifecycle.on_destroy.empty()) change.on_destroy = resource->lifecycle.on_destroy;
    }
    const RemovedConfig* removed = removed_by(config_, entry.address);
    if (removed && removed->destroy) change.on_destroy = *removed->destroy ? "destroy" : "keep";
    change.protect = resource ? resource->lifecycle.protect : entry.protect;
    if (!selected) {
        change.partial_skip = true;
        change.deposed.clear();
        change.object_id = entry.id;
        change.object_name = entry.name;
        change.live = entry.seen;
        return change;
    }

    const LiveObject* object = entry.id.empty() ? nullptr : index_.by_id(*change.type, entry.id);
    if (object) take_object(change, *object);
    if (!object) {
        change.object_id = entry.id;
        change.object_name = entry.name;
    }
    const bool there = object && object->phase != Phase::gone && object->phase != Phase::soft_deleted;
    const bool deletes_model = change.type->run && deletes_output_model(entry, resource);
    if (change.on_destroy == "keep") {
        change.action = Action::forget;
        change.reason = removed && removed->destroy ? "[[removed]] says destroy = false"
                                                    : "lifecycle.on_destroy is \"keep\"";
    } else if (!there && deletes_model && left_its_model(entry, *change.type, index_, live_.naming.account)) {
        change.action = Action::destroy;
        change.reason = "the record of the run is gone, its output model is there";
        change.output_model = output_model_of(*change.type, entry.seen, live_.naming.account, entry.id);
    } else if (!there) {
        change.action = Action::forget;
        change.reason = object                                       ? "the object is deleted already"
                        : has_no_object(*change.type, entry.applied) ? "serverless: there is no object"
                                                                     : "the object is gone";
    } else if (entry.untagged && change.on_destroy != "destroy") {
        change.action = Action::forget;
        change.reason = "it was adopted and cannot carry tags; on_destroy = \"destroy\" deletes it";
    } else {
        change.action = Action::destroy;
        change.in_progress_run = change.type->run && object->phase == Phase::pending;
        if (deletes_model)
            change.output_model =
                output_model_of(*change.type, object->attributes, live_.naming.account, object->id);
    }
    if (change.protect && change.action == Action::destroy) {
        Diagnostic refusal;
        refusal.summary = "Protected resource would be destroyed";
        refusal.detail = fmt::format("lifecycle.protect is set for {}.", to_text(entry.address));
        refusal.hint = "keep the block, or set protect = false and apply that first.";
        refusal.address = entry.address;
        if (resource) refusal.range = resource->range;
        diagnostics.add(std::move(refusal));
    }
    known_[change.address] = Known{change.type, change.live, true, false};
    return change;
}

}  // namespace fireform
