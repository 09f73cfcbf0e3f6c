#include "providers/emulator/json_text.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <cmath>

namespace fireform::emulator {
namespace {

void append_value(std::string& out, const json::value& value, const Field& field, JsonStyle style);

void append_number(std::string& out, const json::value& value, bool narrow) {
    if (value.is_int64() || value.is_uint64()) {
        out += json::serialize(value);
        return;
    }
    const double number = value.to_number<double>();
    char buffer[40];
    const auto end = narrow ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(number)).ptr
                            : std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    out.append(buffer, end);
}

void append_value(std::string& out, const json::value& value, const Field& field, JsonStyle style) {
    switch (field.kind) {
        case Kind::message:
            append_message(out, value.as_object(), *field.message, style);
            return;
        case Kind::object:
            out += json::serialize(value);
            return;
        case Kind::boolean:
            out += value.as_bool() ? "true" : "false";
            return;
        case Kind::int32:
            append_number(out, value, false);
            return;
        case Kind::float32:
            append_number(out, value, !style.emit_defaults);
            return;
        case Kind::float64:
            append_number(out, value, false);
            return;
        case Kind::text:
        case Kind::int64:
        case Kind::timestamp:
        case Kind::duration:
        case Kind::enumeration:
            append_string(out, value.as_string());
            return;
    }
}

/// Zero in the sense of the protocol: absent and this value are the same.
bool is_zero(const json::value& value, const Field& field) {
    if (field.shape == Shape::list) return value.as_array().empty();
    if (field.shape == Shape::map) return value.as_object().empty();
    switch (field.kind) {
        case Kind::boolean:
            return !value.as_bool();
        case Kind::int32:
        case Kind::float32:
        case Kind::float64:
            return value.to_number<double>() == 0;
        case Kind::int64:
            return value.as_string() == "0";
        case Kind::text:
            return value.as_string().empty();
        case Kind::enumeration:
            return value.as_string() == field.values.front();
        case Kind::timestamp:
        case Kind::duration:
        case Kind::message:
        case Kind::object:
            return false;  // messages have a presence of their own
    }
    return false;
}

void append_zero(std::string& out, const Field& field) {
    if (field.shape == Shape::list) {
        out += "[]";
    } else if (field.shape == Shape::map) {
        out += "{}";
    } else if (field.kind == Kind::boolean) {
        out += "false";
    } else if (field.kind == Kind::int64) {
        out += "\"0\"";
    } else if (field.kind == Kind::text) {
        out += "\"\"";
    } else if (field.kind == Kind::enumeration) {
        append_string(out, field.values.front());
    } else {
        out += '0';
    }
}

bool has_presence(const Field& field) {
    return field.shape == Shape::one && (field.kind == Kind::message || field.kind == Kind::object ||
                                         field.kind == Kind::timestamp || field.kind == Kind::duration);
}

}  // namespace

void append_message(std::string& out, const json::object& value, const Message& message, JsonStyle style) {
    out += '{';
    bool first = true;
    for (const Field& field : message.fields) {
        if (field.has(rule::input_only)) continue;
        const json::value* held = value.if_contains(field.name);
        const bool zero = held == nullptr || is_zero(*held, field);
        if (zero && (!style.emit_defaults || has_presence(field) || field.has(rule::extended))) continue;
        if (!first) out += ',';
        first = false;
        append_string(out, field.name);
        out += ':';
        if (zero) {
            append_zero(out, field);
        } else if (field.shape == Shape::list) {
            out += '[';
            bool comma = false;
            for (const json::value& item : held->as_array()) {
                if (comma) out += ',';
                comma = true;
                append_value(out, item, field, style);
            }
            out += ']';
        } else if (field.shape == Shape::map) {
            out += '{';
            bool comma = false;
            for (const auto& entry : held->as_object()) {
                if (comma) out += ',';
                comma = true;
                append_string(out, entry.key());
                out += ':';
                append_value(out, entry.value(), field, style);
            }
            out += '}';
        } else {
            append_value(out, *held, field, style);
        }
    }
    out += '}';
}

void append_string(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;  // start of what needs no escape
    const auto flush = [&](std::size_t end) {
        out.append(text.substr(plain, end - plain));
        plain = end + 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '"' || c == '\\') {
            flush(i);
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20) {
            flush(i);
            if (c == '\n') {
                out += "\\n";
            } else {
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
            }
        } else if (c >= 0x80) {
            const std::size_t length = c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
            bool good = length != 0 && c < 0xF5 && i + length <= text.size();
            for (std::size_t k = 1; good && k < length; ++k)
                good = (static_cast<unsigned char>(text[i + k]) & 0xC0) == 0x80;
            if (good) {
                i += length - 1;
            } else {
                flush(i);
                out += "\\ufffd";
            }
        }
    }
    flush(text.size());
    out += '"';
}

}  // namespace fireform::emulator
