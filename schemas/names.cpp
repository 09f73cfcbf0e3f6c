#include "schemas/names.hpp"

#include "schemas/collection.hpp"

#include <algorithm>
#include <optional>

namespace fireform {
namespace {

/// None: the text is no short form.
std::optional<std::string> expansion(Names names, std::string_view text, const Naming& naming) {
    const std::string_view collection = collection_of(names);
    if (collection.empty() || text.empty() || naming.account.empty()) return std::nullopt;
    const auto slash = text.find('/');
    if (slash != std::string_view::npos) {
        const std::string_view id = text.substr(slash + 1);
        const bool short_path =
            text.substr(0, slash) == collection && !id.empty() && id.find('/') == std::string_view::npos;
        return short_path ? std::optional(full_name(naming.account, collection, id)) : std::nullopt;
    }
    if (names == Names::public_model)
        if (const auto found = naming.models.find(text); found != naming.models.end()) return found->second;
    if (names == Names::deployment_shape) return full_name("fireworks", collection, text);
    return full_name(naming.account, collection, text);
}

Value expanded(Names names, Value value, const Naming& naming) {
    if (const auto* text = value.string())
        if (auto full = expansion(names, *text, naming)) return Value(*std::move(full));
    return value;
}

Value::Map prefixed(std::string_view prefix, Value::Map map) {
    Value::Map out;
    for (auto& [key, value] : map)
        if (key.starts_with(prefix)) out.insert_or_assign(key, value);
    for (auto& [key, value] : map)
        if (!key.starts_with(prefix)) out.try_emplace(std::string(prefix) + key, std::move(value));
    return out;
}

}  // namespace

std::string expand_name(Names names, std::string_view text, const Naming& naming) {
    return expansion(names, text, naming).value_or(std::string(text));
}

Value normalise(const Attribute& attribute, Value value, const Naming& naming) {
    if (value.unknown() || value.is_null()) return value;
    switch (attribute.type) {
        case ValueType::boolean:
        case ValueType::integer:
            return value;
        case ValueType::number:
            if (const auto* integer = value.integer()) return Value(static_cast<double>(*integer));
            return value;
        case ValueType::string:
            return expanded(attribute.names, std::move(value), naming);
        case ValueType::duration:
            if (const auto* text = value.string()) {
                if (const auto duration = parse_duration(*text)) return Value(*duration);
            } else if (const auto* seconds = value.integer()) {
                // Through the text, which knows the limits.
                if (const auto duration = parse_duration(std::to_string(*seconds))) return Value(*duration);
            }
            return value;
        case ValueType::list:
        case ValueType::map: {
            Attribute element = attribute;
            element.type = attribute.element;
            if (auto* list = value.list())
                for (Value& item : *list)
                    item = normalise(element, std::move(item), naming);
            if (auto* map = value.map()) {
                if (!attribute.key_prefix.empty()) *map = prefixed(attribute.key_prefix, std::move(*map));
                for (auto& [key, item] : *map)
                    item = normalise(element, std::move(item), naming);
            }
            return value;
        }
        case ValueType::table_map:
            if (auto* tables = value.map())
                for (auto& [name, table] : *tables)
                    if (auto* map = table.map())
                        for (const Attribute& field : attribute.fields)
                            if (const auto found = map->find(field.name); found != map->end())
                                found->second = normalise(field, std::move(found->second), naming);
            return value;
    }
    return value;
}

Attributes normalise(const ResourceType& type, const Attributes& attributes, const Naming& naming) {
    Attributes out;
    out.reserve(attributes.size());
    for (const auto& [index, value] : attributes)
        out.set(index, normalise(type.attributes[index], value, naming));
    return out;
}

std::string full_name(std::string_view account, std::string_view collection, std::string_view id) {
    std::string name = "accounts/";
    for (const std::string_view part :
         {account, std::string_view("/"), collection, std::string_view("/"), id})
        name += part;
    return name;
}

std::string_view last_segment(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace fireform
