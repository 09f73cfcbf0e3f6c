#include "providers/emulator/json_rules.hpp"

#include "providers/emulator/times.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace fireform::emulator {
namespace {

std::string describe(const Message& message, const Field& field) {
    return snake_case(field.name) + " of " + std::string(message.name);
}

Refusal wrong_type(const Message& message, const Field& field, std::string_view wanted) {
    return invalid("invalid value for " + describe(message, field) + ": expected " + std::string(wanted));
}

/// A whole number, also when it is written 3.0 or, for 64 bits, "3".
std::optional<std::int64_t> whole(const json::value& value, bool text_too) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_uint64()) return std::nullopt;  // beyond 2^63
    if (value.is_double()) {
        const double number = value.get_double();
        if (std::abs(number) > 9e15 || number != std::floor(number)) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (text_too && value.is_string()) {
        const std::string_view text = value.get_string();
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure == std::errc() && end == text.data() + text.size()) return number;
    }
    return std::nullopt;
}

std::optional<Refusal> read_enum(const json::value& in, const Message& message, const Field& field,
                                 json::value& out) {
    if (in.is_string()) {
        for (const std::string_view name : field.values)
            if (name == in.get_string()) {
                out = in;
                return std::nullopt;
            }
        return invalid("invalid value for enum field " + describe(message, field) + ": \"" +
                       std::string(in.get_string()) + "\"");
    }
    const auto number = whole(in, false);
    if (!number) return wrong_type(message, field, "the name of an enum value");
    if (*number < 0 || static_cast<std::size_t>(*number) >= field.values.size())
        return invalid("invalid value for enum field " + describe(message, field) + ": " +
                       std::to_string(*number));
    out = json::string(field.values[static_cast<std::size_t>(*number)]);
    return std::nullopt;
}

std::optional<Refusal> read_number(const json::value& in, const Message& message, const Field& field,
                                   json::value& out) {
    if (!in.is_number()) return wrong_type(message, field, "a number");
    double number = in.to_number<double>();
    if (!std::isfinite(number)) return wrong_type(message, field, "a finite number");
    if (field.kind == Kind::float32) {
        if (std::abs(number) > static_cast<double>(std::numeric_limits<float>::max()))
            return wrong_type(message, field, "a 32-bit number");
        number = static_cast<double>(static_cast<float>(number));
    }
    out = number;
    return std::nullopt;
}

std::optional<Refusal> read_text(const json::value& in, const Message& message, const Field& field,
                                 json::value& out) {
    if (!in.is_string()) return wrong_type(message, field, "a string");
    if (field.length_max != 0 && code_points(in.get_string()) > field.length_max)
        return invalid(describe(message, field) + " must be fewer than " +
                       std::to_string(field.length_max + 1) + " characters long");
    out = in;
    return std::nullopt;
}

std::optional<Refusal> read_value(const json::value& in, const Message& message, const Field& field,
                                  ReadRules rules, json::value& out) {
    switch (field.kind) {
        case Kind::message: {
            if (!in.is_object()) return wrong_type(message, field, "an object");
            rules.create =
                true;  // a nested message is given whole, so its required fields are due in updates too
            return read_message(in.get_object(), *field.message, rules, out.emplace_object());
        }
        case Kind::boolean:
            if (!in.is_bool()) return wrong_type(message, field, "true or false");
            out = in;
            return std::nullopt;
        case Kind::int32: {
            const auto number = whole(in, false);
            if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
                *number > std::numeric_limits<std::int32_t>::max())
                return wrong_type(message, field, "a 32-bit integer");
            out = *number;
            return std::nullopt;
        }
        case Kind::int64: {
            const auto number = whole(in, true);
            if (!number) return wrong_type(message, field, "a 64-bit integer, as a string or a number");
            out = json::string(std::to_string(*number));
            return std::nullopt;
        }
        case Kind::float32:
        case Kind::float64:
            return read_number(in, message, field, out);
        case Kind::timestamp: {
            const auto time = in.is_string() ? parse_timestamp(in.get_string()) : std::nullopt;
            if (!time) return wrong_type(message, field, "an RFC 3339 time");
            const bool counted = *time != Nanos::min() && *time != Nanos::max();
            out = counted ? json::string(timestamp(*time)) : in.get_string();
            return std::nullopt;
        }
        case Kind::duration: {
            const auto length = in.is_string() ? parse_duration(in.get_string()) : std::nullopt;
            if (!length) return wrong_type(message, field, "a duration such as \"300s\"");
            out = json::string(duration_text(*length));
            return std::nullopt;
        }
        case Kind::enumeration:
            return read_enum(in, message, field, out);
        case Kind::object:
            return wrong_type(message, field, "nothing");
        case Kind::text:
            return read_text(in, message, field, out);
    }
    return std::nullopt;
}

std::optional<Refusal> read_field(const json::value& in, const Message& message, const Field& field,
                                  ReadRules rules, json::value& out) {
    if (field.shape == Shape::one) return read_value(in, message, field, rules, out);
    if (field.shape == Shape::list) {
        if (!in.is_array()) return wrong_type(message, field, "an array");
        json::array& items = out.emplace_array();
        for (const json::value& item : in.get_array()) {
            json::value read;
            if (auto refusal = read_value(item, message, field, rules, read)) return refusal;
            items.push_back(std::move(read));
        }
        return std::nullopt;
    }
    if (!in.is_object()) return wrong_type(message, field, "an object");
    json::object& entries = out.emplace_object();
    for (const auto& entry : in.get_object()) {
        json::value read;
        if (auto refusal = read_value(entry.value(), message, field, rules, read)) return refusal;
        entries.emplace(entry.key(), std::move(read));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_message(const json::object& in, const Message& message, ReadRules rules,
                                    json::object& out) {
    for (const auto& entry : in) {
        const Field* field = find_field(message, entry.key());
        if (field == nullptr || (field->has(rule::extended) && !rules.extended))
            return invalid("unknown field \"" + std::string(entry.key()) + "\" in " +
                           std::string(message.name));
        if (entry.value().is_null()) continue;
        if (out.contains(field->name))
            return invalid("duplicate field \"" + std::string(entry.key()) + "\" in " +
                           std::string(message.name));
        if (field->is_output(rules.extended)) continue;
        json::value read;
        if (auto refusal = read_field(entry.value(), message, *field, rules, read)) return refusal;
        out.emplace(field->name, std::move(read));
    }
    if (!rules.create) return std::nullopt;
    for (const Field& field : message.fields) {
        if (!field.has(rule::required)) continue;
        const json::value* value = out.if_contains(field.name);
        if (value == nullptr || (value->is_string() && value->get_string().empty()))
            return invalid(describe(message, field) + " is required");
    }
    return std::nullopt;
}

std::optional<Refusal> parse_body(std::string_view text, json::object& out) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return invalid("the request needs a body: a JSON object, {} when it is empty");
    boost::system::error_code failure;
    json::value value = json::parse(json::string_view(text.data(), text.size()), failure);
    if (failure) return invalid("the body is not valid JSON: " + failure.message());
    if (!value.is_object()) return invalid("the body must be a JSON object");
    out = std::move(value.get_object());
    return std::nullopt;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
    }
    return count;
}

}  // namespace fireform::emulator
