#include "engine/config/format_text.hpp"

#include "engine/config/expression.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fireform {
namespace {

constexpr std::size_t width_max = 200;
constexpr std::size_t precision_max = 20;
constexpr std::size_t text_max = std::size_t{1} << 20;

/// `%-8.2f` taken apart.
struct Directive {
    bool left = false;
    bool zero = false;
    bool plus = false;
    std::size_t width = 0;
    std::size_t precision = 6;  // as C has it
    char verb = 0;
};

std::size_t take_number(std::string_view format, std::size_t& at) {
    std::size_t number = 0;
    for (; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at)
        number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(format[at] - '0'), 10'000);
    return number;
}

/// Behind the `%`.
Directive take_directive(std::string_view format, std::size_t& at) {
    Directive out;
    for (; at < format.size(); ++at) {
        if (format[at] == '-')
            out.left = true;
        else if (format[at] == '0')
            out.zero = true;
        else if (format[at] == '+')
            out.plus = true;
        else
            break;
    }
    out.width = take_number(format, at);
    if (at < format.size() && format[at] == '.') out.precision = take_number(format, ++at);
    if (at < format.size()) out.verb = format[at++];
    return out;
}

bool is_whole(const Value& value) {
    return value.integer() || (value.number() && std::trunc(*value.number()) == *value.number() &&
                               std::abs(*value.number()) < 9e15);
}

/// Without the padding; none: the value is of another kind.
std::optional<std::string> shown(const Directive& directive, const Value& value) {
    if (directive.verb == 'd') {
        if (!is_whole(value)) return std::nullopt;
        const auto number = value.integer() ? *value.integer() : static_cast<std::int64_t>(*value.number());
        return directive.plus ? fmt::format("{:+}", number) : fmt::format("{}", number);
    }
    if (directive.verb == 'f') {
        if (!value.integer() && !value.number()) return std::nullopt;
        return directive.plus ? fmt::format("{:+.{}f}", value.as_number(), directive.precision)
                              : fmt::format("{:.{}f}", value.as_number(), directive.precision);
    }
    if (!is_scalar(value)) return to_text(value);
    return directive.verb == 'q' ? in_quotes(plain_text(value)) : plain_text(value);
}

std::string padded(const Directive& directive, std::string text) {
    const std::size_t length = code_points(text);
    if (length >= directive.width) return text;
    const std::size_t missing = directive.width - length;
    if (directive.left) return text + std::string(missing, ' ');
    const bool number = directive.verb == 'd' || directive.verb == 'f';
    if (!directive.zero || !number) return std::string(missing, ' ') + text;
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    return text.insert(sign, std::string(missing, '0'));
}

}  // namespace

Formatted format_text(std::string_view format, std::span<const Value> values) {
    Formatted out;
    std::size_t next = 0;
    for (std::size_t at = 0; at < format.size();) {
        if (format[at] != '%') {
            out.text += format[at++];
            continue;
        }
        const std::size_t begin = at++;
        const Directive directive = take_directive(format, at);
        const std::string_view written = format.substr(begin, at - begin);
        if (written == "%%") {
            out.text += '%';
            continue;
        }
        if (directive.verb == 0 || std::string_view("sdfqv").find(directive.verb) == std::string_view::npos)
            return {"", fmt::format("{} is no way to write a value.", in_quotes(written))};
        if (directive.width > width_max || directive.precision > precision_max)
            return {"", fmt::format("{} is too wide.", in_quotes(written))};
        if (next == values.size()) return {"", fmt::format("There is no value for {}.", in_quotes(written))};
        const Value& value = values[next++];
        auto text = shown(directive, value);
        if (!text)
            return {"", fmt::format("{} takes a{} number; value {} is {}.", in_quotes(written),
                                    directive.verb == 'd' ? " whole" : "", next, kind_phrase(value))};
        out.text += padded(directive, *std::move(text));
        if (out.text.size() > text_max) return {"", "The result is longer than 1 MB."};
    }
    if (next < values.size())
        return {"", fmt::format("There are {} values; the format takes {}.", values.size(), next)};
    return out;
}

}  // namespace fireform
