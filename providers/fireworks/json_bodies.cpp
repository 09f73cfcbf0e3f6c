// Whole bodies from attributes: create, its parameters, PATCH.
#include "providers/fireworks/json_codec.hpp"
#include "schemas/compare.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

std::string_view top_level(std::string_view path) {
    return path.substr(0, path.find('.'));
}

/// "autoscalingPolicy" -> "autoscaling_policy", the proto's own name (brief 8.8).
std::string snake_case(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            out += '_';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

/// Null says nothing and is left out.
void set_path(json::object& object, std::string_view path, json::value value) {
    if (value.is_null()) return;
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) {
        object[path] = std::move(value);
        return;
    }
    json::value& inner = object[path.substr(0, dot)];
    if (!inner.is_object()) inner.emplace_object();
    set_path(inner.get_object(), path.substr(dot + 1), std::move(value));
}

bool in_create_body(const Attribute& attribute) {
    switch (attribute.update) {
        case Update::in_place:
        case Update::replace:
        case Update::next_run:
            return !attribute.api.empty();
        case Update::computed:
        case Update::create_query:
        case Update::own_endpoint:
        case Update::client_side:
            break;
    }
    return false;
}

}  // namespace

json::object encode_create(const ResourceType& type, const Attributes& attributes, const Value::Map& tags) {
    json::object out;
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        const Value& value = attributes.at(i);
        if (attribute.update == Update::own_endpoint && !attribute.api.empty()) {
            Value::Map all = value.map() != nullptr ? *value.map() : Value::Map{};
            if (type.tags)
                for (const auto& [key, tag] : tags)
                    all.insert_or_assign(key, tag);
            if (!all.empty()) set_path(out, attribute.api, encode(attribute, Value(std::move(all))));
        } else if (in_create_body(attribute)) {
            if (attribute.droppable && !value.is_null() && is_absent(attribute, value)) continue;
            if (!value.is_null())
                set_path(out, attribute.api, encode(attribute, value));
            else if (attribute.always_send)
                set_path(out, attribute.api,
                         encode(attribute, literal_value(attribute.type, attribute.fallback)));
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> create_parameters(const ResourceType& type,
                                                                   const Attributes& attributes) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [index, value] : attributes) {
        const Attribute& attribute = type.attributes[index];
        if (attribute.update != Update::create_query || value.is_null()) continue;
        if (const auto* flag = value.boolean()) {
            if (*flag) out.emplace_back(attribute.api, "true");
            continue;
        }
        const json::value encoded = encode(attribute, value);
        const auto* text = encoded.if_string();
        out.emplace_back(attribute.api, text != nullptr ? std::string(*text) : json::serialize(encoded));
    }
    return out;
}

Patch encode_patch(const ResourceType& type, const Attributes& live, const Attributes& attributes,
                   const std::vector<std::uint16_t>& changed) {
    std::vector<std::string_view> fields;  // top-level, in the table's order
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        if (attribute.update != Update::in_place || attribute.api.empty()) continue;
        if (std::ranges::find(changed, i) == changed.end()) continue;
        const std::string_view field = top_level(attribute.api);
        if (std::ranges::find(fields, field) == fields.end()) fields.push_back(field);
    }
    Patch out;
    if (fields.empty()) return out;

    json::object body;
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        if (attribute.update == Update::computed || attribute.api.empty()) continue;
        const bool in_mask = attribute.update == Update::in_place &&
                             std::ranges::find(fields, top_level(attribute.api)) != fields.end();
        const bool base = attribute.name == type.update_base;
        if (!in_mask && !base) continue;
        const bool is_changed = std::ranges::find(changed, i) != changed.end();
        const Value& configured = attributes.at(i);
        const Value& value = !configured.is_null() || is_changed ? configured : live.at(i);
        // The base must say what is there: a different one would be a change that no mask announces.
        const Value& sent = base && !live.at(i).is_null() ? live.at(i) : value;
        if (!sent.is_null()) set_path(body, attribute.api, encode(attribute, sent));
    }
    for (const std::string_view field : fields)
        out.mask += (out.mask.empty() ? "" : ",") + snake_case(field);
    out.body = json::serialize(body);
    return out;
}

}  // namespace fireform::fireworks
