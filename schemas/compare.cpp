#include "schemas/compare.hpp"

#include "schemas/schema.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// The attribute that one element of a list or map would be.
Attribute element_of(const Attribute& attribute) {
    Attribute element = attribute;
    element.type = attribute.element;
    element.keep_zero = false;
    return element;
}

bool same_number(const Value& desired, const Value& live) {
    // The API keeps 32 bits: 1e-4 may come back as 9.999999747378752e-05 (brief 8.10).
    return static_cast<float>(desired.as_number()) == static_cast<float>(live.as_number());
}

/// "…/deploymentShapes/s" is also "…/deploymentShapes/s/versions/v"; a written version is only itself.
bool same_shape(std::string_view desired, std::string_view live) {
    constexpr std::string_view version = "/versions/";
    return live == desired || (desired.find(version) == desired.npos && live.starts_with(desired) &&
                               live.substr(desired.size()).starts_with(version));
}

bool same_list(const Attribute& attribute, const Value::List& desired, const Value::List& live) {
    const Attribute element = element_of(attribute);
    return std::ranges::equal(desired, live,
                              [&element](const Value& a, const Value& b) { return same(element, a, b); });
}

bool same_map(const Attribute& attribute, const Value::Map& desired, const Value::Map& live) {
    const Attribute element = element_of(attribute);
    return std::ranges::equal(desired, live, [&element](const auto& a, const auto& b) {
        return a.first == b.first && same(element, a.second, b.second);
    });
}

/// Tables of named tables: the names must agree, and in each the described fields.
bool same_tables(const Attribute& attribute, const Value::Map& desired, const Value::Map& live) {
    static const Value null;
    const auto field_of = [](const Value& table, std::string_view name) -> const Value& {
        const auto* map = table.map();
        if (!map) return null;
        const auto found = map->find(name);
        return found == map->end() ? null : found->second;
    };
    return std::ranges::equal(desired, live, [&](const auto& a, const auto& b) {
        return a.first == b.first && std::ranges::all_of(attribute.fields, [&](const Attribute& field) {
                   return same(field, field_of(a.second, field.name), field_of(b.second, field.name));
               });
    });
}

}  // namespace

bool is_absent(const Attribute& attribute, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return true;
        case Value::Kind::unknown:
            return false;
        case Value::Kind::boolean:
            return !attribute.keep_zero && !*value.boolean();
        case Value::Kind::integer:
        case Value::Kind::number:
            return !attribute.keep_zero && value.as_number() == 0;
        case Value::Kind::duration:
            return !attribute.keep_zero && *value.duration() == Duration::zero();
        case Value::Kind::list:
            return value.list()->empty();
        case Value::Kind::map:
            return value.map()->empty();
        case Value::Kind::string:
            // The first word of an enum is its zero (brief 8.10).
            return value.text().empty() ||
                   (!attribute.values.empty() && value.text().ends_with("_UNSPECIFIED"));
    }
    return false;
}

bool same(const Attribute& attribute, const Value& desired, const Value& live) {
    if (desired.has_unknown() || live.has_unknown()) return false;
    if (is_absent(attribute, desired) && is_absent(attribute, live)) return true;

    const auto numeric = [](const Value& value) { return value.integer() || value.number(); };
    if (numeric(desired) && numeric(live)) {
        if (desired.integer() && live.integer() && attribute.type == ValueType::integer)
            return *desired.integer() == *live.integer();
        return same_number(desired, live);
    }
    if (desired.string() && live.string() && attribute.names == Names::deployment_shape)
        return same_shape(desired.text(), live.text());
    if (desired.list() && live.list()) return same_list(attribute, *desired.list(), *live.list());
    if (desired.map() && live.map())
        return attribute.type == ValueType::table_map ? same_tables(attribute, *desired.map(), *live.map())
                                                      : same_map(attribute, *desired.map(), *live.map());
    return desired == live;
}

}  // namespace fireform
