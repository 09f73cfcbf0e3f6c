// The configuration as JSON Schema, for editors that complete and check TOML.
#include "engine/render/attribute_words.hpp"
#include "engine/render/reference.hpp"
#include "schemas/block_settings.hpp"
#include "schemas/lookups.hpp"
#include "state/json_printer.hpp"

#include <boost/json.hpp>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr const char* dialect = "https://json-schema.org/draft/2020-12/schema";
constexpr const char* name_pattern = "^[A-Za-z_][A-Za-z0-9_-]*$";
/// Anything may be a reference instead of a value.
constexpr const char* reference_pattern = "\\$\\{";

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::object fields_schema(std::span<const Attribute> fields);

/// A value of this type as it is written, without references.
json::object plain_schema(const Attribute& attribute, ValueType type) {
    const Bounds& bounds = attribute.bounds;
    json::object out;
    switch (type) {
        case ValueType::boolean:
            out["type"] = "boolean";
            break;
        case ValueType::integer:
        case ValueType::number:
            out["type"] = type == ValueType::integer ? "integer" : "number";
            if (bounds.minimum) out["minimum"] = *bounds.minimum;
            if (bounds.maximum) out["maximum"] = *bounds.maximum;
            if (bounds.multiple_of != 0) out["multipleOf"] = bounds.multiple_of;
            break;
        case ValueType::string:
            out["type"] = "string";
            if (bounds.length_max != 0 && attribute.type == ValueType::string)
                out["maxLength"] = bounds.length_max;
            break;
        case ValueType::duration:
            out["type"] = json::array{"string", "integer"};
            out["examples"] = json::array{"90s", "5m", "1h30m"};
            break;
        case ValueType::list:
            out["type"] = "array";
            out["items"] = plain_schema(attribute, attribute.element);
            break;
        case ValueType::map:
            out["type"] = "object";
            out["additionalProperties"] = plain_schema(attribute, attribute.element);
            break;
        case ValueType::table_map:
            out["type"] = "object";
            out["additionalProperties"] = fields_schema(attribute.fields);
            break;
    }
    return out;
}

json::object attribute_schema(const Attribute& attribute) {
    json::object out;
    json::object plain = plain_schema(attribute, attribute.type);
    if (!attribute.values.empty()) {
        // Other values pass with a warning: the service adds new ones.
        json::array values;
        for (const std::string_view value : attribute.values)
            values.push_back(json::value(view(value)));
        out["anyOf"] = json::array{json::object{{"enum", std::move(values)}}, std::move(plain)};
    } else if (attribute.type == ValueType::string || attribute.type == ValueType::table_map) {
        out = std::move(plain);
    } else {
        json::object reference{{"type", "string"}, {"pattern", reference_pattern}};
        out["anyOf"] = json::array{std::move(plain), std::move(reference)};
    }
    out["description"] = view(attribute.description);
    return out;
}

json::object empty_table() {
    return {{"type", "object"}, {"properties", json::object{}}, {"additionalProperties", false}};
}

/// Puts "wandb.project" into the table "wandb" of `table`.
void place(json::object& table, std::string_view path, json::object schema) {
    json::object& properties = table["properties"].get_object();
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
        properties[view(path)] = std::move(schema);
        return;
    }
    json::value& inner = properties[view(path.substr(0, dot))];
    if (!inner.is_object()) inner = empty_table();
    place(inner.get_object(), path.substr(dot + 1), std::move(schema));
}

json::object fields_schema(std::span<const Attribute> fields) {
    json::object out = empty_table();
    json::array required;
    for (const Attribute& field : fields) {
        if (!is_writable(field)) continue;
        place(out, field.name, attribute_schema(field));
        if (field.required) required.push_back(json::value(view(field.name)));
    }
    if (!required.empty()) out["required"] = std::move(required);
    return out;
}

json::object one_of(std::initializer_list<const char*> words) {
    json::array values;
    for (const char* word : words)
        values.push_back(json::value(word));
    return {{"enum", std::move(values)}};
}

/// Of a setting of fireform's own: other words than these are errors.
json::object setting_schema(const Attribute& setting) {
    json::object out = attribute_schema(setting);
    if (setting.values.empty()) return out;
    json::array& ways = out["anyOf"].get_array();
    ways[1].get_object()["pattern"] = reference_pattern;
    return out;
}

json::object settings_table(std::span<const Attribute> settings) {
    json::object out = empty_table();
    for (const Attribute& setting : settings)
        place(out, setting.name, setting_schema(setting));
    return out;
}

/// Required attributes are left to `validate`: with other spellings and groups they can stand in several
/// places.
json::object block_schema(const ResourceType& type) {
    json::object out = empty_table();
    for (const Attribute& attribute : type.attributes)
        if (is_writable(attribute)) place(out, attribute.name, attribute_schema(attribute));
    for (const Alias& alias : type.aliases)
        if (const Attribute* attribute = type.find(alias.name))
            place(out, alias.alias, attribute_schema(*attribute));
    for (const std::string_view group : type.groups)
        if (!out["properties"].get_object().contains(view(group))) place(out, group, {{"type", "object"}});
    place(out, depends_on_setting.name, setting_schema(depends_on_setting));
    json::object for_each = setting_schema(for_each_setting);
    for_each["anyOf"].get_array().push_back(json::object{{"type", "object"}});
    place(out, for_each_setting.name, std::move(for_each));
    place(out, from_setting.name, setting_schema(from_setting));
    place(out, "lifecycle", settings_table(lifecycle_settings));
    place(out, "timeouts", settings_table(timeout_settings));
    out["description"] = view(type.description);
    return out;
}

json::object blocks(json::object block) {
    json::object patterns;
    patterns[name_pattern] = std::move(block);
    return {{"type", "object"}, {"patternProperties", std::move(patterns)}, {"additionalProperties", false}};
}

json::object variable_rules_schema() {
    json::object out = empty_table();
    place(out, "pattern", {{"type", "string"}});
    place(out, "min", {{"type", "number"}});
    place(out, "max", {{"type", "number"}});
    place(out, "allowed", {{"type", "array"}});
    place(out, "message", {{"type", "string"}});
    return out;
}

json::object variable_schema() {
    json::object out = variable_rules_schema();
    place(out, "validation", variable_rules_schema());
    place(out, "type", one_of({"string", "number", "bool", "list", "map"}));
    place(out, "default", {});
    place(out, "description", {{"type", "string"}});
    place(out, "sensitive", {{"type", "boolean"}});
    return out;
}

json::object list_of_tables(json::object table, json::array required) {
    table["required"] = std::move(required);
    return {{"type", "array"}, {"items", std::move(table)}};
}

json::object moved_schema() {
    json::object out = empty_table();
    place(out, "from", {{"type", "string"}});
    place(out, "to", {{"type", "string"}});
    return list_of_tables(std::move(out), {"from", "to"});
}

json::object removed_schema() {
    json::object out = empty_table();
    place(out, "from", {{"type", "string"}});
    place(out, "destroy", {{"type", "boolean"}});
    return list_of_tables(std::move(out), {"from"});
}

json::object import_schema() {
    json::object out = empty_table();
    place(out, "to", {{"type", "string"}});
    place(out, "id", {{"type", "string"}});
    return list_of_tables(std::move(out), {"to", "id"});
}

json::object output_schema() {
    json::object out = empty_table();
    place(out, "value", {});
    place(out, "description", {{"type", "string"}});
    place(out, "sensitive", {{"type", "boolean"}});
    return out;
}

json::object fireform_schema() {
    json::object out = empty_table();
    place(out, "required_version", {{"type", "string"}});
    place(out, "state.backend", one_of({"local", "http"}));
    for (const char* name :
         {"state.path", "state.address", "state.lock_address", "state.unlock_address", "state.update_method",
          "state.lock_method", "state.unlock_method", "state.username", "state.password"})
        place(out, name, {{"type", "string"}});
    for (const char* name : {"state.retry_max", "state.retry_wait_min", "state.retry_wait_max"})
        place(out, name, {{"type", "integer"}, {"minimum", 0}});
    place(out, "state.encryption.passphrase", {{"type", "string"}});
    place(out, "state.encryption.previous_passphrase", {{"type", "string"}});
    return out;
}

json::object dollars_schema() {
    const json::object reference{{"type", "string"}, {"pattern", reference_pattern}};
    return {{"anyOf", json::array{json::object{{"type", "number"}, {"minimum", 0}}, reference}}};
}

json::object provider_schema() {
    json::object out = empty_table();
    for (const char* name : {"fireworks.account_id", "fireworks.api_key", "fireworks.base_url"})
        place(out, name, {{"type", "string"}});
    place(out, "fireworks.max_retries", {{"type", "integer"}, {"minimum", 0}});
    place(out, "fireworks.api", one_of({"warn", "public", "extended"}));
    place(out, "fireworks.defaults", one_of({"build-sdk"}));
    place(out, "fireworks.prices", {{"type", "object"}, {"additionalProperties", dollars_schema()}});
    return out;
}

json::object lookup_block_schema(const LookupType& type) {
    json::object out = fields_schema(type.arguments);
    out["description"] = view(type.description);
    return out;
}

json::object lookup_schema() {
    json::object out = empty_table();
    for (const LookupType& type : fireworks_lookups())
        place(out, type.name, blocks(lookup_block_schema(type)));
    return out;
}

json::object budget_schema() {
    json::object out = empty_table();
    place(out, "max_hourly_usd", dollars_schema());
    return out;
}

std::string document(json::object schema) {
    json::object out{{"$schema", dialect}};
    for (auto& member : schema)
        out[member.key()] = std::move(member.value());
    return json_line(out);
}

}  // namespace

std::string json_schema(const Catalog& catalog) {
    json::object out = empty_table();
    out["title"] = "fireform configuration";
    place(out, "fireform", fireform_schema());
    place(out, "provider", provider_schema());
    place(out, "budget", budget_schema());
    place(out, "variables", blocks(variable_schema()));
    place(out, "locals", {{"type", "object"}});
    place(out, "outputs", blocks(output_schema()));
    place(out, "lookup", lookup_schema());
    place(out, "include", {{"type", "array"}, {"items", json::object{{"type", "string"}}}});
    place(out, "template", blocks({{"type", "object"}}));
    place(out, "moved", moved_schema());
    place(out, "removed", removed_schema());
    place(out, "import", import_schema());
    for (const ResourceType* type : catalog)
        place(out, type->name, blocks(block_schema(*type)));
    return document(std::move(out));
}

std::string json_schema(const ResourceType& type) {
    return document(block_schema(type));
}

std::string json_schema(const LookupType& type) {
    return document(lookup_block_schema(type));
}

}  // namespace fireform
