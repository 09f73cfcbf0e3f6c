#include "providers/fireworks/unescaped.hpp"

#include "schemas/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace fireform::fireworks {
namespace {

/// An escape at the beginning of a text.
struct Escape {
    std::size_t size = 0;
    std::string meaning;
};

constexpr std::string_view json_signs = "btnfr\"\\/'";
constexpr std::string_view json_meanings = "\b\t\n\f\r\"\\/'";
constexpr std::array<std::pair<std::string_view, char>, 5> entities{
    {{"&quot;", '"'}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&apos;", '\''}}};
constexpr std::size_t reference_max = 10;  // bytes: "&#1114111;"

std::optional<std::uint32_t> number(std::string_view digits, int base) {
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, base);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return out;
}

/// The number of exactly `digits` hexadecimal digits at `at`.
std::optional<std::uint32_t> hex(std::string_view text, std::size_t at, std::size_t digits) {
    if (text.size() < at + digits) return std::nullopt;
    return number(text.substr(at, digits), 16);
}

std::optional<Escape> character(std::size_t size, std::uint32_t code) {
    Escape out{.size = size, .meaning = {}};
    if (!append_utf8(out.meaning, code)) return std::nullopt;
    return out;
}

std::optional<Escape> backslash(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    if (const std::size_t sign = json_signs.find(text[1]); sign != std::string_view::npos)
        return Escape{.size = 2, .meaning = {json_meanings[sign]}};
    if (text[1] == 'x') {  // not JSON's, but of those who quote for a log
        const auto byte = hex(text, 2, 2);
        if (byte) return Escape{.size = 4, .meaning = {static_cast<char>(*byte)}};
    }
    const auto first = text[1] == 'u' ? hex(text, 2, 4) : std::nullopt;
    if (!first) return std::nullopt;
    const auto second = text.substr(6).starts_with("\\u") ? hex(text, 8, 4) : std::nullopt;
    if (second && *first >= 0xD800 && *first < 0xDC00 && *second >= 0xDC00 && *second < 0xE000)
        return character(12, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
    return character(6, *first);
}

std::optional<Escape> entity(std::string_view text) {
    for (const auto& [name, meaning] : entities)
        if (text.starts_with(name)) return Escape{.size = name.size(), .meaning = {meaning}};
    const std::size_t end = text.substr(0, reference_max).find(';');
    if (end == std::string_view::npos || end < 3 || text[1] != '#') return std::nullopt;
    const bool is_hex = text[2] == 'x' || text[2] == 'X';
    const auto code = number(text.substr(is_hex ? 3 : 2, end - (is_hex ? 3 : 2)), is_hex ? 16 : 10);
    return code ? character(end + 1, *code) : std::nullopt;
}

std::optional<Escape> escape_at(std::string_view text) {
    switch (text.front()) {
        case '\\':
            return backslash(text);
        case '&':
            return entity(text);
        case '+':
            return Escape{.size = 1, .meaning = " "};  // of forms and queries
        case '%':
            if (const auto byte = hex(text, 1, 2))
                return Escape{.size = 3, .meaning = {static_cast<char>(*byte)}};
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

}  // namespace

bool Unescaped::undo() {
    constexpr std::string_view signs = "\\&%+";
    if (layers_ == layers_max || text_.find_first_of(signs) == std::string_view::npos) return false;
    std::string out;
    std::vector<std::size_t> origins;
    out.reserve(text_.size());
    origins.reserve(text_.size() + 1);
    bool undone = false;
    for (std::size_t at = 0; at < text_.size();) {
        const std::size_t origin_here = origin(at);
        if (const auto escape = escape_at(text_.substr(at))) {
            undone = true;
            out += escape->meaning;
            at += escape->size;
        } else {
            out += text_[at++];
        }
        origins.resize(out.size(), origin_here);
    }
    origins.push_back(origin(text_.size()));
    if (!undone) return false;
    own_ = std::move(out);
    text_ = own_;
    origins_ = std::move(origins);
    ++layers_;
    return true;
}

}  // namespace fireform::fireworks
