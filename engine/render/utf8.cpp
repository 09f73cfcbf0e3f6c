#include "engine/render/utf8.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace fireform {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15, the blocks that matter in names and messages; a terminal that draws a rarer character wider
// only shifts a caret.
constexpr std::array<Range, 8> combining{{{0x0300, 0x036F},
                                          {0x0483, 0x0489},
                                          {0x0591, 0x05BD},
                                          {0x0610, 0x061A},
                                          {0x064B, 0x065F},
                                          {0x1AB0, 0x1AFF},
                                          {0x200B, 0x200D},
                                          {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0x303E},
                                     {0x3041, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0x1F300, 0x1FAFF},
                                     {0x20000, 0x3FFFD}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t character) {
    return std::ranges::any_of(ranges, [character](const Range& range) {
        return range.first <= character && character <= range.last;
    });
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t offset) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(offset);
    if (first < 0x80) return {first, 1, true};

    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    const CodePoint broken{first, 1, false};
    if (first < 0xC2 || first > 0xF4 || offset + length > text.size()) return broken;

    char32_t value = first & (0x7Fu >> length);
    for (std::size_t at = offset + 1; at < offset + length; ++at) {
        if ((byte(at) & 0xC0) != 0x80) return broken;
        value = value << 6 | (byte(at) & 0x3Fu);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return broken;
    return {value, length, true};
}

bool is_unsafe(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::size_t width_of(char32_t character) {
    if (character < 0x300) return 1;
    if (within(combining, character)) return 0;
    return within(wide, character) ? 2 : 1;
}

}  // namespace fireform
