#include "engine/apply/requests.hpp"

#include "schemas/compare.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/hash.hpp"
#include "schemas/names.hpp"

#include <algorithm>

namespace fireform {
namespace {

bool reaches_the_object(const Attribute& attribute) {
    return attribute.update == Update::in_place || attribute.update == Update::own_endpoint;
}

Value::Map our_tags(const Plan& plan, const Change& change) {
    // A plan that nobody will apply has no lineage, and a dry run of it no owner.
    return change.type->tags && !plan.lineage.empty() ? ownership_tags(plan.lineage, change.address)
                                                      : Value::Map{};
}

/// Positions whose value still differs now that everything is known.
std::vector<std::uint16_t> still_different(const Change& change, const Attributes& desired,
                                           const Attributes& live) {
    std::vector<std::uint16_t> changed;
    for (const AttributeChange& each : change.attributes) {
        const Attribute& attribute = change.type->attributes[each.index];
        if (!reaches_the_object(attribute)) continue;
        const bool was_unknown = each.after.has_unknown();
        if (was_unknown && same(attribute, desired.at(each.index), live.at(each.index))) continue;
        changed.push_back(each.index);
    }
    return changed;
}

UpdateRequest update_of(const RequestInput& input, Verb verb) {
    const Change& change = *input.change;
    UpdateRequest update;
    update.address = change.address;
    update.live = input.current ? *input.current : planned_object(change);
    update.attributes = *input.desired;
    if (verb == Verb::update)
        update.changed = still_different(change, *input.desired, update.live.attributes);
    const bool written_by_adoption = verb == Verb::update && change.action == Action::adopt;
    if (change.write_tags && !written_by_adoption) update.tags = our_tags(*input.plan, change);
    return update;
}

AsPlanned as_planned(const Change& change, Verb verb) {
    AsPlanned seen;
    seen.type = change.type;
    seen.id = change.object_id;
    seen.name = change.object_name;
    seen.update_time = change.live_update_time;
    seen.attributes = change.live;
    const bool is_removal = removes(verb);
    // Records of finished runs are cleaned up; a new run does not rest on the old one's (brief 7.6).
    seen.may_be_gone = is_removal || change.type->run;
    seen.soft_deleted = verb == Verb::purge || verb == Verb::undelete;
    if (change.type->run && verb == Verb::undelete) seen.soft_deleted = false;  // it resumes a run
    // An update rests on what is configured; whoever destroys should know all of what is destroyed.
    const bool all = is_removal || change.action == Action::replace || change.action == Action::repair;
    for (std::size_t position = 0; position < change.type->attributes.size(); ++position) {
        const auto index = static_cast<std::uint16_t>(position);
        const Attribute& attribute = change.type->attributes[index];
        const bool readable = !attribute.sensitive && !attribute.compared_with_state() &&
                              (reaches_the_object(attribute) || attribute.update == Update::replace);
        const bool configured =
            change.desired.contains(index) ||
            std::any_of(change.attributes.begin(), change.attributes.end(),
                        [index](const AttributeChange& each) { return each.index == index; });
        if (readable && (configured || (all && !attribute.computed))) seen.used.push_back(index);
    }
    return seen;
}

}  // namespace

LiveObject planned_object(const Change& change) {
    LiveObject object;
    object.type = change.type;
    if (has_no_object(*change.type, change.desired)) {
        object.phase = Phase::ready;
        return object;
    }
    object.name = change.object_name;
    object.id = change.object_id;
    object.attributes = change.live;
    object.state = change.live.at(change.type->index_of("state")).text();
    object.phase = change.pending ? Phase::pending : Phase::ready;
    object.update_time = change.live_update_time;
    return object;
}

std::optional<StepRequest> request_of(const RequestInput& input, const ApplyOptions& options) {
    const Change& change = *input.change;
    const Step& step = input.plan->steps[input.step];
    StepRequest out;
    out.step = input.step;
    out.address = change.address;
    const bool is_removal = removes(step.verb);
    if (!is_removal && has_no_object(*change.type, change.desired)) return std::nullopt;
    switch (step.verb) {
        case Verb::create: {
            CreateRequest create;
            create.address = change.address;
            create.type = change.type;
            create.id = step.id;
            create.attributes = *input.desired;
            create.tags = our_tags(*input.plan, change);
            create.project_folder = options.project_folder;
            out.request = std::move(create);
            break;
        }
        case Verb::update:
        case Verb::adopt: {
            UpdateRequest update = update_of(input, step.verb);
            if (update.changed.empty() && update.tags.empty()) return std::nullopt;
            out.request = std::move(update);
            break;
        }
        case Verb::undelete:
            out.request = UndeleteRequest{change.address, change.type, step.id};
            break;
        case Verb::wake:
            out.request = WakeRequest{change.address, change.type, step.id};
            break;
        case Verb::purge:
        case Verb::destroy: {
            RemoveRequest remove;
            remove.address = change.address;
            remove.type = change.type;
            remove.id = step.id;
            remove.hard = step.hard || step.verb == Verb::purge;
            remove.ignore_checks = options.force;
            if (step.id == change.object_id) {
                remove.cancel_first = change.in_progress_run;
                remove.output_model = change.output_model;
            }
            out.request = std::move(remove);
            break;
        }
        case Verb::forget:
        case Verb::clear:
        case Verb::wait:
        case Verb::probe:
            return std::nullopt;
    }
    // What is left over from an earlier replacement is not what the plan was decided on. A create that makes
    // room first follows the removal, which has looked: there is nothing left to compare with.
    const bool looks = step.verb == Verb::create ? change.create_before_destroy : step.id == change.object_id;
    const bool about_the_object = !change.object_id.empty() && looks;
    const bool check = options.saved_plan && !input.current;
    if (about_the_object && (check || step.verb == Verb::purge)) {
        out.as_planned = as_planned(change, step.verb);
        if (!check) out.as_planned->used.clear();
    }
    return out;
}

void describe(Intent& intent, const StepRequest& request, const std::string& lineage) {
    if (const auto* update = std::get_if<UpdateRequest>(&request.request))
        intent.desired = fingerprint(lineage, *update->live.type, update->attributes);
    const auto* create = std::get_if<CreateRequest>(&request.request);
    if (!create) return;
    const ResourceType& type = *create->type;
    intent.desired = fingerprint(lineage, type, create->attributes);
    if (type.id_placement != IdPlacement::server_made) return;
    for (const std::string_view name : type.identity)
        if (const Value& value = create->attributes.get(type, name); !value.is_null())
            intent.identity.put(type, name, value);
}

}  // namespace fireform
