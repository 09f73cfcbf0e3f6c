#include "engine/plan/exact_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr const char* duration_key = "$duration";
constexpr const char* unknown_key = "$unknown";
constexpr const char* map_key = "$map";

json::object members(const Value::Map& map) {
    json::object out;
    for (const auto& [key, value] : map)
        out[key] = to_exact_json(value);
    return out;
}

Value::Map map_from(const json::object& object) {
    Value::Map out;
    for (const auto& member : object)
        out.insert_or_assign(std::string(member.key().data(), member.key().size()),
                             from_exact_json(member.value()));
    return out;
}

Value from_object(const json::object& object) {
    const bool tagged = object.size() == 1 && object.begin()->key().starts_with('$');
    if (!tagged) return map_from(object);
    if (const auto* text = object.if_contains(unknown_key)) return Unknown{text->as_string().c_str()};
    if (const auto* count = object.if_contains(duration_key))
        return Duration(count->to_number<std::int64_t>());
    if (const auto* map = object.if_contains(map_key)) return map_from(map->as_object());
    throw std::invalid_argument("unknown kind of value");
}

}  // namespace

json::value to_exact_json(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return nullptr;
        case Value::Kind::boolean:
            return *value.boolean();
        case Value::Kind::integer:
            return *value.integer();
        case Value::Kind::number:
            return *value.number();
        case Value::Kind::string:
            return json::string(*value.string());
        case Value::Kind::duration:
            return json::object{{duration_key, std::int64_t{value.duration()->count()}}};
        case Value::Kind::unknown:
            return json::object{{unknown_key, value.unknown()->text}};
        case Value::Kind::list: {
            json::array out;
            for (const Value& element : *value.list())
                out.push_back(to_exact_json(element));
            return out;
        }
        case Value::Kind::map: {
            const Value::Map& map = *value.map();
            const bool ambiguous =
                std::ranges::any_of(map, [](const auto& entry) { return entry.first.starts_with('$'); });
            if (ambiguous) return json::object{{map_key, members(map)}};
            return members(map);
        }
    }
    return nullptr;
}

Value from_exact_json(const json::value& input) {
    switch (input.kind()) {
        case json::kind::null:
            return {};
        case json::kind::bool_:
            return input.get_bool();
        case json::kind::int64:
            return input.get_int64();
        case json::kind::uint64:
            throw std::out_of_range("integer out of range");
        case json::kind::double_:
            return input.get_double();
        case json::kind::string:
            return std::string(input.get_string().data(), input.get_string().size());
        case json::kind::array: {
            Value::List list;
            for (const json::value& element : input.get_array())
                list.push_back(from_exact_json(element));
            return list;
        }
        case json::kind::object:
            return from_object(input.get_object());
    }
    return {};
}

}  // namespace fireform
