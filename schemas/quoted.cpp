// in_quotes() and unquoted() of value.hpp: TOML's basic strings.
#include "schemas/utf8.hpp"
#include "schemas/value.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fireform {
namespace {

struct Escape {
    char sign;
    char code;
};
constexpr Escape escapes[] = {{'b', '\b'}, {'t', '\t'}, {'n', '\n'}, {'f', '\f'},
                              {'r', '\r'}, {'"', '"'},  {'\\', '\\'}};

}  // namespace

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const Escape* escape = nullptr;
        for (const Escape& candidate : escapes)
            if (candidate.code == c) escape = &candidate;
        if (escape) {
            out += '\\';
            out += escape->sign;
        } else if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7F) {
            out += fmt::format("\\u{:04X}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::optional<std::string> unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::string out;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return std::nullopt;
        if (c != '\\') {
            out += c;
            continue;
        }
        if (text.empty()) return std::nullopt;
        const char sign = text.front();
        text.remove_prefix(1);
        if (sign == 'u' || sign == 'U') {
            const std::size_t digits = sign == 'u' ? 4 : 8;
            if (text.size() < digits) return std::nullopt;
            std::uint32_t code = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + digits, code, 16);
            if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
            if (!append_utf8(out, code)) return std::nullopt;
            text.remove_prefix(digits);
            continue;
        }
        const Escape* escape = nullptr;
        for (const Escape& candidate : escapes)
            if (candidate.sign == sign) escape = &candidate;
        if (!escape) return std::nullopt;
        out += escape->code;
    }
    return out;
}

}  // namespace fireform
