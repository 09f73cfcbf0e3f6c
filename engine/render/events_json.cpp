// Terraform's machine-readable stream: its event names and keys, so that what reads that can read this. Keys
// of our own stand beside theirs: `fireform_action`, `attributes`, `adopt`, `forget`.
#include "engine/plan/forecast_json.hpp"
#include "engine/render/event_words.hpp"
#include "engine/render/stream_event.hpp"
#include "engine/render/text.hpp"
#include "schemas/value_json.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace fireform {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::array attributes_json(const std::vector<AttributeChange>& attributes) {
    json::array out;
    for (const AttributeChange& attribute : attributes)
        out.push_back(attribute_json(attribute));
    return out;
}

/// Terraform's word: what an adoption is there, an import without a change, or an update.
std::string_view terraform_action(const Change& change) {
    switch (change.action) {
        case Action::none:
            return "noop";
        case Action::create:
            return "create";
        case Action::undelete:
            return resumes(change) ? "update" : "create";
        case Action::adopt:
            return change.attributes.empty() ? "import" : "update";
        case Action::update:
            return "update";
        case Action::replace:
        case Action::repair:
            return "replace";
        case Action::destroy:
            return "delete";
        case Action::forget:
            return "remove";
    }
    return "noop";
}

json::object defaults_json(const ResourceType& type, const Attributes& defaults) {
    json::object out;
    for (const auto& [index, value] : defaults)
        out[view(type.attributes[index].name)] = to_json(value);
    return out;
}

json::object planned_json(const Change& change, const Forecast& forecast, const std::string& timestamp) {
    const std::string_view word = change.imported ? "import" : to_text(change.action);
    json::object out = stream_event("info", fmt::format("{}: Plan to {}", to_text(change.address), word),
                                    timestamp, "planned_change");
    json::object inner;
    inner["resource"] = resource_json(change.address);
    inner["action"] = view(terraform_action(change));
    inner["fireform_action"] = view(word);
    if (!change.reason.empty()) inner["reason"] = change.reason;
    if (change.action == Action::adopt) inner["importing"] = json::object{{"id", change.object_id}};
    if (!change.object_id.empty()) inner["id"] = change.object_id;
    if (!change.new_id.empty() && makes_object(change)) inner["new_id"] = change.new_id;
    inner["attributes"] = attributes_json(change.attributes);
    const CostChange* cost = forecast.cost_of(change.address);
    if (cost && cost->before != cost->after) inner["hourly_cost_usd"] = hourly_cost_json(*cost);
    if (const auto estimate = estimate_usd(change)) inner["estimate_usd"] = *estimate;
    if (const auto found = forecast.defaults.find(change.address); found != forecast.defaults.end())
        inner["server_defaults"] = defaults_json(*change.type, found->second);
    out["change"] = std::move(inner);
    return out;
}

/// An entry that only takes another address, in Terraform's shape.
json::object move_json(const Move& move, const std::string& timestamp) {
    json::object out =
        stream_event("info", fmt::format("{}: Plan to move from {}", to_text(move.to), to_text(move.from)),
                     timestamp, "planned_change");
    json::object inner;
    inner["resource"] = resource_json(move.to);
    inner["previous_resource"] = resource_json(move.from);
    inner["action"] = "move";
    out["change"] = std::move(inner);
    return out;
}

json::object drift_event(const Drift& drift, const std::string& timestamp) {
    const std::string_view what = drift.gone ? "delete" : "update";
    const std::string why = drift.reason.empty() ? std::string() : fmt::format(" ({})", drift.reason);
    json::object out =
        stream_event("info", fmt::format("{}: Drift detected ({}){}", to_text(drift.address), what, why),
                     timestamp, "resource_drift");
    json::object inner;
    inner["resource"] = resource_json(drift.address);
    inner["action"] = view(what);
    if (drift.soft_deleted) inner["soft_deleted"] = true;
    if (!drift.reason.empty()) inner["reason"] = drift.reason;
    inner["attributes"] = attributes_json(drift.attributes);
    out["change"] = std::move(inner);
    return out;
}

json::object counts_json(const Counts& counts, std::string_view operation) {
    json::object out;
    out["add"] = counts.add;
    out["change"] = counts.change;
    out["import"] = counts.import;
    out["adopt"] = counts.adopt;
    out["forget"] = counts.forget;
    out["remove"] = counts.destroy;
    out["operation"] = view(operation);
    return out;
}

std::string_view type_word(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::boolean:
            return "bool";
        case Value::Kind::integer:
        case Value::Kind::number:
            return "number";
        case Value::Kind::list:
            return "list";
        case Value::Kind::map:
            return "map";
        default:
            return "string";
    }
}

std::string_view output_action(const OutputChange& output) {
    if (output.before == output.after) return "noop";
    if (output.before.is_null()) return "create";
    return output.after.is_null() ? "delete" : "update";
}

json::object planned_outputs(const Plan& plan, const std::string& timestamp) {
    json::object outputs;
    for (const OutputChange& output : plan.outputs) {
        json::object one;
        one["sensitive"] = output.sensitive;
        one["action"] = view(output_action(output));
        if (!output.sensitive && !output.after.has_unknown() && !output.after.is_null()) {
            one["type"] = view(type_word(output.after));
            one["value"] = to_json(output.after);
        }
        outputs[output.name] = std::move(one);
    }
    json::object out = stream_event("info", fmt::format("Outputs: {}", outputs.size()), timestamp, "outputs");
    out["outputs"] = std::move(outputs);
    return out;
}

json::object applied_outputs(const std::map<std::string, OutputState>& states, const std::string& timestamp) {
    json::object outputs;
    for (const auto& [name, state] : states) {
        json::object one;
        one["sensitive"] = state.sensitive;
        if (!state.sensitive) {
            one["type"] = view(type_word(state.value));
            one["value"] = to_json(state.value);
        }
        outputs[name] = std::move(one);
    }
    json::object out = stream_event("info", fmt::format("Outputs: {}", outputs.size()), timestamp, "outputs");
    out["outputs"] = std::move(outputs);
    return out;
}

std::string_view event_type(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::started:
            return "apply_start";
        case Event::Kind::progress:
            return "apply_progress";
        case Event::Kind::accepted:
        case Event::Kind::completed:
            return "apply_complete";
        case Event::Kind::failed:
        case Event::Kind::skipped:
            return "apply_errored";
    }
    return "apply_progress";
}

}  // namespace

json::object resource_json(const Address& address) {
    json::object out;
    out["addr"] = to_text(address);
    out["module"] = "";
    out["resource"] = to_text(address);
    out["implied_provider"] = "fireworks";
    out["resource_type"] = address.type;
    out["resource_name"] = address.name;
    out["resource_key"] = address.key ? json::value(*address.key) : json::value(nullptr);
    return out;
}

json::object attribute_json(const AttributeChange& change) {
    json::object out;
    out["path"] = change.path;
    if (!change.sensitive) {
        out["before"] = to_json(change.before);
        out["after"] = change.after.has_unknown() ? json::value(nullptr) : to_json(change.after);
    }
    out["after_unknown"] = change.after.has_unknown();
    out["sensitive"] = change.sensitive;
    out["forces_replacement"] = change.forces_replacement;
    if (!change.note.empty()) out["note"] = change.note;
    return out;
}

std::string version_json(const std::string& timestamp) {
    json::object out = stream_event("info", "fireform " FIREFORM_VERSION, timestamp, "version");
    out["fireform"] = FIREFORM_VERSION;
    out["ui"] = "1.0";
    return json_line(out);
}

std::string plan_events_json(const Plan& plan, const std::string& timestamp) {
    std::string out;
    for (const Drift& drift : plan.drift)
        out += json_line(drift_event(drift, timestamp));
    for (const Move& move : plan.moves)
        out += json_line(move_json(move, timestamp));
    for (const Change& change : plan.changes)
        if (change.action != Action::none && !change.partial_skip)
            out += json_line(planned_json(change, plan.forecast, timestamp));
    if (!plan.outputs.empty()) out += json_line(planned_outputs(plan, timestamp));
    json::object summary = stream_event("info", plan_summary(plan), timestamp, "change_summary");
    summary["changes"] = counts_json(plan.counts(), "plan");
    if (!plan.forecast.costs.empty()) summary["hourly_cost_usd"] = total_cost_json(plan.forecast);
    return out + json_line(summary);
}

std::string event_json(const Event& what, const std::string& timestamp) {
    const bool bad = what.kind == Event::Kind::failed || what.kind == Event::Kind::skipped;
    json::object out =
        stream_event(bad ? "error" : "info", fmt::format("{}: {}", to_text(what.address), event_line(what)),
                     timestamp, event_type(what.kind));
    json::object hook;
    hook["resource"] = resource_json(what.address);
    hook["action"] = view(words_of(what).action);
    hook["fireform_action"] = view(to_text(what.action));
    if (!what.id.empty()) {
        hook["id_key"] = "id";
        hook["id_value"] = what.id;
    }
    if (what.kind != Event::Kind::started) hook["elapsed_seconds"] = what.elapsed.count() / 1000;
    if (!what.phase.empty()) hook["phase"] = what.phase;
    if (what.kind == Event::Kind::skipped) hook["skipped"] = true;
    out["hook"] = std::move(hook);
    return json_line(out);
}

std::string apply_summary_json(const Plan& plan, const ApplyResult& result, const std::string& timestamp) {
    const bool destroy = plan.mode == PlanMode::destroy;
    json::object out = stream_event("info", apply_summary(plan, result), timestamp, "change_summary");
    out["changes"] = counts_json(result.counts, destroy ? "destroy" : "apply");
    if (result.stopped)
        out["interrupted"] =
            json::object{{"done", result.done}, {"running", result.running}, {"untouched", result.untouched}};
    if (result.stopped || result.diagnostics.has_errors()) return json_line(out);
    return json_line(out) + json_line(applied_outputs(result.outputs, timestamp));
}

}  // namespace fireform
