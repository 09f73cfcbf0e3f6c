// UTF-8 as code points, one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fireform {

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
    bool valid = true;  ///< false: `value` is one byte that begins no character
};

/// The code point that begins at `offset`, which must be inside `text`.
[[nodiscard]] CodePoint decode_utf8(std::string_view text, std::size_t offset);

/// Whether a terminal, or a reader, could be fooled by it: controls, direction marks, line separators.
[[nodiscard]] bool is_unsafe(char32_t character);

/// 0 for combining marks, 2 for wide East Asian characters and most emoji, otherwise 1.
[[nodiscard]] std::size_t width_of(char32_t character);

}  // namespace fireform
