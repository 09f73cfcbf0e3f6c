// One value at a time.
#include "providers/fireworks/json_codec.hpp"

#include "schemas/bug.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cmath>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// "300s", "1.500s": fractions in groups of three digits, as protobuf writes them (brief 8.10).
std::string api_duration(Duration duration) {
    const auto total = duration.count();
    const std::uint64_t size =
        total < 0 ? 0 - static_cast<std::uint64_t>(total) : static_cast<std::uint64_t>(total);
    std::string text = fmt::format("{}{}", total < 0 ? "-" : "", size / 1'000'000'000);
    if (const std::uint64_t nanos = size % 1'000'000'000; nanos != 0) {
        std::string fraction = fmt::format("{:09}", nanos);
        while (fraction.ends_with("000"))
            fraction.resize(fraction.size() - 3);
        text += "." + fraction;
    }
    return text + "s";
}

/// The attribute that one element of a list or map would be.
Attribute element_of(const Attribute& attribute) {
    Attribute element = attribute;
    element.type = attribute.element;
    return element;
}

json::value encode_tables(const Attribute& attribute, const Value::Map& tables) {
    json::object out;
    for (const auto& [name, table] : tables) {
        json::object row;
        if (const auto* map = table.map())
            for (const Attribute& field : attribute.fields)
                if (const auto found = map->find(field.name); found != map->end() && !found->second.is_null())
                    row[field.api] = encode(field, found->second);
        out[name] = std::move(row);
    }
    return out;
}

/// What the schema did not expect, as near to what it was as a value can be.
Value as_it_came(const json::value& value) {
    switch (value.kind()) {
        case json::kind::bool_:
            return Value(value.get_bool());
        case json::kind::int64:
            return Value(static_cast<std::int64_t>(value.get_int64()));
        case json::kind::uint64:
            return Value(static_cast<double>(value.get_uint64()));
        case json::kind::double_:
            // "1e999" is well-formed, and no number that anything could be compared with.
            return std::isfinite(value.get_double()) ? Value(value.get_double()) : Value();
        case json::kind::string:
            return Value(std::string_view(value.get_string()));
        case json::kind::array:
        case json::kind::object:
            return Value(json::serialize(value));
        case json::kind::null:
            break;
    }
    return Value();
}

Value decode_integer(const json::value& value) {
    if (const auto* number = value.if_double();
        number != nullptr && std::trunc(*number) == *number && std::abs(*number) < 9e18)
        return Value(static_cast<std::int64_t>(*number));
    if (const auto* text = value.if_string()) {
        std::int64_t number = 0;
        const char* last = text->data() + text->size();
        const auto [end, error] = std::from_chars(text->data(), last, number);
        if (error == std::errc{} && end == last) return Value(number);
    }
    return as_it_came(value);
}

Value decode_tables(const Attribute& attribute, const json::object& tables) {
    Value::Map out;
    for (const auto& [name, table] : tables) {
        Value::Map row;
        if (const auto* object = table.if_object())
            for (const Attribute& field : attribute.fields)
                if (const auto* member = find_path(*object, field.api))
                    row.emplace(field.name, decode(field, *member));
        out.emplace(std::string(name), Value(std::move(row)));
    }
    return Value(std::move(out));
}

}  // namespace

json::value encode(const Attribute& attribute, const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return nullptr;
        case Value::Kind::boolean:
            if (attribute.empty_message) return *value.boolean() ? json::value(json::object{}) : nullptr;
            return *value.boolean();
        case Value::Kind::integer:
            if (attribute.int64_text) return json::value(std::to_string(*value.integer()));
            return *value.integer();
        case Value::Kind::number:
            return *value.number();
        case Value::Kind::string:
            return json::value(value.text());
        case Value::Kind::duration:
            return json::value(api_duration(*value.duration()));
        case Value::Kind::list: {
            const Attribute element = element_of(attribute);
            json::array out;
            for (const Value& item : *value.list())
                out.push_back(encode(element, item));
            return out;
        }
        case Value::Kind::map: {
            if (attribute.type == ValueType::table_map) return encode_tables(attribute, *value.map());
            const Attribute element = element_of(attribute);
            json::object out;
            for (const auto& [key, item] : *value.map())
                out[key] = encode(element, item);
            return out;
        }
        case Value::Kind::unknown:
            break;
    }
    require(false, "a value that is sent is known");
    return nullptr;
}

Value decode(const Attribute& attribute, const json::value& value) {
    switch (attribute.type) {
        case ValueType::boolean:
            if (attribute.empty_message && value.is_object()) return Value(true);
            return as_it_came(value);
        case ValueType::integer:
            return decode_integer(value);
        case ValueType::number:
            if (value.is_number() && !value.is_double()) return Value(value.to_number<double>());
            return as_it_came(value);
        case ValueType::string:
            if (value.is_int64()) return Value(std::to_string(value.get_int64()));  // an enum by its number
            return as_it_came(value);
        case ValueType::duration:
            if (const auto* text = value.if_string())
                if (const auto duration = parse_duration(std::string_view(*text))) return Value(*duration);
            return as_it_came(value);
        case ValueType::list:
            if (const auto* array = value.if_array()) {
                const Attribute element = element_of(attribute);
                Value::List out;
                for (const json::value& item : *array)
                    out.push_back(decode(element, item));
                return Value(std::move(out));
            }
            return as_it_came(value);
        case ValueType::map:
            if (const auto* object = value.if_object()) {
                const Attribute element = element_of(attribute);
                Value::Map out;
                for (const auto& [key, item] : *object)
                    out.emplace(std::string(key), decode(element, item));
                return Value(std::move(out));
            }
            return as_it_came(value);
        case ValueType::table_map:
            if (const auto* object = value.if_object()) return decode_tables(attribute, *object);
            return as_it_came(value);
    }
    return Value();
}

const json::value* find_path(const json::object& object, std::string_view path) {
    const auto dot = path.find('.');
    const json::value* member = object.if_contains(path.substr(0, dot));
    if (member == nullptr || member->is_null()) return nullptr;
    if (dot == std::string_view::npos) return member;
    const json::object* inner = member->if_object();
    return inner == nullptr ? nullptr : find_path(*inner, path.substr(dot + 1));
}

std::string text_at(const json::object& object, std::string_view path) {
    const json::value* value = find_path(object, path);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_at(const json::object& object, std::string_view path) {
    const json::value* value = find_path(object, path);
    const bool* flag = value ? value->if_bool() : nullptr;
    return flag && *flag;
}

std::int64_t integer_at(const json::object& object, std::string_view path) {
    const json::value* value = find_path(object, path);
    if (!value) return 0;
    if (const std::int64_t* number = value->if_int64()) return *number;
    std::int64_t number = 0;
    if (const json::string* text = value->if_string())
        std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

double number_at(const json::object& object, std::string_view path) {
    const json::value* value = find_path(object, path);
    return value && value->is_number() ? value->to_number<double>()
                                       : static_cast<double>(integer_at(object, path));
}

}  // namespace fireform::fireworks
