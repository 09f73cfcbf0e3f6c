// Pieces of Markdown for comments on pull and merge requests (GitHub, GitLab). Text of strangers says nothing
// in it but itself: no markup, no HTML, no mention of a person, no end of the block that it stands in. Pure.
#pragma once

#include <string>
#include <string_view>

namespace fireform {

/// One line of text: in a paragraph, a heading, a cell of a table, or inside of HTML.
[[nodiscard]] std::string markdown_words(std::string_view text);

/// The same as code: an address, a value, a symbol.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// Whole lines as a block in a language's colours ("diff", "" none); the fence is longer than any inside.
[[nodiscard]] std::string markdown_block(std::string_view language, std::string_view lines);

/// What is seen when it is asked for. `title`: words and code of the two above; `body`: Markdown.
[[nodiscard]] std::string markdown_folded(std::string_view title, std::string_view body);

}  // namespace fireform
