#include "engine/plan/resource_planner.hpp"

#include "engine/config/object_name.hpp"
#include "engine/plan/block_problem.hpp"
#include "engine/plan/diff.hpp"
#include "engine/plan/idle_deletion.hpp"
#include "engine/plan/open_intents.hpp"
#include "engine/plan/waking.hpp"
#include "schemas/compare.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace fireform {
namespace {

/// Why an object that we made is not there any more; null: nothing is left of it.
std::string why_gone(const ResourceState& entry, const ResourceType& type, const LiveObject* object) {
    return may_be_idle_deletion(entry, type, object)
               ? "the object is gone, possibly deleted by the service after 7 idle days"
               : "the object is gone";
}

bool missing_tags(const ResourceType& type, const LiveObject& object, const std::string& lineage,
                  const Address& address) {
    return type.tags && (object.lineage != lineage || object.address != address_tag(address));
}

/// Says of the values that nobody wrote where they come from.
void note_filled(Change& change, const ResourceConfig& resource) {
    for (AttributeChange& each : change.attributes)
        if (std::ranges::binary_search(resource.filled, each.index) && each.note.empty())
            each.note = "defaults = \"build-sdk\"";
}

/// A maximum that nobody wrote follows a minimum raised above it, as it does at creation (brief 2.1.2).
void raise_maximum(Change& change, const std::vector<std::string>& ignored) {
    const ResourceType& type = *change.type;
    const std::size_t position = type.index_of("max_replica_count");
    if (position == ResourceType::npos || type.name != "deployment") return;
    const auto index = static_cast<std::uint16_t>(position);
    const std::int64_t* fewest = change.desired.get(type, "min_replica_count").integer();
    const std::int64_t* most = change.live.at(index).integer();
    const bool raised = std::ranges::any_of(
        change.attributes, [](const AttributeChange& each) { return each.path == "min_replica_count"; });
    if (!raised || !fewest || !most || *fewest <= *most || change.desired.contains(index) ||
        is_ignored(ignored, "max_replica_count"))
        return;
    std::erase_if(change.attributes, [index](const AttributeChange& each) { return each.index == index; });
    AttributeChange maximum{index, "max_replica_count",        change.live.at(index), Value(*fewest), false,
                            false, "follows min_replica_count"};
    change.attributes.insert(std::ranges::upper_bound(change.attributes, index, {}, &AttributeChange::index),
                             std::move(maximum));
    change.desired.set(index, Value(*fewest));
    change.unwritten.insert(std::ranges::upper_bound(change.unwritten, index), index);
}

/// An upload whose run died: the record waits for bytes that nobody sends (brief 6.2). On a written id that
/// nothing else shows to be ours, somebody may be sending them.
bool is_abandoned_upload(const Match& match, const Change& change, const ResourceState* entry) {
    if (change.type->index_of("content_hash") == ResourceType::npos) return false;
    if (match.object->phase != Phase::pending || (entry && entry->status == ResourceStatus::pending))
        return false;
    return entry || match.how != Found::written || !change.id_written;
}

/// --target does not select it: shown nowhere, changed nowhere.
void leave_out(Change& change) {
    change.action = Action::none;
    change.partial_skip = true;
    change.attributes.clear();
    change.deposed.clear();
    change.pending = false;
}

}  // namespace

void ResourcePlanner::take_object(Change& change, const LiveObject& object) {
    change.object_id = object.id;
    change.object_name = object.name;
    change.live = object.attributes;
    change.live_update_time = object.update_time;
}

Change ResourcePlanner::plan(const ResourceConfig& resource, bool selected) {
    const ResourceType& type = *resource.type;
    const auto found = prior_.resources.find(resource.address);
    const ResourceState* entry = found == prior_.resources.end() ? nullptr : &found->second;

    Change change;
    change.address = resource.address;
    change.type = &type;
    change.desired = resolved(resource);
    change.dependencies = dependencies_of(resource, change.desired);
    change.timeouts = resource.timeouts;
    change.protect = resource.lifecycle.protect;
    change.on_destroy = resource.lifecycle.on_destroy;
    const std::size_t id = type.index_of("id");
    change.id_written = id != ResourceType::npos && resource.attributes.contains(id);
    const std::size_t display_name = type.index_of("display_name");
    if (!resource.display_name_written && change.desired.contains(display_name))
        change.unwritten.push_back(static_cast<std::uint16_t>(display_name));
    change.generation = first_generation(resource, entry);
    change.adopted = entry && entry->adopted;
    if (entry) change.deposed = entry->deposed;
    // A replacement whose end no run has recorded: the rest of the entry is about the object before.
    if (entry && successor_of(*entry, prior_, live_, index_)) entry = nullptr;

    if (has_no_object(type, change.desired)) {
        decide_without_object(change, resource, entry);
        if (!selected) leave_out(change);
        remember(change, resource);
        return change;
    }

    IdentityQuery query;
    query.config = &resource;
    query.desired = &change.desired;
    query.prior = entry;
    query.fleet = &config_.resources;
    query.lineage = lineage_;
    query.account = live_.naming.account;
    query.chosen_id = chosen_id(resource, change.desired, lineage_, change.generation);
    query.id_written = change.id_written;
    const ImportConfig* import = import_of(config_, resource.address);
    if (import) query.import_id = import->id;
    if (!entry) query.formerly = former_addresses(origins_, resource.address);
    query.state_is_new = prior_.lineage.empty();
    query.announced = std::any_of(
        prior_.open_intents.begin(), prior_.open_intents.end(),
        [&](const OpenIntent& open) { return open.address == resource.address && open.verb == "create"; });
    Diagnostics shape = lookups_.choose_shape(resource, change.desired);
    Checked<Match> match = find_object(query, index_, owners_);
    Diagnostics problems = std::move(diagnostics);
    diagnostics = std::move(shape);
    refuse_other_kinds(change, resource);
    diagnostics.add(std::move(match.diagnostics));
    if (match.value && match.value->object) {
        const std::string& name = match.value->object->name;
        const auto [taken, is_first] = taken_.emplace(name, &resource.address);
        if (!is_first) {
            diagnostics.add(
                block_problem(resource, "", "Two resources are one object",
                              fmt::format("{} is taken by {} already.", name, to_text(*taken->second)),
                              "remove one of the two blocks."));
            match.value.reset();
        }
    }
    if (match.value) {
        change.new_id = query.chosen_id;
        decide(change, resource, entry, *match.value);
        if (import && change.action == Action::adopt) {
            change.imported = true;
            change.reason = "[[import]] names it";
        }
        for (Deposed& object : left_overs(change, prior_, live_, index_))
            change.deposed.push_back(std::move(object));
        if (selected) decide_waking(change, entry, options_.wake);
        note_filled(change, resource);
        refuse_if_protected(change, resource);
        refuse_without_files(change, resource);
    }
    // What --target leaves out is in nobody's way.
    if (selected) problems.add(std::move(diagnostics));
    diagnostics = std::move(problems);
    if (!selected) leave_out(change);
    remember(change, resource);
    return change;
}

void ResourcePlanner::decide(Change& change, const ResourceConfig& resource, const ResourceState* entry,
                             const Match& match) {
    const ResourceType& type = *resource.type;
    const LiveObject* object = match.object;
    if (type.run && object && object->phase == Phase::gone) object = nullptr;  // a tombstone
    if (object) take_object(change, *object);
    if (match.how == Found::ours) {
        change.generation = match.generation;
        change.deposed.insert(change.deposed.end(), match.left_over.begin(), match.left_over.end());
        change.new_id = chosen_id(resource, change.desired, lineage_, change.generation);
    }

    if (type.run) {
        const StartModel start = start_of(change);
        const RunInput input{resource, entry, object, index_, live_.naming.account, start, lineage_};
        diagnostics.add(plan_run(change, input));
        if (std::ranges::find(options_.replaces, resource.address) != options_.replaces.end() && object &&
            change.action == Action::none)
            diagnostics.add(block_problem(
                resource, "", "Run is not made anew",
                fmt::format(
                    "--replace names {}, and a run that has happened is not repeated for the same model.",
                    to_text(resource.address)),
                "write another output_model"));
        if (change.action == Action::replace || change.action == Action::repair) replace(change, resource);
        if (change.action == Action::create && object && object->phase == Phase::deleting)
            create_after(change, *object);
        pass_tombstone(change, resource);
        if (change.action == Action::none && object && !entry) {
            change.action = Action::adopt;
            change.adopted = match.how != Found::ours;
            const bool by_output = type.identity.front() == "output_model";
            change.reason = !change.adopted ? "an earlier run started it"
                            : by_output     ? "output model and signature match"
                                            : "display name, model and signature match";
        }
        return;
    }

    if (!object || object->phase == Phase::gone) {
        change.action = Action::create;
        change.attributes = diff_from_nothing(type, change.desired);
        if (entry && !entry->id.empty()) change.reason = why_gone(*entry, type, object);
        change.object_id.clear();
        change.object_name.clear();
        change.adopted = false;
        return;
    }
    if (object->phase == Phase::soft_deleted) {
        decide_soft_deleted(change, resource, entry);
        return;
    }
    decide_present(change, resource, entry, match);
}

/// An entry in state is all there is; an object from before goes.
void ResourcePlanner::decide_without_object(Change& change, const ResourceConfig& resource,
                                            const ResourceState* entry) {
    const ResourceType& type = *resource.type;
    change.adopted = false;
    const LiveObject* object = entry && !entry->id.empty() ? index_.by_id(type, entry->id) : nullptr;
    if (object && object->phase != Phase::gone && object->phase != Phase::soft_deleted) {
        take_object(change, *object);
        change.action = Action::replace;
        change.create_before_destroy = true;
        Value before = entry->applied.get(type, "deployment_type");
        const auto index = static_cast<std::uint16_t>(type.index_of("deployment_type"));
        if (before.is_null()) before = Value(type.attributes[index].fallback);
        change.attributes.push_back(
            {index, "deployment_type", std::move(before), change.desired.at(index), true, false, ""});
        refuse_if_protected(change, resource);
        return;
    }
    if (!entry || !has_no_object(type, entry->applied)) {
        change.action = Action::create;
        change.attributes = diff_from_nothing(type, change.desired);
        return;
    }
    const auto model = static_cast<std::uint16_t>(type.index_of("model"));
    change.live = entry->applied;
    if (change.live.at(model) == change.desired.at(model)) {
        // Whatever else is configured reaches no object: state follows it in silence.
        change.live = change.desired;
        return;
    }
    change.action = Action::update;
    change.attributes.push_back(
        {model, "model", change.live.at(model), change.desired.at(model), false, false, ""});
}

void ResourcePlanner::decide_soft_deleted(Change& change, const ResourceConfig& resource,
                                          const ResourceState* entry) {
    const ResourceType& type = *resource.type;
    DiffContext context{entry, lineage_, resource.lifecycle.ignore_changes, change.unwritten};
    auto differences = diff(type, change.desired, change.live, context);
    change.adopted = false;
    const AttributeChange* forcing = first_forcing(differences);
    if (forcing && !change.id_written) {
        // Nothing has to make room for another derived id, and what can be restored stays restorable.
        change.action = Action::create;
        change.reason = fmt::format("was deleted and differs in {}: another one is made", forcing->path);
        change.attributes = diff_from_nothing(type, change.desired);
        take_next_id(change, resource);
        change.object_id.clear();
        change.object_name.clear();
        change.live = {};
        return;
    }
    if (forcing) {
        change.action = Action::replace;
        change.hard = true;
        change.create_before_destroy = false;
        change.new_id = change.object_id;
        change.reason = fmt::format(
            "a deleted object holds the id and differs in {}: it is purged, which cannot be undone",
            forcing->path);
        change.attributes = std::move(differences);
        return;
    }
    change.action = Action::undelete;
    change.reason = "was deleted and can be restored";
    change.attributes = std::move(differences);
}

void ResourcePlanner::decide_present(Change& change, const ResourceConfig& resource,
                                     const ResourceState* entry, const Match& match) {
    const ResourceType& type = *resource.type;
    const LiveObject& object = *match.object;
    if (object.phase == Phase::deleting && !(type.soft_delete && change.id_written)) {
        change.action = Action::create;
        change.attributes = diff_from_nothing(type, change.desired);
        change.adopted = false;
        create_after(change, object);
        // Deleted softly it keeps its id for days.
        if (type.soft_delete) take_next_id(change, resource);
        return;
    }
    if (object.phase == Phase::failed || object.phase == Phase::deleting ||
        is_abandoned_upload(match, change, entry)) {
        change.action = Action::repair;
        const std::string status = object.status.empty() ? object.state : object.state + ": " + object.status;
        change.reason = object.phase == Phase::failed     ? fmt::format("the object is broken ({})", status)
                        : object.phase == Phase::deleting ? who_deletes(object) + ", and holds the id"
                                                          : "its upload was cut short";
        change.attributes = diff_from_nothing(type, change.desired);
        replace(change, resource);
        return;
    }

    DiffContext context{entry, lineage_, resource.lifecycle.ignore_changes, change.unwritten};
    context.as_sent = !entry && match.how == Found::ours && was_sent(change);
    change.attributes = diff(type, change.desired, change.live, context);
    raise_maximum(change, context.ignore_changes);
    if (entry && type.index_of("content_hash") != ResourceType::npos) {
        // The content itself cannot be read back: what was uploaded stands in state only.
        const std::size_t hash = type.index_of("content_hash");
        const Value& uploaded = entry->applied.at(hash);
        const Value& wanted = change.desired.at(hash);
        if (!uploaded.is_null() && !wanted.is_null() && !same_content(uploaded.text(), wanted.text())) {
            AttributeChange content{
                static_cast<std::uint16_t>(hash), "content_hash", uploaded, wanted, true, false, ""};
            std::erase_if(change.attributes,
                          [](const AttributeChange& each) { return each.path == "content_hash"; });
            change.attributes.push_back(std::move(content));
            std::sort(change.attributes.begin(), change.attributes.end(),
                      [](const auto& a, const auto& b) { return a.index < b.index; });
        }
    }
    change.write_tags = missing_tags(type, object, lineage_, resource.address);
    change.pending = object.phase == Phase::pending;
    const AttributeChange* forcing = first_forcing(change.attributes);
    const Vanishing* base = base_that_vanishes(change);

    if (!entry || entry->id.empty()) {
        change.adopted = match.how != Found::ours || is_announced(resource.address, Verb::adopt, object.id);
        change.lineage_before = object.lineage;
        if (forcing && match.how != Found::ours) {
            diagnostics.add(block_problem(
                resource, "", "Matching object cannot be adopted",
                fmt::format(
                    "{} matches, but its {} is {} and the configuration says {}, which cannot be changed in "
                    "place.",
                    object.name, forcing->path, to_text(forcing->before), to_text(forcing->after)),
                fmt::format(
                    "write {} = {} to take it over, lifecycle.adopt = \"never\" to make another one, or "
                    "`fireform import {} {}` to have it replaced.",
                    forcing->path, to_text(forcing->before), to_text(resource.address), object.id)));
            change.attributes.clear();
            return;
        }
        if (!forcing && !base) {
            change.action = Action::adopt;
            change.reason = match.how == Found::ours      ? "an earlier run made it"
                            : match.how == Found::written ? "the id is there and nobody owns it"
                                                          : "matches and nobody owns it";
            if (match.how == Found::natural && type.name == "deployment")
                change.reason = "display name and base model match";
            if (match.how == Found::natural && type.name == "lora_addon")
                change.reason = "model and base deployment match";
            return;
        }
    } else if (!object.lineage.empty() && object.lineage != lineage_) {
        Diagnostic warning = block_problem(
            resource, "", "Object is tagged by another state",
            fmt::format("{} is in this state, but carries the tags of lineage {}.", object.name,
                        object.lineage),
            "two states that manage one object undo each other; `fireform state rm` it from one.");
        warning.severity = Severity::warning;
        diagnostics.add(std::move(warning));
    }

    const bool asked = std::ranges::find(options_.replaces, resource.address) != options_.replaces.end();
    const std::string trigger = trigger_of(resource);
    if (forcing || base || asked || !trigger.empty()) {
        change.action = Action::replace;
        change.reason = asked              ? "--replace asks for it"
                        : !trigger.empty() ? fmt::format("replace_on names {}, which changes", trigger)
                        : forcing          ? fmt::format("{} cannot be changed in place", forcing->path)
                                  : fmt::format("{} is replaced under the same {} and takes it along",
                                                to_text(base->address), base->is_model ? "name" : "id");
        replace(change, resource);
        return;
    }
    change.action = change.attributes.empty() ? Action::none : Action::update;
    if (change.action == Action::none && change.pending) change.reason = "not ready yet";
}

bool ResourcePlanner::is_announced(const Address& address, Verb verb, std::string_view id) const {
    return std::ranges::any_of(prior_.open_intents, [&](const Intent& open) {
        return open.address == address && open.verb == to_text(verb) && open.id == id;
    });
}

/// Whether the create that has no outcome yet sent what is configured now, so that what the service never
/// shows is known as well.
bool ResourcePlanner::was_sent(const Change& change) const {
    const bool known = std::ranges::none_of(
        change.desired, [](const Attributes::Entry& entry) { return entry.second.has_unknown(); });
    if (!known) return false;
    const std::string wanted = fingerprint(lineage_, *change.type, change.desired);
    return std::ranges::any_of(prior_.open_intents, [&](const Intent& open) {
        return open.address == change.address && open.verb == to_text(Verb::create) &&
               (open.id.empty() || open.id == change.object_id) && open.desired == wanted;
    });
}

/// What a reference stands for has to be such a name as may be written.
void ResourcePlanner::refuse_other_kinds(const Change& change, const ResourceConfig& resource) {
    for (const auto& [index, written] : resource.attributes) {
        const Attribute& attribute = change.type->attributes[index];
        if (attribute.names == Names::none || !written.has_unknown()) continue;
        const auto check = [&](const Value& value) {
            if (value.text().empty()) return;
            auto problem = object_name_problem(attribute.names, value.text());
            if (problem)
                diagnostics.add(block_problem(resource, attribute.name, "Invalid object name",
                                              fmt::format("\"{}\" is {}; it takes {}.", attribute.name,
                                                          in_quotes(value.text()), problem->wanted),
                                              std::move(problem->hint)));
        };
        const Value& value = change.desired.at(index);
        check(value);
        if (const auto* names = value.list()) std::ranges::for_each(*names, check);
    }
}

void ResourcePlanner::refuse_if_protected(const Change& change, const ResourceConfig& resource) {
    const bool destroys = change.action == Action::replace || change.action == Action::repair;
    if (!change.protect || !destroys) return;
    diagnostics.add(block_problem(
        resource, "", "Protected resource would be destroyed",
        fmt::format("lifecycle.protect is set for {}, and it would be replaced: {}.", to_text(change.address),
                    has_no_object(*change.type, change.desired) ? "a serverless model needs no deployment"
                                                                : change.reason),
        change.action == Action::repair
            ? "it is broken: set protect = false and apply that first, or mend it by hand."
            : "undo the change, or set protect = false and apply that first."));
}

/// A dataset that is there needs no source, a secret that is there no value; making one takes both.
void ResourcePlanner::refuse_without_content(const Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    if (!makes_object(change)) return;
    const auto lacks = [&](std::string_view name) { return change.desired.get(type, name).is_null(); };
    const std::string id = change.object_id.empty() ? change.new_id : change.object_id;
    if (type.name == "dataset" && lacks("file") && lacks("external_url"))
        diagnostics.add(block_problem(
            resource, "", "Dataset has no content",
            change.object_id.empty()
                ? fmt::format("There is no dataset \"{}\", and without a source none can be made.", id)
                : fmt::format("\"{}\" cannot be replaced: {}.", id, change.reason),
            "write file or external_url, or the id of a dataset that is there"));
    for (std::size_t index = 0; index < type.attributes.size(); ++index) {
        const Attribute& attribute = type.attributes[index];
        if (attribute.required && attribute.write_only && change.desired.at(index).is_null())
            diagnostics.add(block_problem(
                resource, attribute.name, "Secret has no value",
                fmt::format(
                    "\"{}\" is made anew, and its {} comes from an environment variable that is not set.", id,
                    attribute.name),
                "set the variable: export NAME=..."));
    }
}

/// A model can be described wherever it is from, and made of files only.
void ResourcePlanner::refuse_without_files(const Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    refuse_without_content(change, resource);
    const std::size_t path = type.index_of("path");
    if (!makes_object(change) || path == ResourceType::npos || !change.desired.at(path).is_null()) return;
    const std::string id = change.object_id.empty() ? change.new_id : change.object_id;
    diagnostics.add(
        block_problem(resource, "", "Model has no files",
                      change.object_id.empty()
                          ? fmt::format("There is no model \"{}\", and without files none can be made.", id)
                          : fmt::format("\"{}\" cannot be replaced: {}.", id, change.reason),
                      "write path, the folder of a LoRA adapter, or the id of a model that is there"));
}

}  // namespace fireform
