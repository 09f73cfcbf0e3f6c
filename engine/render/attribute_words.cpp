#include "engine/render/attribute_words.hpp"

#include "schemas/value.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace fireform {
namespace {

std::string_view word_of(ValueType type) {
    switch (type) {
        case ValueType::boolean:
            return "boolean";
        case ValueType::integer:
            return "integer";
        case ValueType::number:
            return "number";
        case ValueType::string:
            return "string";
        case ValueType::duration:
            return "duration";
        case ValueType::list:
            return "list";
        case ValueType::map:
            return "map";
        case ValueType::table_map:
            return "tables by name";
    }
    return "string";
}

std::string number_text(const Attribute& attribute, double value) {
    if (attribute.type == ValueType::duration)
        return duration_text(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value)));
    return fmt::format("{}", value);
}

std::string range_text(const Attribute& attribute) {
    const Bounds& bounds = attribute.bounds;
    if (bounds.minimum && bounds.maximum)
        return fmt::format("{} to {}", number_text(attribute, *bounds.minimum),
                           number_text(attribute, *bounds.maximum));
    if (bounds.minimum) return fmt::format("{} or more", number_text(attribute, *bounds.minimum));
    return bounds.maximum ? fmt::format("{} or less", number_text(attribute, *bounds.maximum))
                          : std::string();
}

}  // namespace

std::string kind_text(const Attribute& attribute) {
    if (attribute.type == ValueType::list) return fmt::format("list of {}s", word_of(attribute.element));
    if (attribute.type == ValueType::map) return fmt::format("map of {}s", word_of(attribute.element));
    return std::string(word_of(attribute.type));
}

std::string limits_text(const Attribute& attribute) {
    std::vector<std::string> parts;
    const Bounds& bounds = attribute.bounds;
    if (std::string range = range_text(attribute); !range.empty()) parts.push_back(std::move(range));
    if (bounds.multiple_of != 0)
        parts.push_back(fmt::format("a multiple of {}", number_text(attribute, bounds.multiple_of)));
    if (bounds.power_of_two) parts.emplace_back("0 or a power of two");
    if (bounds.length_max != 0) {
        const bool text = attribute.type == ValueType::string;
        parts.push_back(fmt::format("at most {} {}", bounds.length_max, text ? "characters" : "entries"));
    }
    if (!bounds.pattern_says.empty()) parts.emplace_back(bounds.pattern_says);
    if (!attribute.unit.empty()) parts.emplace_back(attribute.unit);
    if (!attribute.values.empty())
        parts.push_back(fmt::format("one of {}", fmt::join(attribute.values, ", ")));
    if (!attribute.keys.empty()) parts.push_back(fmt::format("keys {}", fmt::join(attribute.keys, ", ")));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string_view update_text(const Attribute& attribute) {
    switch (attribute.update) {
        case Update::in_place:
        case Update::own_endpoint:
            return "changed in place";
        case Update::replace:
            return "a change replaces the object";
        case Update::computed:
            return "computed";
        case Update::create_query:
            return "used when the object is created";
        case Update::next_run:
            return "for the next run only";
        case Update::client_side:
            return attribute.client_setting ? "for clients: `fireform client`" : "fireform's own";
    }
    return "";
}

bool is_writable(const Attribute& attribute) {
    return attribute.update != Update::computed && (attribute.hint.empty() || attribute.withdrawn);
}

}  // namespace fireform
