// Regular expressions that a user writes. Matched by following all ways at once, so that no pattern can take
// longer than its size times that of the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fireform {

class TextPattern {
 public:
    /// Longer texts are to be refused before.
    static constexpr std::size_t text_max = 10'000;

    /// Characters, `.`, classes `[a-z]` `[^0-9]` `\d` `\w` `\s` and their negations, groups `(a|b)` `(?:a)`,
    /// `*` `+` `?` `{2}` `{2,}` `{2,4}`, `^` and `$`. Else what is wrong with it: "a ( is not closed".
    [[nodiscard]] static std::variant<TextPattern, std::string> compile(std::string_view pattern);

    /// Whether the whole text matches, character by character of UTF-8.
    [[nodiscard]] bool matches(std::string_view text) const;

    /// A set of characters: ranges, both ends included.
    struct Set {
        std::vector<std::pair<char32_t, char32_t>> ranges;
        bool negated = false;
    };
    struct Instruction {
        enum class Kind : std::uint8_t { set, split, begin, end, match };
        Kind kind = Kind::match;
        std::uint32_t next = 0;
        std::uint32_t other = 0;  ///< of a split: the second way; of a set: its position in `sets`
    };

 private:
    TextPattern() = default;

    std::vector<Instruction> program_;
    std::vector<Set> sets_;
};

}  // namespace fireform
