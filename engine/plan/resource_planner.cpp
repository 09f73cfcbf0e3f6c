#include "engine/plan/resource_planner.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/block_problem.hpp"
#include "engine/plan/diff.hpp"
#include "engine/plan/idle_deletion.hpp"
#include "engine/plan/waking.hpp"
#include "schemas/compare.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace fireform {
namespace {

void take_object(Change& change, const LiveObject& object) {
    change.object_id = object.id;
    change.object_name = object.name;
    change.live = object.attributes;
    change.live_update_time = object.update_time;
}

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

/// As the configuration says now; without a block, as was applied.
bool deletes_output_model(const ResourceState& entry, const ResourceConfig* resource) {
    const ResourceType& type = *fireworks_catalog().find(entry.address.type);
    const bool* wanted = entry.applied.get(type, "delete_output_model").boolean();
    if (resource)
        if (const bool* now = resource->attributes.get(type, "delete_output_model").boolean()) wanted = now;
    return wanted && *wanted;
}

}  // namespace

ResourcePlanner::ResourcePlanner(const Config& config, const Snapshot& prior, const Live& live,
                                 const LiveIndex& index, const PlanOptions& options,
                                 const std::string& lineage)
    : config_(config),
      prior_(prior),
      live_(live),
      index_(index),
      lookups_(config, live),
      options_(options),
      lineage_(lineage),
      owners_(owners_of(prior)) {
    for (const auto& [address, resource] : config_.resources) {
        if (!resource.type->run) continue;
        const Attributes desired = normalise(*resource.type, resource.attributes, live_.naming);
        const std::string& output = desired.get(*resource.type, "output_model").text();
        if (!output.empty()) output_models_.emplace(output, address);
    }
}

Attributes ResourcePlanner::resolved(const ResourceConfig& resource) const {
    Attributes desired;
    for (const auto& [index, value] : resource.attributes) {
        if (!value.has_unknown()) {
            desired.set(index, value);
            continue;
        }
        desired.set(index,
                    resolve(value, [this](const Reference& reference) { return value_of(reference); }));
    }
    desired = normalise(*resource.type, desired, live_.naming);
    if (resource.type->run) split_start_model(*resource.type, desired, index_, config_, output_models_);
    return desired;
}

std::optional<Value> ResourcePlanner::value_of(const Reference& reference) const {
    if (!reference.resource) return lookups_.value_of(reference);
    const auto known = known_.find(*reference.resource);
    if (known == known_.end()) return std::nullopt;
    const ResourceType& type = *known->second.type;
    const std::size_t index = type.index_of(reference.attribute);
    if (index == ResourceType::npos) return std::nullopt;
    if (const Value* value = known->second.attributes.find(index)) {
        if (value->has_unknown()) return std::nullopt;
        return *value;
    }
    const Attribute& attribute = type.attributes[index];
    const bool decided_by_server = attribute.update == Update::computed || attribute.computed;
    if (decided_by_server && !known->second.settled) return std::nullopt;
    return Value();
}

std::vector<Address> ResourcePlanner::dependencies_of(const ResourceConfig& resource,
                                                      const Attributes& desired) const {
    // A name that another resource will have is a dependency too, whether it was written as a reference or
    // not.
    std::vector<Address> dependencies = resource.dependencies;
    for (const auto& [index, value] : desired) {
        if (resource.type->attributes[index].names == Names::none) continue;
        const auto add = [&](const Value& name) {
            const auto named = names_.find(name.text());
            if (named != names_.end() && named->second != resource.address)
                dependencies.push_back(named->second);
        };
        add(value);
        if (const auto* names = value.list()) std::ranges::for_each(*names, add);
    }
    std::sort(dependencies.begin(), dependencies.end());
    dependencies.erase(std::unique(dependencies.begin(), dependencies.end()), dependencies.end());
    return dependencies;
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

    if (has_no_object(type, change.desired)) {
        decide_without_object(change, resource, entry);
        if (!selected) leave_out(change);
        remember(change);
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
    query.state_is_new = prior_.lineage.empty();
    query.announced = std::any_of(
        prior_.open_intents.begin(), prior_.open_intents.end(),
        [&](const OpenIntent& open) { return open.address == resource.address && open.verb == "create"; });
    Diagnostics shape = lookups_.choose_shape(resource, change.desired);
    Checked<Match> match = find_object(query, index_, owners_);
    Diagnostics problems = std::move(diagnostics);
    diagnostics = std::move(shape);
    diagnostics.add(std::move(match.diagnostics));
    if (match.value && match.value->object) {
        const std::string& name = match.value->object->name;
        const auto [taken, is_first] = taken_.emplace(name, resource.address);
        if (!is_first) {
            diagnostics.add(
                block_problem(resource, "", "Two resources are one object",
                              fmt::format("{} is taken by {} already.", name, to_text(taken->second)),
                              "remove one of the two blocks."));
            match.value.reset();
        }
    }
    if (match.value) {
        change.new_id = query.chosen_id;
        decide(change, resource, entry, *match.value);
        if (selected) decide_waking(change, entry, options_.wake);
        note_filled(change, resource);
        refuse_if_protected(change, resource);
        refuse_without_files(change, resource);
    }
    // What --target leaves out is in nobody's way.
    if (selected) problems.add(std::move(diagnostics));
    diagnostics = std::move(problems);
    if (!selected) leave_out(change);
    remember(change);
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
        const RunInput input{resource, entry, object, index_, live_.naming.account, start};
        diagnostics.add(plan_run(change, input));
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
    change.attributes = diff(type, change.desired, change.live, context);
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
        change.adopted = match.how != Found::ours;
        change.lineage_before = object.lineage;
        if (forcing && change.adopted) {
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

    if (forcing || base) {
        change.action = Action::replace;
        change.reason = forcing ? fmt::format("{} cannot be changed in place", forcing->path)
                                : fmt::format("{} is replaced under the same {} and takes it along",
                                              to_text(base->address), base->is_model ? "name" : "id");
        replace(change, resource);
        return;
    }
    change.action = change.attributes.empty() ? Action::none : Action::update;
    if (change.action == Action::none && change.pending) change.reason = "not ready yet";
}

/// Of the entry, or of the object that a create makes: ids that state knows otherwise are passed, whose
/// entry was moved here from this address or is about to go.
int ResourcePlanner::first_generation(const ResourceConfig& resource, const ResourceState* entry) const {
    int generation = entry ? entry->generation : 1;
    if (entry && !entry->id.empty()) return generation;
    while (owner_of(owners_, resource.type->name, derived_id(lineage_, resource.address, generation)))
        ++generation;
    return generation;
}

/// Our own run, when the destroy that it announced has no outcome yet.
std::string ResourcePlanner::who_deletes(const LiveObject& object) const {
    const bool is_ours = std::ranges::any_of(prior_.open_intents, [&object](const OpenIntent& open) {
        return open.address.type == object.type->name && open.id == object.id &&
               (open.verb == to_text(Verb::destroy) || open.verb == to_text(Verb::purge));
    });
    return is_ours ? "an interrupted run is deleting the object" : "somebody else is deleting the object";
}

void ResourcePlanner::create_after(Change& change, const LiveObject& leaving) const {
    change.reason = who_deletes(leaving) + "; it is made anew when that has gone";
    change.leaving_id = leaving.id;
    change.object_id.clear();
    change.object_name.clear();
    change.live = {};
}

/// The next derived id. A replacement that was cut short may have made its object already: one that is what
/// is wanted keeps the id, so that the create finds it; another one of ours is left over; deleted ones are
/// passed.
void ResourcePlanner::take_next_id(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *resource.type;
    if (lineage_.empty()) change.new_id.clear();
    while (!lineage_.empty()) {
        ++change.generation;
        change.new_id = derived_id(lineage_, resource.address, change.generation);
        if (owner_of(owners_, type.name, change.new_id)) continue;
        const LiveObject* made = index_.by_id(type, change.new_id);
        if (!made) return;
        const bool usable = made->phase == Phase::ready || made->phase == Phase::pending;
        const DiffContext context{nullptr, lineage_, resource.lifecycle.ignore_changes, change.unwritten};
        if (usable && diff(type, change.desired, made->attributes, context).empty()) return;
        const bool deleted = made->phase == Phase::soft_deleted || made->phase == Phase::gone;
        if (!deleted) change.deposed.push_back(Deposed{made->id, made->name});
    }
}

/// The id of a deleted object is taken for good (brief 2.8).
void ResourcePlanner::pass_tombstone(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    const bool makes = change.action == Action::create || change.action == Action::replace ||
                       change.action == Action::repair;
    if (!type.tombstones || !makes) return;
    const LiveObject* buried = index_.by_id(type, change.new_id);
    const bool again = change.action != Action::create && change.new_id == change.object_id;
    const bool going = buried && (buried->phase == Phase::gone || buried->phase == Phase::deleting);
    if (!again && !going) return;
    if (!change.id_written) return take_next_id(change, resource);
    Diagnostic taken =
        block_problem(resource, "", "Id was used before",
                      fmt::format("{} {}, and the id of a deleted {} cannot be used again.",
                                  full_name(live_.naming.account, type.collection, change.new_id),
                                  again ? "has run" : "was deleted", type.name),
                      "write another id, or none.");
    taken.range = resource.range_of(type.index_of("id"));
    diagnostics.add(std::move(taken));
}

StartModel ResourcePlanner::start_of(const Change& change) const {
    StartModel start;
    const auto make = [&](const Address& address) {
        const auto run = config_.resources.find(address);
        if (address == change.address || run == config_.resources.end() || !run->second.type->run) return;
        MakingRun maker{address, run->second.type, nullptr, makes_lora(run->second), false};
        if (const auto known = known_.find(address); known != known_.end()) {
            maker.values = &known->second.attributes;
            maker.anew = known->second.made;
        }
        start.maker = std::move(maker);
    };
    for (const std::string_view name : {"base_model", "warm_start_from"}) {
        const Value& value = change.desired.get(*change.type, name);
        if (value.is_null()) continue;
        start.attribute = name;
        start.name = value.text();
        for (const Reference& reference : references(value))
            if (reference.resource && reference.attribute == "output_model") make(*reference.resource);
        if (const auto made = output_models_.find(start.name); made != output_models_.end())
            make(made->second);
        else if (const auto named = names_.find(start.name); named != names_.end())
            make(named->second);
    }
    if (!start.maker || !start.maker->anew) start.model = index_.model(start.name);
    return start;
}

/// Chooses the order and the id of a replacement or repair.
void ResourcePlanner::replace(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *resource.type;
    const bool repair = change.action == Action::repair;
    bool first = type.run ? change.create_before_destroy
                          : resource.lifecycle.create_before_destroy.value_or(type.create_before_destroy);
    if (repair) first = false;

    if (type.id_placement == IdPlacement::server_made) {
        // One record per model and deployment (brief 2.2.4): the same pair can only follow the old one.
        const auto forcing = first_forcing(change.attributes);
        if (!forcing) first = false;
    } else if (!change.id_written) {
        const bool by_content = type.index_of("content_hash") != ResourceType::npos &&
                                !change.desired.get(type, "content_hash").is_null();
        const bool keep_id = repair && !type.run;
        if (!by_content && !keep_id) {
            take_next_id(change, resource);
        } else {
            change.new_id = by_content ? chosen_id(resource, change.desired, lineage_, change.generation)
                                       : change.object_id;
        }
    }
    if (change.new_id == change.object_id && type.id_placement != IdPlacement::server_made) first = false;
    if (base_that_vanishes(change)) first = false;
    change.create_before_destroy = first;
    // Without a second id the old object must free the only one.
    change.hard = type.soft_delete && (repair || change.new_id == change.object_id);
    const bool* carries_default =
        type.index_of("default") == ResourceType::npos ? nullptr : change.live.get(type, "default").boolean();
    if (first && carries_default && *carries_default && change.desired.get(type, "default").is_null()) {
        // Requests that name the bare model follow the default addon (brief 2.2.2): it moves along.
        change.desired.put(type, "default", Value(true));
        change.unwritten.push_back(static_cast<std::uint16_t>(type.index_of("default")));
        std::sort(change.unwritten.begin(), change.unwritten.end());
    }
    change.adopted = false;
}

void ResourcePlanner::refuse_if_protected(const Change& change, const ResourceConfig& resource) {
    const bool destroys = change.action == Action::replace || change.action == Action::repair;
    if (!change.protect || !destroys) return;
    diagnostics.add(
        block_problem(resource, "", "Protected resource would be destroyed",
                      fmt::format("lifecycle.protect is set for {}, and it would be replaced: {}.",
                                  to_text(change.address), change.reason),
                      "undo the change, or set protect = false and apply that first."));
}

/// A model can be described wherever it is from, and made of files only.
void ResourcePlanner::refuse_without_files(const Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    const bool makes = change.action == Action::create || change.action == Action::replace ||
                       change.action == Action::repair;
    const std::size_t path = type.index_of("path");
    if (!makes || path == ResourceType::npos || !change.desired.at(path).is_null()) return;
    const std::string id = change.object_id.empty() ? change.new_id : change.object_id;
    diagnostics.add(
        block_problem(resource, "", "Model has no files",
                      change.object_id.empty()
                          ? fmt::format("There is no model \"{}\", and without files none can be made.", id)
                          : fmt::format("\"{}\" cannot be replaced: {}.", id, change.reason),
                      "write path, the folder of a LoRA adapter, or the id of a model that is there"));
}

/// The deployment or the model under an object when it is destroyed before its successor exists.
const ResourcePlanner::Vanishing* ResourcePlanner::base_that_vanishes(const Change& change) const {
    for (const std::string_view name : {"base_id", "model"}) {
        const std::size_t base = change.type->index_of(name);
        // What can be changed in place stays without it, as a router does.
        if (base == ResourceType::npos || change.type->attributes[base].update != Update::replace) continue;
        const auto found = vanishing_.find(change.live.at(base).text());
        if (found != vanishing_.end()) return &found->second;
    }
    return nullptr;
}

void ResourcePlanner::remember(const Change& change) {
    const ResourceType& type = *change.type;
    Known known;
    known.type = &type;
    const bool made = change.action == Action::create || change.action == Action::replace ||
                      change.action == Action::repair;
    known.made = made;
    if (!made && !change.object_id.empty()) {
        known.attributes = change.live;
        known.settled = !change.pending && change.action != Action::undelete;
        if (change.action == Action::none && change.live.empty()) known.settled = false;
    }
    if (!change.partial_skip || change.object_id.empty())
        for (const auto& [index, value] : change.desired)
            if (!value.is_null() && !leaves_alone(change, index, value)) known.attributes.set(index, value);
    const bool left_as_it_is = change.partial_skip && !change.object_id.empty();
    const bool no_object = has_no_object(type, change.desired) && !left_as_it_is;
    if (no_object) {
        known.attributes = change.desired;
        known.settled = true;
    }
    std::string name;
    if (made && !change.new_id.empty())
        name = full_name(live_.naming.account, type.collection, change.new_id);
    if (!made && !no_object) name = change.object_name;
    if (!name.empty()) {
        known.attributes.put(type, "name", Value(name));
        known.attributes.put(type, "id", Value(std::string(last_segment(name))));
        names_[name] = change.address;
    }
    if (type.run && known.attributes.get(type, "output_model").is_null() && !name.empty())
        known.attributes.put(type, "output_model",
                             Value(full_name(live_.naming.account, "models", last_segment(name))));
    if (type.run)
        if (const std::string& output = known.attributes.get(type, "output_model").text(); !output.empty())
            names_[output] = change.address;
    derive(type, known.attributes);
    known_[change.address] = std::move(known);

    const bool destroyed_first = (change.action == Action::replace || change.action == Action::repair) &&
                                 !change.create_before_destroy;
    if (destroyed_first && !change.object_name.empty())
        vanishing_.emplace(change.object_name, Vanishing{change.address, false});
    if (destroyed_first && !change.output_model.empty())
        vanishing_.emplace(change.output_model, Vanishing{change.address, true});
}

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
        change.reason = "lifecycle.on_destroy is \"keep\"";
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
