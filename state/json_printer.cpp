#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <cmath>
#include <iterator>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr int one_line = -1;  ///< a depth: everything stays on the line

int below(int depth) {
    return depth == one_line ? one_line : depth + 1;
}

std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}

void print_number(std::string& out, double number) {
    // JSON has no word for infinity and nan.
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    const auto begin = out.size();
    fmt::format_to(std::back_inserter(out), "{}", number);
    // "1" would read back as an integer.
    if (out.find_first_of(".e", begin) == std::string::npos) out += ".0";
}

void print_array(std::string& out, const json::array& array, int depth) {
    if (array.empty()) {
        out += "[]";
        return;
    }
    out += '[';
    bool first = true;
    for (const json::value& item : array) {
        if (!first) out += ',';
        first = false;
        print_line_break(out, below(depth));
        print_json(out, item, below(depth));
    }
    print_line_break(out, depth);
    out += ']';
}

}  // namespace

void print_line_break(std::string& out, int depth) {
    if (depth == one_line) return;
    out += '\n';
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void print_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t done = 0;  // what stands before it is in `out`
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out.append(text, done, i - done);
        done = i + 1;
        switch (byte) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        }
    }
    out.append(text, done);
    out += '"';
}

void print_json(std::string& out, const json::object& object, int depth) {
    if (object.empty()) {
        out += "{}";
        return;
    }
    out += '{';
    bool first = true;
    for (const auto& member : object) {
        if (!first) out += ',';
        first = false;
        print_line_break(out, below(depth));
        print_json_string(out, view(member.key()));
        out += depth == one_line ? ":" : ": ";
        print_json(out, member.value(), below(depth));
    }
    print_line_break(out, depth);
    out += '}';
}

std::string json_line(const json::value& value) {
    std::string out;
    print_json(out, value, one_line);
    return out + '\n';
}

void print_json(std::string& out, const json::value& value, int depth) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            break;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            fmt::format_to(std::back_inserter(out), "{}", value.get_int64());
            break;
        case json::kind::uint64:
            fmt::format_to(std::back_inserter(out), "{}", value.get_uint64());
            break;
        case json::kind::double_:
            print_number(out, value.get_double());
            break;
        case json::kind::string:
            print_json_string(out, view(value.get_string()));
            break;
        case json::kind::array:
            print_array(out, value.get_array(), depth);
            break;
        case json::kind::object:
            print_json(out, value.get_object(), depth);
            break;
    }
}

}  // namespace fireform
