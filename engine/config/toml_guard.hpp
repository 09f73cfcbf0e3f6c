// What must not reach toml++ 3.3: inputs that bring it to undefined behaviour, or that would cost more stack
// than there is. Looks at bytes, strings and brackets only; everything else is the parser's to judge.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

struct TomlProblem {
    std::size_t offset = 0;  ///< bytes into the text
    std::size_t length = 1;  ///< bytes, on one line
    std::string summary;
    std::string detail;
    std::string hint;
};

/// Deepest nesting of arrays and inline tables, and most parts of a dotted key. Real files need three.
inline constexpr int toml_depth_max = 32;

/// The first problem: a byte that is not UTF-8 text, a control character, a character beyond ASCII outside
/// strings and comments, nesting beyond the limit. None in what follows an error that the parser finds first.
[[nodiscard]] std::optional<TomlProblem> find_toml_problem(std::string_view text);

/// Length of the UTF-8 sequence at the front of `text`; 0: it is not one, or an overlong or surrogate one.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

}  // namespace fireform
