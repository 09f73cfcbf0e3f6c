// Plan and state in the shape of `terraform show -json`, for policy and summary tools (contract section 3).
#include "engine/plan/forecast_json.hpp"
#include "engine/plan/plan_json.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/value_json.hpp"
#include "state/json_printer.hpp"

#include <boost/json.hpp>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr const char* provider_name = "registry.terraform.io/fireform/fireworks";

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

/// Sets "wandb.project" as {"wandb": {"project": ...}}.
void put(json::object& object, std::string_view path, json::value value) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
        object[view(path)] = std::move(value);
        return;
    }
    json::value& inner = object[view(path.substr(0, dot))];
    if (!inner.is_object()) inner = json::object{};
    put(inner.get_object(), path.substr(dot + 1), std::move(value));
}

/// Attributes, and beside them which of them are hidden and which nobody knows yet.
struct Shown {
    json::object values;
    json::object sensitive;
    json::object unknown;

    void add(const ResourceType& type, std::size_t index, const Value& value) {
        const Attribute& attribute = type.attributes[index];
        if (attribute.sensitive) {
            put(sensitive, attribute.name, true);
        } else if (value.has_unknown()) {
            put(unknown, attribute.name, true);
        } else {
            put(values, attribute.name, to_json(value));
        }
    }
};

json::object identity(const Address& address) {
    json::object out;
    out["address"] = to_text(address);
    out["mode"] = "managed";
    out["type"] = address.type;
    out["name"] = address.name;
    if (address.key) out["index"] = *address.key;
    out["provider_name"] = provider_name;
    return out;
}

bool has_object(const Change& change) {
    return !change.object_id.empty() || !change.live.empty();
}

json::array actions(const Change& change) {
    switch (change.action) {
        case Action::none:
            return {"no-op"};
        case Action::create:
            return {"create"};
        case Action::undelete:
            return {resumes(change) ? "update" : "create"};
        case Action::adopt:
            return {change.attributes.empty() ? "no-op" : "update"};
        case Action::update:
            return {"update"};
        case Action::replace:
            if (change.create_before_destroy) return {"create", "delete"};
            return {"delete", "create"};
        case Action::repair:
            return {"delete", "create"};
        case Action::destroy:
            return {"delete"};
        case Action::forget:
            return {"forget"};
    }
    return {"no-op"};
}

std::string_view action_reason(const Change& change, PlanMode mode) {
    if (change.action == Action::repair) return "replace_because_tainted";
    if (change.action == Action::replace) return "replace_because_cannot_update";
    if (change.action == Action::destroy && mode != PlanMode::destroy)
        return "delete_because_no_resource_config";
    return {};
}

Shown before(const Change& change) {
    Shown out;
    out.values["id"] = change.object_id;
    out.values["name"] = change.object_name;
    for (const auto& [index, value] : change.live)
        out.add(*change.type, index, value);
    return out;
}

Shown after(const Change& change) {
    Shown out;
    Attributes merged = makes_object(change) ? Attributes() : change.live;
    for (const auto& [index, value] : change.desired)
        merged.set(index, value);
    for (const AttributeChange& one : change.attributes)
        merged.set(one.index, one.after);
    const std::string& id = makes_object(change) ? change.new_id : change.object_id;
    if (has_no_object(*change.type, change.desired)) {
        out.values["id"] = nullptr;
    } else if (id.empty()) {
        out.unknown["id"] = true;
    } else {
        out.values["id"] = id;
    }
    for (const auto& [index, value] : merged)
        out.add(*change.type, index, value);
    return out;
}

json::object change_json(const Change& change) {
    json::object out;
    out["actions"] = actions(change);
    const bool gone = change.action == Action::destroy || change.action == Action::forget;
    Shown old_side = has_object(change) ? before(change) : Shown{};
    Shown new_side = gone ? Shown{} : after(change);
    out["before"] = has_object(change) ? json::value(std::move(old_side.values)) : json::value(nullptr);
    out["after"] = gone ? json::value(nullptr) : json::value(std::move(new_side.values));
    out["after_unknown"] = std::move(new_side.unknown);
    out["before_sensitive"] = std::move(old_side.sensitive);
    out["after_sensitive"] = std::move(new_side.sensitive);
    json::array replace_paths;
    for (const AttributeChange& one : change.attributes)
        if (one.forces_replacement) replace_paths.push_back(json::array{json::string(one.path)});
    if (!replace_paths.empty()) out["replace_paths"] = std::move(replace_paths);
    if (change.action == Action::adopt) out["importing"] = json::object{{"id", change.object_id}};
    return out;
}

json::object resource_change(const Change& change, PlanMode mode) {
    json::object out = identity(change.address);
    out["change"] = change_json(change);
    if (const std::string_view reason = action_reason(change, mode); !reason.empty())
        out["action_reason"] = view(reason);
    out["fireform_action"] = view(to_text(change.action));
    if (!change.reason.empty()) out["fireform_reason"] = change.reason;
    return out;
}

json::object drift_json(const Drift& drift) {
    json::object out = identity(drift.address);
    json::object old_side;
    json::object new_side;
    for (const AttributeChange& one : drift.attributes) {
        if (one.sensitive) continue;
        put(old_side, one.path, to_json(one.before));
        put(new_side, one.path, to_json(one.after));
    }
    json::object change;
    change["actions"] = json::array{drift.gone ? "delete" : "update"};
    change["before"] = std::move(old_side);
    change["after"] = drift.gone ? json::value(nullptr) : json::value(std::move(new_side));
    out["change"] = std::move(change);
    if (!drift.reason.empty()) out["fireform_reason"] = drift.reason;
    return out;
}

json::object output_json(const OutputChange& output) {
    const bool hidden = output.sensitive;
    const char* action = output.before == output.after ? "no-op"
                         : output.before.is_null()     ? "create"
                         : output.after.is_null()      ? "delete"
                                                       : "update";
    json::object out;
    out["actions"] = json::array{action};
    out["before"] = hidden ? json::value(nullptr) : to_json(output.before);
    out["after"] = hidden || output.after.has_unknown() ? json::value(nullptr) : to_json(output.after);
    out["after_unknown"] = output.after.has_unknown();
    out["before_sensitive"] = hidden;
    out["after_sensitive"] = hidden;
    return out;
}

json::object resource_json(const ResourceState& resource, const Catalog& catalog) {
    json::object out = identity(resource.address);
    Shown shown;
    shown.values["id"] = resource.id;
    shown.values["name"] = resource.name;
    if (const ResourceType* type = catalog.find(resource.address.type)) {
        Attributes merged = resource.seen;
        for (const auto& [index, value] : resource.applied)
            if (!merged.contains(index)) merged.set(index, value);
        for (const auto& [index, value] : merged)
            shown.add(*type, index, value);
    }
    out["values"] = std::move(shown.values);
    out["sensitive_values"] = std::move(shown.sensitive);
    json::array depends_on;
    for (const Address& address : resource.dependencies)
        depends_on.push_back(json::string(to_text(address)));
    if (!depends_on.empty()) out["depends_on"] = std::move(depends_on);
    if (resource.status == ResourceStatus::tainted) out["tainted"] = true;
    return out;
}

}  // namespace

std::string plan_to_terraform_json(const Plan& plan) {
    json::object out;
    out["format_version"] = "1.2";
    out["fireform_version"] = FIREFORM_VERSION;
    json::array changes;
    for (const Change& change : plan.changes)
        if (!change.partial_skip) {
            json::object one = resource_change(change, plan.mode);
            if (const Address* origin = plan.origin(change.address))
                one["previous_address"] = to_text(*origin);
            if (const CostChange* cost = plan.forecast.cost_of(change.address))
                one["fireform_hourly_cost_usd"] = hourly_cost_json(*cost);
            if (const auto estimate = estimate_usd(change)) one["fireform_estimate_usd"] = *estimate;
            changes.push_back(std::move(one));
        }
    out["resource_changes"] = std::move(changes);
    json::array drift;
    for (const Drift& one : plan.drift)
        drift.push_back(drift_json(one));
    if (!drift.empty()) out["resource_drift"] = std::move(drift);
    json::object outputs;
    for (const OutputChange& output : plan.outputs)
        outputs[output.name] = output_json(output);
    out["output_changes"] = std::move(outputs);
    if (!plan.forecast.costs.empty()) out["fireform_hourly_cost_usd"] = total_cost_json(plan.forecast);
    out["applyable"] = plan.has_changes();
    out["complete"] = !plan.partial;
    out["errored"] = false;
    return json_line(out);
}

std::string state_to_terraform_json(const Snapshot& snapshot, const Catalog& catalog) {
    json::object outputs;
    for (const auto& [name, output] : snapshot.outputs) {
        json::object one;
        one["sensitive"] = output.sensitive;
        one["value"] = output.sensitive ? json::value(nullptr) : to_json(output.value);
        outputs[name] = std::move(one);
    }
    json::array resources;
    for (const auto& [address, resource] : snapshot.resources)
        resources.push_back(resource_json(resource, catalog));
    json::object out;
    out["format_version"] = "1.0";
    out["fireform_version"] = FIREFORM_VERSION;
    out["values"] = json::object{{"outputs", std::move(outputs)},
                                 {"root_module", json::object{{"resources", std::move(resources)}}}};
    return json_line(out);
}

}  // namespace fireform
