// What is known of the resources planned so far: their values, their names, what vanishes.
#include "engine/plan/resource_planner.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/diff.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// A block that reaches no object, and not one that --target left as it is.
bool stays_without_object(const Change& change) {
    const bool left_as_it_is = change.partial_skip && !change.object_id.empty();
    return has_no_object(*change.type, change.desired) && !left_as_it_is;
}

}  // namespace

ResourcePlanner::ResourcePlanner(const Config& config, const Snapshot& prior, const Live& live,
                                 const LiveIndex& index, const PlanOptions& options,
                                 const std::string& lineage)
    : config_(config),
      prior_(prior),
      live_(live),
      index_(index),
      lookups_(config, live, index),
      options_(options),
      lineage_(lineage),
      owners_(owners_of(prior)),
      origins_(origins_of(config)) {
    const auto refer = [this](const Value& value) {
        if (!value.has_unknown()) return;
        for (Reference& reference : references(value))
            if (reference.resource) referred_.insert(*std::move(reference.resource));
    };
    for (const auto& [name, output] : config_.outputs)
        refer(output.value);
    for (const auto& [address, resource] : config_.resources) {
        for (const auto& [position, value] : resource.attributes)
            refer(value);
        for (const ReplaceOn& each : resource.lifecycle.replace_on)
            triggers_.try_emplace(each.address);
        if (!resource.type->run) continue;
        const Attributes desired = normalise(*resource.type, resource.attributes, live_.naming);
        const std::string& output = desired.get(*resource.type, "output_model").text();
        if (!output.empty()) output_models_.emplace(output, address);
    }
}

Attributes ResourcePlanner::resolved(const ResourceConfig& resource) const {
    Attributes desired;
    desired.reserve(resource.attributes.size());
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
            if (named != names_.end() && *named->second != resource.address)
                dependencies.push_back(*named->second);
        };
        add(value);
        if (const auto* names = value.list()) std::ranges::for_each(*names, add);
    }
    std::sort(dependencies.begin(), dependencies.end());
    dependencies.erase(std::unique(dependencies.begin(), dependencies.end()), dependencies.end());
    return dependencies;
}

std::string ResourcePlanner::trigger_of(const ResourceConfig& resource) const {
    for (const ReplaceOn& each : resource.lifecycle.replace_on) {
        const auto found = triggers_.find(each.address);
        if (found == triggers_.end()) continue;
        const Trigger& trigger = found->second;
        if (each.attribute.empty()) {
            if (trigger.made) return to_text(each.address);
            continue;
        }
        const ResourceType* type = fireworks_catalog().find(each.address.type);
        const Attribute* attribute = type ? type->find(each.attribute) : nullptr;
        const bool by_service =
            attribute && (attribute->update == Update::computed || attribute->name == "id");
        if (trigger.paths.contains(each.attribute) || (by_service && trigger.made))
            return to_text(each.address) + '.' + each.attribute;
    }
    return "";
}

StartModel ResourcePlanner::start_of(const Change& change) const {
    StartModel start;
    const auto make = [&](const Address& address) {
        const auto run = config_.resources.find(address);
        if (address == change.address || run == config_.resources.end() || !run->second.type->run) return;
        MakingRun maker{address, run->second.type, nullptr, makes_lora(run->second), false, {}};
        if (const auto known = known_.find(address); known != known_.end()) {
            maker.values = &known->second.attributes;
            maker.anew = known->second.made;
            maker.create_time = known->second.attributes.get(*maker.type, "create_time").text();
        }
        // The record may be gone while its model stays; state has seen it.
        const auto entry = prior_.resources.find(address);
        if (maker.create_time.empty() && entry != prior_.resources.end())
            maker.create_time = entry->second.seen.get(*maker.type, "create_time").text();
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
            make(*named->second);
    }
    if (!start.maker || !start.maker->anew) start.model = index_.model(start.name);
    if (!start.maker && start.attribute == "warm_start_from") start.remembered = entry_that_made(start.name);
    start.account_read = options_.refreshed;
    return start;
}

/// A model may not name the run that made it; the entry of a run does name its model.
const ResourceState* ResourcePlanner::entry_that_made(const std::string& model) const {
    const LiveModel* there = index_.model(model);
    const std::string run = there ? there->fine_tuning_job : std::string();
    for (const auto& [address, entry] : prior_.resources) {
        const ResourceType* type = fireworks_catalog().find(address.type);
        if (!type || !type->run || entry.id.empty()) continue;
        const bool made = run.empty()
                              ? output_model_of(*type, entry.seen, live_.naming.account, entry.id) == model
                              : entry.name == run;
        if (made) return &entry;
    }
    return nullptr;
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

/// `name`: of the object that the resource has after the plan; "" none, or not known yet.
ResourcePlanner::Known ResourcePlanner::known_after(const Change& change, const std::string& name) const {
    const ResourceType& type = *change.type;
    Known known;
    known.type = &type;
    known.made = makes_object(change);
    // Of a run whose record is gone the change has what state saw last.
    const bool seen = !change.object_id.empty() || (type.run && !change.live.empty());
    if (!known.made && seen) {
        known.attributes = change.live;
        known.settled = !change.pending && change.action != Action::undelete;
        if (change.action == Action::none && change.live.empty()) known.settled = false;
    }
    if (!change.partial_skip || change.object_id.empty())
        for (const auto& [index, value] : change.desired)
            if (!value.is_null() && !leaves_alone(change, index, value)) known.attributes.set(index, value);
    if (stays_without_object(change)) {
        known.attributes = change.desired;
        known.settled = true;
    }
    if (!name.empty()) {
        known.attributes.put(type, "name", Value(name));
        known.attributes.put(type, "id", Value(last_segment(name)));
    }
    if (type.run && known.attributes.get(type, "output_model").is_null() && !name.empty())
        known.attributes.put(
            type, "output_model",
            Value(output_model_of(type, known.attributes, live_.naming.account, last_segment(name))));
    derive(type, known.attributes);
    return known;
}

void ResourcePlanner::remember(const Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    const bool made = makes_object(change);
    std::string name;
    if (made && !change.new_id.empty())
        name = full_name(live_.naming.account, type.collection, change.new_id);
    if (!made && !stays_without_object(change)) name = change.object_name;
    if (!name.empty()) names_[name] = &resource.address;
    if (type.run || referred_.contains(change.address)) {
        const Known& known = known_[change.address] = known_after(change, name);
        if (type.run)
            if (const std::string& output = known.attributes.get(type, "output_model").text();
                !output.empty())
                names_[output] = &resource.address;
    }

    if (const auto trigger = triggers_.find(change.address);
        trigger != triggers_.end() && !change.partial_skip) {
        trigger->second.made = made;
        for (const AttributeChange& each : change.attributes)
            trigger->second.paths.insert(each.path);
    }

    const bool destroyed_first = (change.action == Action::replace || change.action == Action::repair) &&
                                 !change.create_before_destroy;
    if (destroyed_first && !change.object_name.empty())
        vanishing_.emplace(change.object_name, Vanishing{change.address, false});
    if (destroyed_first && !change.output_model.empty())
        vanishing_.emplace(change.output_model, Vanishing{change.address, true});
}

}  // namespace fireform
