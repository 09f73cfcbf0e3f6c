#include "engine/config/plain_value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace fireform {
namespace {

/// A node without references as it is; none: a date, or one inside.
std::optional<Value> literal_value(const TomlNode& node) {
    if (const auto* flag = node.boolean()) return Value(*flag);
    if (const auto* integer = node.integer()) return Value(*integer);
    if (const auto* number = node.number()) return Value(*number);
    if (const auto* string = node.string()) return Value(*string);
    if (const auto* items = node.array()) {
        Value::List list;
        for (const TomlNode& item : *items) {
            auto value = literal_value(item);
            if (!value) return std::nullopt;
            list.push_back(*std::move(value));
        }
        return Value(std::move(list));
    }
    if (const auto* members = node.table()) {
        Value::Map map;
        for (const TomlMember& member : *members) {
            auto value = literal_value(member.value);
            if (!value) return std::nullopt;
            map.emplace(member.key, *std::move(value));
        }
        return Value(std::move(map));
    }
    return std::nullopt;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Value> plain_value(const Site& site, const TomlNode& node, const Purpose& purpose,
                                 Interpolator& interpolator, std::vector<Edge>& edges,
                                 Diagnostics& diagnostics) {
    if (const auto* string = node.string()) {
        auto filled = interpolator.fill(site, *string, purpose, edges);
        return filled ? std::optional(std::move(filled->value)) : std::nullopt;
    }
    if (const auto* items = node.array()) {
        Value::List list;
        bool good = true;
        for (const TomlNode& item : *items) {
            auto value =
                plain_value(site.at(item.place, site.name), item, purpose, interpolator, edges, diagnostics);
            if (value) list.push_back(*std::move(value));
            good = good && value;
        }
        return good ? std::optional(Value(std::move(list))) : std::nullopt;
    }
    if (const auto* members = node.table()) {
        Value::Map map;
        bool good = true;
        for (const TomlMember& member : *members) {
            auto value = plain_value(site.at(member.value.place, site.name), member.value, purpose,
                                     interpolator, edges, diagnostics);
            if (value) map.emplace(member.key, *std::move(value));
            good = good && value;
        }
        return good ? std::optional(Value(std::move(map))) : std::nullopt;
    }
    auto value = literal_value(node);
    if (!value)
        diagnostics.add(site.error(
            "Wrong type", fmt::format("\"{}\" is a date or time, which fireform has no use for.", site.name),
            "put it in quotes"));
    return value;
}

bool is_of_variable_type(const Value& value, std::string_view type) {
    if (type == "string") return value.string();
    if (type == "number") return value.integer() || value.number();
    if (type == "bool") return value.boolean();
    if (type == "list") return value.list();
    return type == "map" && value.map();
}

std::optional<Value> parse_variable_text(std::string_view text, std::string_view type) {
    if (type == "string") return Value(text);
    if (type == "bool") {
        if (text == "true") return Value(true);
        if (text == "false") return Value(false);
        return std::nullopt;
    }
    if (type == "number") {
        if (const auto integer = parse_number<std::int64_t>(text)) return Value(*integer);
        const auto number = parse_number<double>(text);
        return number && std::isfinite(*number) ? std::optional(Value(*number)) : std::nullopt;
    }
    const auto parsed = parse_toml("", fmt::format("value = {}", text));
    if (!parsed.value) return std::nullopt;
    // More than one member: the text went on behind the value.
    const auto& members = *parsed.value->table();
    if (members.size() != 1) return std::nullopt;
    auto value = literal_value(members.front().value);
    if (!value || !is_of_variable_type(*value, type)) return std::nullopt;
    return value;
}

}  // namespace fireform
