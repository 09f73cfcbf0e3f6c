#include "engine/render/markdown.hpp"

#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace fireform {
namespace {

/// Whatever Markdown, its tables, its dialects (formulas, emoji, links) or HTML could take for their own.
constexpr std::string_view special = "&<>\"'`*_[]~\\|#@$:!{}";

bool is_word(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

/// Inside of a word a _ is only itself: lora_addon stays readable in the source.
bool inside_word(std::string_view text, std::size_t at) {
    return at > 0 && at + 1 < text.size() && is_word(text[at - 1]) && is_word(text[at + 1]);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        const bool plain =
            special.find(letter) == std::string_view::npos || (letter == '_' && inside_word(text, at));
        if (plain)
            out += letter;
        else
            out += fmt::format("&#{};", static_cast<int>(letter));
    }
    return out;
}

std::size_t longest_run(std::string_view text, char letter) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char one : text) {
        run = one == letter ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace

std::string markdown_words(std::string_view text) {
    // A service looks for @names, #numbers and addresses of pages in the finished text, where an entity hides
    // nothing: only code is exempt, and a space without width parts the sign from what follows.
    std::string out;
    for (const char letter : escaped(printable(text))) {
        out += letter;
        const bool sign = out.ends_with("&#64;") || out.ends_with("&#35;") || out.ends_with("&#58;");
        if (sign) out += "&#8203;";
    }
    return out;
}

std::string markdown_code(std::string_view text) {
    return fmt::format("<code>{}</code>", escaped(printable(text)));
}

std::string markdown_block(std::string_view language, std::string_view lines) {
    const std::string fence(std::max<std::size_t>(3, longest_run(lines, '`') + 1), '`');
    const std::string_view end = lines.empty() || lines.ends_with('\n') ? "" : "\n";
    return fmt::format("{}{}\n{}{}{}\n", fence, language, lines, end, fence);
}

std::string markdown_folded(std::string_view title, std::string_view body) {
    return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n", title, body);
}

}  // namespace fireform
