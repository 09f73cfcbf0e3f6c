#include "state/json_reader.hpp"

#include "state/problems.hpp"
#include "state/snapshot_parser.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

namespace fireform {
namespace json = boost::json;
namespace {

json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

/// Null: missing, or of the wrong kind, which is a failure.
const json::value* member(JsonReader& reader, const json::object& object, std::string_view key,
                          json::kind kind, std::string_view kind_name) {
    const json::value* value = object.if_contains(boost_view(key));
    if (!value || value->kind() == kind) return value;
    reader.fail(fmt::format("the member \"{}\" should be {}.", key, kind_name));
    return nullptr;
}

}  // namespace

void JsonReader::fail(std::string_view what) {
    const std::string where = place.empty() ? "" : fmt::format("in {}, ", place);
    diagnostics.add(damaged_state(file, where + std::string(what)));
}

std::string JsonReader::text(const json::object& in, std::string_view key, std::string_view fallback) {
    const json::value* value = member(*this, in, key, json::kind::string, "a string");
    if (!value) return std::string(fallback);
    return {value->get_string().data(), value->get_string().size()};
}

bool JsonReader::boolean(const json::object& in, std::string_view key) {
    const json::value* value = member(*this, in, key, json::kind::bool_, "true or false");
    return value && value->get_bool();
}

std::uint64_t JsonReader::count(const json::object& in, std::string_view key, std::uint64_t fallback) {
    const json::value* value = in.if_contains(boost_view(key));
    if (!value) return fallback;
    if (value->is_uint64()) return value->get_uint64();
    if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
    fail(fmt::format("the member \"{}\" should be a whole number, 0 or more.", key));
    return fallback;
}

const json::object* JsonReader::object(const json::object& in, std::string_view key) {
    const json::value* value = member(*this, in, key, json::kind::object, "an object");
    return value ? &value->get_object() : nullptr;
}

const json::array* JsonReader::array(const json::object& in, std::string_view key) {
    const json::value* value = member(*this, in, key, json::kind::array, "a list");
    return value ? &value->get_array() : nullptr;
}

std::string unknown_members(const json::object& object, const std::vector<std::string_view>& known) {
    json::object unknown;
    for (const auto& member : object) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (std::ranges::find(known, key) == known.end()) unknown[member.key()] = member.value();
    }
    return unknown.empty() ? std::string() : json::serialize(unknown);
}

bool all_finite(const json::value& value) {
    if (const double* number = value.if_double()) return std::isfinite(*number);
    if (const json::array* list = value.if_array()) return std::ranges::all_of(*list, all_finite);
    if (const json::object* object = value.if_object())
        return std::ranges::all_of(*object, [](const auto& member) { return all_finite(member.value()); });
    return true;
}

void add_members(json::object& object, const std::string& extra) {
    if (extra.empty()) return;
    json::value parsed;
    if (parse_exactly(extra, parsed).failed || !parsed.is_object()) return;
    for (const auto& member : parsed.get_object())
        if (!object.contains(member.key())) object[member.key()] = member.value();
}

}  // namespace fireform
