// Every summary that a diagnostic can have, with its code and what `fireform explain` says of it. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fireform {

struct Explanation {
    int number;                ///< of the code: 1121 of FF1121
    std::string_view summary;  ///< of the diagnostic, word for word
    std::string_view meaning;  ///< a sentence or two
    std::string_view example;  ///< what brings it about: lines of a configuration, a command, a situation
    std::string_view way_out;
};

/// By number; each summary once.
[[nodiscard]] std::span<const Explanation> explanations();

/// By "FF1121", "ff1121", "1121" or the summary, without case. Null: none.
[[nodiscard]] const Explanation* find_explanation(std::string_view name);

/// "FF1121" of "Attribute out of range"; "" of what is no summary.
[[nodiscard]] std::string code_of(std::string_view summary);
[[nodiscard]] std::string code_text(const Explanation& explanation);

/// What `fireform explain` prints.
[[nodiscard]] std::string explanation_text(const Explanation& explanation);
/// {"code", "summary", "meaning", "example", "way_out"} on a line; of all of them {"format_version": "1.0",
/// "explanations": [...]}.
[[nodiscard]] std::string explanation_json(const Explanation& explanation);
[[nodiscard]] std::string explanations_json();

}  // namespace fireform
