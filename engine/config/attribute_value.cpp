#include "engine/config/attribute_value.hpp"

#include "engine/config/plain_value.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fireform {
namespace {

/// Attributes that steer fireform itself are read when the plan is made; names of objects may wait.
bool may_be_deferred(const Attribute& attribute) {
    return attribute.update != Update::client_side || attribute.names != Names::none;
}

std::string_view variable_type(ValueType type) {
    switch (type) {
        case ValueType::boolean:
            return "bool";
        case ValueType::integer:
        case ValueType::number:
            return "number";
        case ValueType::list:
            return "list";
        case ValueType::map:
        case ValueType::table_map:
            return "map";
        case ValueType::string:
        case ValueType::duration:
            break;
    }
    return "string";
}

/// What to type instead; "" when nothing is obvious.
std::string rewritten(ValueType wanted, const TomlNode& node) {
    if (const auto* text = node.string()) {
        if (wanted == ValueType::list) return fmt::format("write [{}]", in_quotes(abbreviated(*text)));
        if (wanted == ValueType::duration) return "write \"90s\", \"5m\" or \"1h30m\"";
        const auto value = parse_variable_text(*text, variable_type(wanted));
        const bool fits = value && (wanted != ValueType::integer || value->integer());
        return fits && is_scalar(*value) ? "write " + to_text(*value) : "";
    }
    if (const auto* number = node.number(); number && std::isfinite(*number)) {
        if (wanted == ValueType::integer && std::trunc(*number) == *number)
            return "write " + number_text(*number);
        if (wanted == ValueType::duration) return fmt::format("write \"{}s\"", number_text(*number));
    }
    if (wanted == ValueType::string && (node.integer() || node.number() || node.boolean()))
        if (const auto value = scalar_value(node.integer()   ? ValueType::integer
                                            : node.boolean() ? ValueType::boolean
                                                             : ValueType::number,
                                            node))
            return fmt::format("write {}", in_quotes(to_text(*value)));
    return "";
}

/// "a string", with the value where it is short and no secret.
std::string found_text(const Attribute& attribute, const TomlNode& node) {
    if (attribute.sensitive || node.array() || node.table()) return std::string(kind_name(node));
    if (const auto* text = node.string()) return fmt::format("the string {}", in_quotes(abbreviated(*text)));
    if (const auto* integer = node.integer()) return fmt::format("{}", *integer);
    if (const auto* number = node.number())
        return std::trunc(*number) == *number ? fmt::format("{:.1f}", *number) : number_text(*number);
    if (const auto* flag = node.boolean()) return *flag ? "true" : "false";
    return std::string(kind_name(node));
}

}  // namespace

std::optional<Value> AttributeReader::read(const Site& site, const Attribute& attribute, const TomlNode& node,
                                           std::vector<Edge>& edges) {
    return read(site, Slot{attribute}, node, edges);
}

std::optional<Value> AttributeReader::read(const Site& site, const Slot& slot, const TomlNode& node,
                                           std::vector<Edge>& edges) {
    const auto* text = node.string();
    const bool is_template = text && !slot.filled && text->find("${") != std::string::npos;
    return is_template ? fill(site, slot, node, edges) : read_filled(site, slot, node, edges);
}

std::optional<Value> AttributeReader::fill(const Site& site, const Slot& slot, const TomlNode& node,
                                           std::vector<Edge>& edges) {
    const Purpose purpose{.attribute = &slot.attribute,
                          .element = slot.element,
                          .sensitive = slot.attribute.sensitive,
                          .deferred = may_be_deferred(slot.attribute)};
    auto filled = interpolator_.fill(site, *node.string(), purpose, edges);
    if (!filled) return std::nullopt;
    if (filled->value.unknown()) return std::move(filled->value);
    if (filled->value.has_unknown())  // its texts are templates, as those that are written in place
        return read_filled(site, slot, template_node_of(filled->value, node.place), edges);
    if (filled->text)
        if (auto value = parse_variable_text(filled->value.text(), variable_type(slot.type())))
            filled->value = *std::move(value);
    return read_filled(site, Slot{slot.attribute, slot.element, true}, node_of(filled->value, node.place),
                       edges);
}

std::optional<Value> AttributeReader::read_filled(const Site& site, const Slot& slot, const TomlNode& node,
                                                  std::vector<Edge>& edges) {
    switch (slot.type()) {
        case ValueType::list:
            if (const auto* items = node.array()) return read_list(site, slot, *items, edges);
            return wrong_type(site, slot, node);
        case ValueType::map:
        case ValueType::table_map:
            if (const auto* members = node.table()) return read_map(site, slot, *members, edges);
            return wrong_type(site, slot, node);
        default:
            break;
    }
    auto value = scalar_value(slot.type(), node);
    if (!value) return wrong_type(site, slot, node);
    const auto errors_before = diagnostics_.size();
    limits_.check_scalar(site, slot.attribute, slot.element, *value);
    // A warning, about a word the API may know, leaves the value in place.
    const bool refused = diagnostics_.size() > errors_before &&
                         diagnostics_[diagnostics_.size() - 1].severity == Severity::error;
    return refused ? std::nullopt : std::move(value);
}

std::optional<Value> AttributeReader::read_list(const Site& site, const Slot& slot,
                                                const TomlNode::Array& items, std::vector<Edge>& edges) {
    Value::List list;
    bool good = true;
    limits_.check_count(site, slot.attribute, items.size());
    for (const TomlNode& item : items) {
        auto value =
            read(site.at(item.place, site.name), Slot{slot.attribute, true, slot.filled}, item, edges);
        good = good && value.has_value();
        if (value) list.push_back(*std::move(value));
    }
    return good ? std::optional(Value(std::move(list))) : std::nullopt;
}

std::optional<Value> AttributeReader::read_map(const Site& site, const Slot& slot,
                                               const TomlNode::Table& members, std::vector<Edge>& edges) {
    Value::Map map;
    bool good = true;
    limits_.check_count(site, slot.attribute, members.size());
    for (const TomlMember& member : members) {
        const std::string name = fmt::format("{}.{}", site.name, member.key);
        limits_.check_key(site.at(member.key_place, name), slot.attribute, member.key);
        // Of "team" and "custom/team" one would be lost: they are one key.
        const std::string_view prefix = slot.attribute.key_prefix;
        if (!prefix.empty() && member.key.starts_with(prefix) &&
            std::ranges::binary_search(members, member.key.substr(prefix.size()), {}, &TomlMember::key))
            diagnostics_.add(site.at(member.key_place, name)
                                 .error("Defined twice",
                                        fmt::format("\"{}\" stands for \"{}\", which is there too.",
                                                    member.key.substr(prefix.size()), member.key),
                                        "keep one of the two"));
        const Site inner = site.at(member.value.place, name);
        auto value = slot.type() == ValueType::table_map
                         ? read_fields(inner, slot, member.value, edges)
                         : read(inner, Slot{slot.attribute, true, slot.filled}, member.value, edges);
        good = good && value.has_value();
        if (value) map.emplace(member.key, *std::move(value));
    }
    return good ? std::optional(Value(std::move(map))) : std::nullopt;
}

std::optional<Value> AttributeReader::read_fields(const Site& site, const Slot& slot, const TomlNode& table,
                                                  std::vector<Edge>& edges) {
    const auto* members = table.table();
    if (!members) {
        diagnostics_.add(site.error(
            "Wrong type", fmt::format("\"{}\" is {}; it takes a table.", site.name, kind_name(table))));
        return std::nullopt;
    }
    Value::Map map;
    bool good = true;
    const auto fields = slot.attribute.fields;
    for (const TomlMember& member : *members) {
        const auto field = std::ranges::find(fields, std::string_view(member.key), &Attribute::name);
        if (field == fields.end()) {
            std::vector<std::string_view> names;
            for (const Attribute& known : fields)
                names.push_back(known.name);
            diagnostics_.add(site.at(member.key_place, site.name)
                                 .error("Unknown attribute",
                                        fmt::format("\"{}\" has no attribute \"{}\".", site.name, member.key),
                                        did_you_mean(member.key, names)));
            good = false;
            continue;
        }
        auto value = read(site.at(member.value.place, fmt::format("{}.{}", site.name, member.key)),
                          Slot{*field, false, slot.filled}, member.value, edges);
        good = good && value.has_value();
        if (value) map.emplace(member.key, *std::move(value));
    }
    for (const Attribute& field : fields)
        if (field.required && !table.find(field.name)) {
            diagnostics_.add(site.error(
                "Missing attribute",
                fmt::format("\"{}.{}\" must be set: {}", site.name, field.name, field.description)));
            good = false;
        }
    return good ? std::optional(Value(std::move(map))) : std::nullopt;
}

std::nullopt_t AttributeReader::wrong_type(const Site& site, const Slot& slot, const TomlNode& node) {
    std::string hint = slot.attribute.sensitive ? "" : rewritten(slot.type(), node);
    diagnostics_.add(
        site.error("Wrong type",
                   fmt::format("\"{}\" is {}; it takes {}.", site.name, found_text(slot.attribute, node),
                               type_phrase(slot.type(), slot.attribute.element)),
                   std::move(hint)));
    return std::nullopt;
}

TomlNode node_of(const Value& value, const TomlPlace& place) {
    TomlNode node{TomlDate{}, place};
    if (const auto* flag = value.boolean()) node.data = *flag;
    if (const auto* integer = value.integer()) node.data = *integer;
    if (const auto* number = value.number()) node.data = *number;
    if (const auto* text = value.string()) node.data = *text;
    if (const auto* list = value.list()) {
        TomlNode::Array items;
        for (const Value& item : *list)
            items.push_back(node_of(item, place));
        node.data = std::move(items);
    }
    if (const auto* map = value.map()) {
        TomlNode::Table members;
        for (const auto& [key, item] : *map)
            members.push_back({key, place, node_of(item, place)});
        node.data = std::move(members);
    }
    return node;
}

TomlNode template_node_of(const Value& value, const TomlPlace& place) {
    if (const auto* unknown = value.unknown()) return {unknown->text, place};
    if (const auto* text = value.string()) return {escape_template(*text), place};
    TomlNode node{TomlNode::Array{}, place};
    if (const auto* list = value.list()) {
        for (const Value& item : *list)
            std::get<TomlNode::Array>(node.data).push_back(template_node_of(item, place));
        return node;
    }
    const auto* map = value.map();
    if (!map) return node_of(value, place);
    auto& members = node.data.emplace<TomlNode::Table>();
    for (const auto& [key, item] : *map)
        members.push_back({key, place, template_node_of(item, place)});
    return node;
}

std::optional<Value> scalar_value(ValueType type, const TomlNode& node) {
    const auto* integer = node.integer();
    const auto* text = node.string();
    switch (type) {
        case ValueType::boolean:
            return node.boolean() ? std::optional(Value(*node.boolean())) : std::nullopt;
        case ValueType::integer:
            return integer ? std::optional(Value(*integer)) : std::nullopt;
        case ValueType::number:
            if (integer) return Value(static_cast<double>(*integer));
            if (const auto* number = node.number(); number && std::isfinite(*number)) return Value(*number);
            return std::nullopt;
        case ValueType::string:
            return text ? std::optional(Value(*text)) : std::nullopt;
        case ValueType::duration: {
            // Through the text, which knows the limits.
            const auto duration = integer ? parse_duration(std::to_string(*integer))
                                          : parse_duration(text ? std::string_view(*text) : "");
            return duration ? std::optional(Value(*duration)) : std::nullopt;
        }
        case ValueType::list:
        case ValueType::map:
        case ValueType::table_map:
            break;
    }
    return std::nullopt;
}

}  // namespace fireform
