#include "tests/contract/description.hpp"

#include "tests/contract/deviations.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace fireform::testing {
namespace {

bool is_deviation(std::string_view schema, std::string_view field) {
    const auto is_it = [&](const FieldDeviation& one) { return one.schema == schema && one.field == field; };
    return std::ranges::any_of(missing_fields, is_it) || std::ranges::any_of(withdrawn_fields, is_it);
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    for (std::size_t start = 1; start <= path.size();) {
        const auto slash = std::min(path.find('/', start), path.size());
        parts.emplace_back(path.substr(start, slash - start));
        start = slash + 1;
    }
    return parts;
}

/// "{id}:verb" takes "x:verb", "{id}" takes "x" without a verb.
bool part_fits(std::string_view pattern, std::string_view part) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) return pattern == part;
    const std::string_view tail = pattern.substr(pattern.find('}') + 1);
    if (!part.ends_with(tail) || part.size() == tail.size()) return false;
    return part.substr(0, part.size() - tail.size()).find(':') == std::string_view::npos;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = static_cast<char>(c | 0x20);
    return out;
}

Description::Operation to_operation(const json::value& operation) {
    Description::Operation out;
    out.id = std::string(operation.at("operationId").as_string());
    out.reply = &operation.at("responses").at("200").at("content").at("application/json").at("schema");
    out.body = nullptr;
    if (const json::value* body = operation.as_object().if_contains("requestBody"))
        out.body = &body->at("content").at("application/json").at("schema");
    if (const json::value* parameters = operation.as_object().if_contains("parameters"))
        for (const json::value& one : parameters->as_array())
            if (one.at("in").as_string() == "query")
                out.parameters.emplace(std::string(one.at("name").as_string()));
    return out;
}

std::string string_mismatch(const json::value& value, const json::object& rules, const std::string& where) {
    if (!value.is_string()) return where + " is no string";
    const std::string text(value.as_string());
    if (const json::value* names = rules.if_contains("enum")) {
        for (const json::value& one : names->as_array())
            if (one.as_string() == text) return {};
        return where + " has no value " + text;
    }
    const std::string format = rules.contains("format") ? std::string(rules.at("format").as_string()) : "";
    if (format == "int64" && (text.empty() || text.find_first_not_of("-0123456789") != std::string::npos))
        return where + " is no decimal number: " + text;
    if (format == "date-time" && (text.size() < 20 || text[10] != 'T' || text.back() != 'Z'))
        return where + " is no time: " + text;
    return {};
}

}  // namespace

std::optional<Description> Description::from_environment() {
    const char* file = std::getenv("FIREFORM_OPENAPI");
    if (file == nullptr) {
        MESSAGE("skipped: FIREFORM_OPENAPI does not name the API's description");
        return std::nullopt;
    }
    std::ifstream in(file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), "FIREFORM_OPENAPI cannot be read: ", file);
    return Description(json::parse(std::string{std::istreambuf_iterator<char>(in), {}}));
}

std::optional<Description::Operation> Description::find(std::string_view method,
                                                        std::string_view path) const {
    const auto parts = split(path);
    for (const auto& entry : root_.at("paths").as_object()) {
        const auto pattern = split(entry.key());
        bool fits = pattern.size() == parts.size();
        for (std::size_t i = 0; fits && i < parts.size(); ++i)
            fits = part_fits(pattern[i], parts[i]);
        if (!fits) continue;
        const json::value* operation = entry.value().as_object().if_contains(lower(method));
        if (operation != nullptr) return to_operation(*operation);
    }
    return std::nullopt;
}

std::set<std::string> Description::operations() const {
    std::set<std::string> ids;
    for (const auto& entry : root_.at("paths").as_object())
        for (const auto& member : entry.value().as_object())
            if (member.value().is_object() && member.value().as_object().contains("operationId"))
                ids.insert(to_operation(member.value()).id);
    return ids;
}

const json::value& Description::schema(std::string_view id) const {
    return root_.at("components").at("schemas").at(id);
}

std::vector<std::string> Description::values_of(std::string_view enumeration) const {
    std::vector<std::string> names;
    for (const json::value& one : schema(enumeration).at("enum").as_array())
        names.emplace_back(one.as_string());
    return names;
}

std::vector<std::string> Description::fields_of(std::string_view id) const {
    std::vector<std::string> names;
    for (const auto& entry : schema(id).at("properties").as_object())
        names.emplace_back(entry.key());
    return names;
}

std::string Description::parameter_mismatch(std::string_view query, std::string_view method,
                                            const Operation& operation) const {
    for (std::size_t start = 0; start < query.size();) {
        const std::size_t end = std::min(query.find('&', start), query.size());
        const std::string_view pair = query.substr(start, end - start);
        const std::string name(pair.substr(0, pair.find('=')));
        const bool known =
            operation.parameters.contains(name) || (method == "PATCH" && name == missing_patch_parameter);
        if (!known) return operation.id + " takes no parameter " + name;
        start = end + 1;
    }
    return {};
}

std::string Description::body_mismatch(const json::value& body, const Operation& operation) const {
    if (operation.body == nullptr) return operation.id + " takes no body";
    // The body of this one is a deployment without its name, spelt out instead of referred to.
    const bool deployment = operation.id == "Gateway_UpdateDeployment";
    return mismatch(body, *operation.body,
                    {operation.id, deployment ? "gatewayDeployment" : "", Direction::request});
}

std::string Description::reply_mismatch(const json::value& reply, int status,
                                        const Operation& operation) const {
    const json::value& rules = status == 200 ? *operation.reply : schema(error_schema);
    return mismatch(reply, rules,
                    {operation.id + " answered " + std::to_string(status), "", Direction::reply});
}

std::string Description::mismatch(const json::value& value, const json::value& schema_of_it,
                                  const Where& where) const {
    const json::object& rules = schema_of_it.as_object();
    if (const json::value* reference = rules.if_contains("$ref")) {
        const std::string target(reference->as_string());
        const std::string id = target.substr(target.rfind('/') + 1);
        return mismatch(value, schema(id), {where.place, id, where.direction});
    }
    const std::string type = rules.contains("type") ? std::string(rules.at("type").as_string()) : "object";
    if (type == "object") return object_mismatch(value, rules, where);
    if (type == "array") {
        if (!value.is_array()) return where.place + " is no array";
        for (const json::value& item : value.as_array())
            if (auto problem = mismatch(item, rules.at("items"), {where.place + "[]", "", where.direction});
                !problem.empty())
                return problem;
        return {};
    }
    if (type == "boolean") return value.is_bool() ? "" : where.place + " is no boolean";
    if (type == "integer") return value.is_int64() ? "" : where.place + " is no integer";
    if (type == "number") return value.is_number() ? "" : where.place + " is no number";
    return string_mismatch(value, rules, where.place);
}

std::string Description::object_mismatch(const json::value& value, const json::object& rules,
                                         const Where& where) const {
    if (!value.is_object()) return where.place + " is no object";
    const json::value* properties = rules.if_contains("properties");
    const json::value* others = rules.if_contains("additionalProperties");
    const bool any_value = others != nullptr && (!others->is_object() || others->as_object().empty());
    if (any_value || (where.schema.empty() && properties == nullptr && others == nullptr)) return {};
    for (const auto& member : value.as_object()) {
        const std::string place = where.place + "." + std::string(member.key());
        const json::value* of_it =
            properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
        if (of_it == nullptr && others != nullptr && others->is_object()) of_it = others;
        if (of_it == nullptr) {
            if (is_deviation(where.schema, member.key())) continue;
            return place + " is not in " + (where.schema.empty() ? "the description" : where.schema);
        }
        const json::value* read_only = of_it->as_object().if_contains("readOnly");
        if (where.direction == Direction::request && read_only != nullptr && read_only->as_bool())
            return place + " is for replies only";
        if (auto problem = mismatch(member.value(), *of_it, {place, "", where.direction}); !problem.empty())
            return problem;
    }
    const json::value* required = rules.if_contains("required");
    if (where.direction == Direction::request && required != nullptr)
        for (const json::value& name : required->as_array())
            if (!value.as_object().contains(name.as_string()))
                return where.place + " lacks " + std::string(name.as_string());
    return {};
}

}  // namespace fireform::testing
