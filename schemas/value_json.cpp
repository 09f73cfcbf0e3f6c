#include "schemas/value_json.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr std::string_view unknown_key = "$unknown";

/// A key of ours that begins with '$' gets another one, so that no map looks like an unknown value.
std::string escaped(std::string_view key) {
    return key.starts_with('$') ? "$" + std::string(key) : std::string(key);
}

std::string_view unescaped(std::string_view key) {
    return key.starts_with("$$") ? key.substr(1) : key;
}

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}
std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}
json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

const json::value* unknown_text(const json::object& object) {
    if (object.size() != 1) return nullptr;
    const auto* text = object.if_contains(boost_view(unknown_key));
    return text && text->is_string() ? text : nullptr;
}

/// `attribute` null: kinds as JSON has them.
Value read(const Attribute* attribute, const json::value& input);

Value read_object(const Attribute* attribute, const json::object& object) {
    if (const auto* text = unknown_text(object)) return Unknown{std::string(view(text->get_string()))};
    Value::Map map;
    const bool tables = attribute && attribute->type == ValueType::table_map;
    std::optional<Attribute> element;
    if (attribute && !tables) {
        element = *attribute;
        element->type = attribute->element;
    }
    for (const auto& member : object) {
        const std::string_view key = unescaped(view(member.key()));
        if (!tables || !member.value().is_object()) {
            map.insert_or_assign(std::string(key), read(element ? &*element : nullptr, member.value()));
            continue;
        }
        Value::Map table;
        for (const auto& inner : member.value().get_object()) {
            const std::string_view name = unescaped(view(inner.key()));
            const Attribute* field = nullptr;
            for (const Attribute& candidate : attribute->fields)
                if (candidate.name == name) field = &candidate;
            table.insert_or_assign(std::string(name), read(field, inner.value()));
        }
        map.insert_or_assign(std::string(key), Value(std::move(table)));
    }
    return map;
}

Value read(const Attribute* attribute, const json::value& input) {
    const bool number = attribute && attribute->type == ValueType::number;
    switch (input.kind()) {
        case json::kind::null:
            return {};
        case json::kind::bool_:
            return input.get_bool();
        case json::kind::int64:
            return number ? Value(static_cast<double>(input.get_int64())) : Value(input.get_int64());
        case json::kind::uint64:
            return static_cast<double>(input.get_uint64());
        case json::kind::double_:
            // "1e999" is read as infinity, which is no value and could not be written again.
            if (!std::isfinite(input.get_double())) return {};
            return input.get_double();
        case json::kind::string: {
            const std::string_view text = view(input.get_string());
            if (attribute && attribute->type == ValueType::duration)
                if (const auto duration = parse_duration(text)) return *duration;
            return text;
        }
        case json::kind::array: {
            std::optional<Attribute> element;
            if (attribute) {
                element = *attribute;
                element->type = attribute->element;
            }
            Value::List list;
            for (const json::value& item : input.get_array())
                list.push_back(read(element ? &*element : nullptr, item));
            return list;
        }
        case json::kind::object:
            return read_object(attribute, input.get_object());
    }
    return {};
}

}  // namespace

json::value to_json(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return nullptr;
        case Value::Kind::boolean:
            return *value.boolean();
        case Value::Kind::integer:
            return *value.integer();
        case Value::Kind::number:
            // JSON has no word for infinity and nan.
            if (!std::isfinite(*value.number())) return nullptr;
            return *value.number();
        case Value::Kind::string:
            return json::string(boost_view(value.text()));
        case Value::Kind::duration:
            return json::string(boost_view(duration_text(*value.duration())));
        case Value::Kind::list: {
            json::array array;
            for (const Value& item : *value.list())
                array.push_back(to_json(item));
            return array;
        }
        case Value::Kind::map: {
            json::object object;
            for (const auto& [key, item] : *value.map())
                object[boost_view(escaped(key))] = to_json(item);
            return object;
        }
        case Value::Kind::unknown: {
            json::object object;
            object[boost_view(unknown_key)] = json::string(boost_view(value.unknown()->text));
            return object;
        }
    }
    return nullptr;
}

Value from_json(const json::value& input) {
    return read(nullptr, input);
}

Value from_json(const Attribute& attribute, const json::value& input) {
    return read(&attribute, input);
}

json::object to_json(const ResourceType& type, const Attributes& attributes) {
    json::object object;
    for (const auto& [index, value] : attributes) {
        const Attribute& attribute = type.attributes[index];
        if (!attribute.sensitive) object[boost_view(attribute.name)] = to_json(value);
    }
    return object;
}

Attributes attributes_from_json(const ResourceType& type, const json::object& input,
                                std::vector<std::string>* unknown_names, TextPool* texts) {
    Attributes attributes;
    attributes.reserve(input.size());
    for (const auto& member : input) {
        const std::string_view name = view(member.key());
        const std::size_t index = type.index_of(name);
        if (index == ResourceType::npos) {
            if (unknown_names) unknown_names->emplace_back(name);
            continue;
        }
        const Attribute& attribute = type.attributes[index];
        const json::string* text = texts && TextPool::keeps(attribute) ? member.value().if_string() : nullptr;
        attributes.set(index, text ? texts->value(view(*text)) : from_json(attribute, member.value()));
    }
    return attributes;
}

}  // namespace fireform
