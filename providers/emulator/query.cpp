#include "providers/emulator/query.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace fireform::emulator {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

const Parameter* find_parameter(std::initializer_list<Parameters> allowed, std::string_view name) {
    for (const Parameters& table : allowed)
        for (const Parameter& parameter : table)
            if (parameter.name == name || snake_case(parameter.name) == name) return &parameter;
    return nullptr;
}

bool is_int32(std::string_view text) {
    std::int32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string_view Query::text(std::string_view name) const {
    for (const auto& [key, value] : entries)
        if (key == name) return value;
    return {};
}

bool Query::flag(std::string_view name) const {
    const auto value = text(name);
    return value == "true" || value == "1";
}

bool Query::has(std::string_view name) const {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const auto& entry) { return entry.first == name; });
}

Target split_url(std::string_view url) {
    Target target;
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos && !url.starts_with('/')) {
        const auto path = url.find_first_of("/?", scheme + 3);
        target.origin = url.substr(0, path);
        url = path == std::string_view::npos ? std::string_view("/") : url.substr(path);
    }
    url = url.substr(0, url.find('#'));
    const auto mark = url.find('?');
    target.path = url.substr(0, mark);
    if (mark != std::string_view::npos) target.query = url.substr(mark + 1);
    return target;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::optional<Refusal> read_query(std::string_view text, std::initializer_list<Parameters> allowed,
                                  Query& out) {
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equals), true);
        const auto value = percent_decode(
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
        if (!name || !value) return invalid("the query is not percent-encoded properly");
        const Parameter* parameter = find_parameter(allowed, *name);
        if (parameter == nullptr) return invalid("unknown query parameter \"" + *name + "\"");
        if (out.has(parameter->name)) return invalid("query parameter \"" + *name + "\" is given twice");
        if (parameter->kind == Kind::boolean && *value != "true" && *value != "false" && *value != "1" &&
            *value != "0")
            return invalid("query parameter \"" + *name + "\" must be true or false");
        if (parameter->kind == Kind::int32 && !is_int32(*value))
            return invalid("query parameter \"" + *name + "\" must be a whole number");
        out.entries.emplace_back(parameter->name, *value);
    }
    return std::nullopt;
}

}  // namespace fireform::emulator
