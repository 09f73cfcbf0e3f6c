// Saved plans: every member of Plan as JSON and back. Boost's accessors throw on whatever is not as written;
// load_plan() is where that ends.
#include "engine/plan/plan_json.hpp"

#include "engine/plan/exact_json.hpp"
#include "engine/plan/forecast_json.hpp"
#include "engine/plan/plan_secrets.hpp"
#include "state/json_reader.hpp"
#include "state/snapshot_parser.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace fireform {
namespace json = boost::json;
namespace {

std::string text(const json::value& value) {
    const json::string& string = value.as_string();
    return {string.data(), string.size()};
}

json::string_view view(std::string_view string) {
    return {string.data(), string.size()};
}

std::string_view mode_word(PlanMode mode) {
    if (mode == PlanMode::destroy) return "destroy";
    return mode == PlanMode::refresh_only ? "refresh_only" : "normal";
}

/// The enumerator from `first` to `last` whose word is `word`.
template <class Enum, class WordOf>
Enum from_word(const std::string& word, Enum first, Enum last, WordOf word_of) {
    for (int at = static_cast<int>(first); at <= static_cast<int>(last); ++at)
        if (word_of(static_cast<Enum>(at)) == word) return static_cast<Enum>(at);
    throw std::invalid_argument(fmt::format("unknown word \"{}\"", word));
}

Action action_from(const std::string& word) {
    return from_word(word, Action::none, Action::undelete, [](Action action) { return to_text(action); });
}

Address address_from(const json::value& value) {
    const std::optional<Address> address = parse_address(text(value));
    if (!address) throw std::invalid_argument("not an address");
    return *address;
}

template <class T>
json::array numbers(const std::vector<T>& values) {
    json::array out;
    for (const T value : values)
        out.push_back(std::int64_t{value});
    return out;
}

template <class T>
std::vector<T> numbers_from(const json::value& value) {
    std::vector<T> out;
    for (const json::value& one : value.as_array())
        out.push_back(one.to_number<T>());
    return out;
}

json::array addresses(const std::vector<Address>& values) {
    json::array out;
    for (const Address& address : values)
        out.push_back(json::string(to_text(address)));
    return out;
}

std::vector<Address> addresses_from(const json::value& value) {
    std::vector<Address> out;
    for (const json::value& one : value.as_array())
        out.push_back(address_from(one));
    return out;
}

std::uint16_t index_from(const ResourceType& type, const std::string& name) {
    const std::size_t index = type.index_of(name);
    if (index == ResourceType::npos)
        throw std::invalid_argument(fmt::format("unknown attribute \"{}\"", name));
    return static_cast<std::uint16_t>(index);
}

json::object attribute_changes_entry(const AttributeChange& change, const std::string& lineage) {
    json::object out;
    out["path"] = change.path;
    out["before"] = to_exact_json(without_secret(change.before, change.sensitive, lineage));
    out["after"] = to_exact_json(without_secret(change.after, change.sensitive, lineage));
    out["forces_replacement"] = change.forces_replacement;
    out["sensitive"] = change.sensitive;
    out["note"] = change.note;
    return out;
}

json::array attribute_changes(const std::vector<AttributeChange>& changes, const std::string& lineage) {
    json::array out;
    for (const AttributeChange& change : changes)
        out.push_back(attribute_changes_entry(change, lineage));
    return out;
}

std::vector<AttributeChange> attribute_changes_from(const json::value& value, const ResourceType& type) {
    std::vector<AttributeChange> out;
    for (const json::value& one : value.as_array()) {
        const json::object& object = one.as_object();
        AttributeChange change;
        change.path = text(object.at("path"));
        change.index = index_from(type, change.path);
        change.before = from_exact_json(object.at("before"));
        change.after = from_exact_json(object.at("after"));
        change.forces_replacement = object.at("forces_replacement").as_bool();
        change.sensitive = object.at("sensitive").as_bool();
        change.note = text(object.at("note"));
        out.push_back(std::move(change));
    }
    return out;
}

/// `lineage` salts the secrets; "": they are left out.
json::object attributes(const ResourceType& type, const Attributes& values, const std::string& lineage) {
    json::object out;
    for (const auto& [index, value] : values) {
        const Attribute& attribute = type.attributes[index];
        if (attribute.sensitive && lineage.empty()) continue;
        out[view(attribute.name)] = to_exact_json(without_secret(value, attribute.sensitive, lineage));
    }
    return out;
}

Attributes attributes_from(const ResourceType& type, const json::value& value) {
    Attributes out;
    for (const auto& member : value.as_object())
        out.set(index_from(type, std::string(member.key())), from_exact_json(member.value()));
    return out;
}

json::object to(const Change& change, const std::string& lineage) {
    json::object out;
    out["address"] = to_text(change.address);
    out["action"] = view(to_text(change.action));
    out["reason"] = change.reason;
    out["attributes"] = attribute_changes(change.attributes, lineage);
    out["desired"] = attributes(*change.type, change.desired, lineage);
    out["live"] = attributes(*change.type, change.live, {});
    out["unwritten"] = numbers(change.unwritten);
    out["object_id"] = change.object_id;
    out["object_name"] = change.object_name;
    out["new_id"] = change.new_id;
    out["live_update_time"] = change.live_update_time;
    out["lineage_before"] = change.lineage_before;
    out["generation"] = change.generation;
    out["create_before_destroy"] = change.create_before_destroy;
    out["hard"] = change.hard;
    out["adopted"] = change.adopted;
    out["imported"] = change.imported;
    out["pending"] = change.pending;
    out["wake"] = change.wake;
    out["probe"] = change.probe;
    out["write_tags"] = change.write_tags;
    out["in_progress_run"] = change.in_progress_run;
    out["unmanaged"] = change.unmanaged;
    out["output_model"] = change.output_model;
    if (const auto& cost = change.estimated_cost)
        out["estimated_cost"] = json::object{
            {"currency", cost->currency}, {"units", cost->units}, {"nanos", std::int64_t{cost->nanos}}};
    json::array deposed;
    for (const Deposed& one : change.deposed)
        deposed.push_back(json::object{{"id", one.id}, {"name", one.name}});
    out["deposed"] = std::move(deposed);
    out["dependencies"] = addresses(change.dependencies);
    out["protect"] = change.protect;
    out["on_destroy"] = change.on_destroy;
    out["id_written"] = change.id_written;
    out["timeouts"] = json::object{{"create", std::int64_t{change.timeouts.create.count()}},
                                   {"update", std::int64_t{change.timeouts.update.count()}},
                                   {"delete", std::int64_t{change.timeouts.remove.count()}}};
    out["partial_skip"] = change.partial_skip;
    return out;
}

Change change_from(const json::value& value, const Catalog& catalog) {
    const json::object& object = value.as_object();
    Change out;
    out.address = address_from(object.at("address"));
    out.type = catalog.find(out.address.type);
    if (!out.type) throw std::invalid_argument(fmt::format("unknown type \"{}\"", out.address.type));
    out.action = action_from(text(object.at("action")));
    out.reason = text(object.at("reason"));
    out.attributes = attribute_changes_from(object.at("attributes"), *out.type);
    out.desired = attributes_from(*out.type, object.at("desired"));
    out.live = attributes_from(*out.type, object.at("live"));
    out.unwritten = numbers_from<std::uint16_t>(object.at("unwritten"));
    out.object_id = text(object.at("object_id"));
    out.object_name = text(object.at("object_name"));
    out.new_id = text(object.at("new_id"));
    out.live_update_time = text(object.at("live_update_time"));
    out.lineage_before = text(object.at("lineage_before"));
    out.generation = object.at("generation").to_number<int>();
    out.create_before_destroy = object.at("create_before_destroy").as_bool();
    out.hard = object.at("hard").as_bool();
    out.adopted = object.at("adopted").as_bool();
    if (const json::value* imported = object.if_contains("imported")) out.imported = imported->as_bool();
    out.pending = object.at("pending").as_bool();
    out.wake = object.at("wake").as_bool();
    out.probe = object.at("probe").as_bool();
    out.write_tags = object.at("write_tags").as_bool();
    out.in_progress_run = object.at("in_progress_run").as_bool();
    out.unmanaged = object.at("unmanaged").as_bool();
    out.output_model = text(object.at("output_model"));
    if (const json::value* cost = object.if_contains("estimated_cost"))
        out.estimated_cost = Money{text(cost->as_object().at("currency")),
                                   cost->as_object().at("units").to_number<std::int64_t>(),
                                   cost->as_object().at("nanos").to_number<int>()};
    for (const json::value& one : object.at("deposed").as_array())
        out.deposed.push_back({text(one.as_object().at("id")), text(one.as_object().at("name"))});
    out.dependencies = addresses_from(object.at("dependencies"));
    out.protect = object.at("protect").as_bool();
    out.on_destroy = text(object.at("on_destroy"));
    out.id_written = object.at("id_written").as_bool();
    const json::object& timeouts = object.at("timeouts").as_object();
    out.timeouts.create = std::chrono::seconds(timeouts.at("create").to_number<std::int64_t>());
    out.timeouts.update = std::chrono::seconds(timeouts.at("update").to_number<std::int64_t>());
    out.timeouts.remove = std::chrono::seconds(timeouts.at("delete").to_number<std::int64_t>());
    out.partial_skip = object.at("partial_skip").as_bool();
    return out;
}

json::object to(const Move& move) {
    return {{"from", to_text(move.from)}, {"to", to_text(move.to)}};
}

json::object to(const Step& step) {
    json::object out;
    out["address"] = to_text(step.address);
    out["verb"] = view(to_text(step.verb));
    out["id"] = step.id;
    out["after"] = numbers(step.after);
    out["deposed"] = step.deposed;
    out["hard"] = step.hard;
    return out;
}

Step step_from(const json::value& value) {
    const json::object& object = value.as_object();
    Step out;
    out.address = address_from(object.at("address"));
    out.verb = from_word(text(object.at("verb")), Verb::create, Verb::probe,
                         [](Verb verb) { return to_text(verb); });
    out.id = text(object.at("id"));
    out.after = numbers_from<std::uint32_t>(object.at("after"));
    out.deposed = object.at("deposed").as_bool();
    out.hard = object.at("hard").as_bool();
    return out;
}

json::object to(const Drift& drift, const std::string& lineage) {
    json::object out;
    out["address"] = to_text(drift.address);
    out["gone"] = drift.gone;
    out["soft_deleted"] = drift.soft_deleted;
    out["attributes"] = attribute_changes(drift.attributes, lineage);
    out["reason"] = drift.reason;
    return out;
}

Drift drift_from(const json::value& value, const Catalog& catalog) {
    const json::object& object = value.as_object();
    Drift out;
    out.address = address_from(object.at("address"));
    const ResourceType* type = catalog.find(out.address.type);
    if (!type) throw std::invalid_argument(fmt::format("unknown type \"{}\"", out.address.type));
    out.gone = object.at("gone").as_bool();
    out.soft_deleted = object.at("soft_deleted").as_bool();
    out.attributes = attribute_changes_from(object.at("attributes"), *type);
    out.reason = text(object.at("reason"));
    return out;
}

json::object to(const OutputChange& output, const std::string& lineage) {
    json::object out;
    out["name"] = output.name;
    out["before"] = to_exact_json(without_secret(output.before, output.sensitive, lineage));
    out["after"] = to_exact_json(without_secret(output.after, output.sensitive, lineage));
    out["sensitive"] = output.sensitive;
    return out;
}

OutputChange output_from(const json::value& value) {
    const json::object& object = value.as_object();
    return {text(object.at("name")), from_exact_json(object.at("before")),
            from_exact_json(object.at("after")), object.at("sensitive").as_bool()};
}

template <class T, class... More>
json::array list(const std::vector<T>& values, const More&... more) {
    json::array out;
    for (const T& value : values)
        out.push_back(to(value, more...));
    return out;
}

/// What the executor relies on without looking: order of the changes, steps that name one and wait for
/// earlier ones only.
void require_sound(const Plan& plan) {
    const auto unordered = [](const Change& left, const Change& right) {
        return left.address >= right.address;
    };
    if (std::ranges::adjacent_find(plan.changes, unordered) != plan.changes.end())
        throw std::invalid_argument("changes are not in order");
    if (std::ranges::adjacent_find(plan.moves, std::ranges::greater_equal{}, &Move::to) != plan.moves.end())
        throw std::invalid_argument("moves are not in order");
    for (std::size_t at = 0; at < plan.steps.size(); ++at) {
        const Step& step = plan.steps[at];
        if (!plan.find(step.address)) throw std::invalid_argument("a step without its change");
        if (std::ranges::any_of(step.after, [at](std::uint32_t before) { return before >= at; }))
            throw std::invalid_argument("a step that waits for a later one");
    }
}

Plan plan_from(const json::object& object, const Catalog& catalog) {
    Plan out;
    out.mode = from_word(text(object.at("mode")), PlanMode::normal, PlanMode::refresh_only, mode_word);
    out.lineage = text(object.at("lineage"));
    out.serial = object.at("serial").to_number<std::uint64_t>();
    out.account = text(object.at("account"));
    for (const json::value& one : object.at("changes").as_array())
        out.changes.push_back(change_from(one, catalog));
    for (const json::value& one : object.at("steps").as_array())
        out.steps.push_back(step_from(one));
    if (const json::value* moves = object.if_contains("moves"))
        for (const json::value& one : moves->as_array())
            out.moves.push_back(
                {address_from(one.as_object().at("from")), address_from(one.as_object().at("to"))});
    for (const json::value& one : object.at("drift").as_array())
        out.drift.push_back(drift_from(one, catalog));
    for (const json::value& one : object.at("outputs").as_array())
        out.outputs.push_back(output_from(one));
    out.partial = object.at("partial").as_bool();
    const json::object& naming = object.at("naming").as_object();
    out.naming.account = text(naming.at("account"));
    for (const auto& member : naming.at("models").as_object())
        out.naming.models.emplace(std::string(member.key()), text(member.value()));
    out.forecast = forecast_from_json(object.at("forecast"), catalog);
    require_sound(out);
    return out;
}

Diagnostic not_a_plan(std::string summary, std::string detail) {
    Diagnostic out;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = "make it again: fireform plan --out FILE";
    return out;
}

}  // namespace

std::string save_plan(const Plan& plan, const Catalog&) {
    json::object out;
    out["fireform_plan"] = plan_format;
    out["fireform_version"] = FIREFORM_VERSION;
    out["mode"] = view(mode_word(plan.mode));
    out["lineage"] = plan.lineage;
    out["serial"] = plan.serial;
    out["account"] = plan.account;
    out["changes"] = list(plan.changes, plan.lineage);
    out["steps"] = list(plan.steps);
    if (!plan.moves.empty()) out["moves"] = list(plan.moves);
    out["drift"] = list(plan.drift, plan.lineage);
    out["outputs"] = list(plan.outputs, plan.lineage);
    out["partial"] = plan.partial;
    json::object models;
    for (const auto& [name, full] : plan.naming.models)
        models[name] = full;
    out["naming"] = json::object{{"account", plan.naming.account}, {"models", std::move(models)}};
    out["forecast"] = forecast_to_json(plan.forecast);
    return json::serialize(out) + '\n';
}

Checked<Plan> load_plan(std::string_view input, const std::string& file, const Catalog& catalog) {
    json::value parsed;
    const ParsedText text = parse_exactly(input, parsed);
    const bool whole =
        !text.failed && input.find_first_not_of(" \t\r\n", text.used) == std::string_view::npos;
    const json::object* object = whole ? parsed.if_object() : nullptr;
    const json::value* format = object ? object->if_contains("fireform_plan") : nullptr;
    if (!format || !format->is_int64())
        return not_a_plan("Not a saved plan",
                          fmt::format("{} is not a file that `fireform plan --out` wrote.", file));
    if (format->get_int64() > plan_format)
        return not_a_plan("Plan of a newer fireform",
                          fmt::format("{} has format {}; this is fireform {}, which reads up to format {}.",
                                      file, format->get_int64(), FIREFORM_VERSION, plan_format));
    if (!all_finite(parsed))
        return not_a_plan("Saved plan is damaged",
                          fmt::format("{}: it holds a number that is too large for any program.", file));
    try {
        return plan_from(*object, catalog);
    } catch (const std::exception& problem) {
        return not_a_plan("Saved plan is damaged", fmt::format("{}: {}.", file, problem.what()));
    }
}

}  // namespace fireform
