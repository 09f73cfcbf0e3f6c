// What happens to the arguments before they are parsed (parse.hpp): habits of other tools, and the ones that
// come from the environment.
#include "engine/cli/parse.hpp"

#include <algorithm>
#include <cctype>

namespace fireform::cli {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string_view name_of(std::string_view flag) {
    while (flag.starts_with('-'))
        flag.remove_prefix(1);
    return flag.substr(0, flag.find('='));
}

bool is_flag(std::string_view word) {
    return word.size() > 1 && word.starts_with('-');
}

std::string normal(const std::string& word, const std::vector<std::string>& long_flags) {
    const bool one_dash = word.size() > 2 && word[0] == '-' && word[1] != '-';
    return one_dash && contains(long_flags, name_of(word)) ? "-" + word : word;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;  // a word has begun, if only by an empty pair of quotes
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        const bool blank = std::isspace(static_cast<unsigned char>(letter)) != 0;
        if (quote == 0 && blank) {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        if (letter == '\\' && quote != '\'' && at + 1 < text.size()) {
            words.back() += text[++at];
        } else if (quote != 0 && letter == quote) {
            quote = 0;
        } else if (quote == 0 && (letter == '"' || letter == '\'')) {
            quote = letter;
        } else {
            words.back() += letter;
        }
    }
    return words;
}

std::vector<std::string> prepare_arguments(std::vector<std::string> arguments, const Environment& environment,
                                           const std::vector<std::string>& long_flags,
                                           const std::vector<std::string>& value_flags) {
    // The command's words: "plan", or "state", "lock", "show".
    std::string command;
    std::size_t behind = 0;
    for (std::size_t at = 0; at < arguments.size() && arguments[at] != "--"; ++at) {
        if (is_flag(arguments[at])) {
            const bool takes_next =
                arguments[at].find('=') == std::string::npos && contains(value_flags, name_of(arguments[at]));
            if (takes_next) ++at;
            if (!command.empty()) break;
            continue;
        }
        const bool first = command.empty();
        const bool deeper = command == "state" || (command == "state_lock" && arguments[at] == "show");
        if (!first && !deeper) break;
        command += (first ? "" : "_") + arguments[at];
        behind = at + 1;
        if (command != "state" && command != "state_lock") break;
    }
    if (!command.empty()) {
        auto extra = split_words(variable(environment, "FIREFORM_CLI_ARGS"));
        const auto own = split_words(variable(environment, "FIREFORM_CLI_ARGS_" + command));
        extra.insert(extra.end(), own.begin(), own.end());
        arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(behind), extra.begin(), extra.end());
    }

    std::vector<std::string> out;
    bool literal = false;
    for (const std::string& word : arguments) {
        literal = literal || word == "--";
        if (!literal && is_flag(word) && name_of(word) == "input") continue;
        out.push_back(literal ? word : normal(word, long_flags));
    }
    return out;
}

}  // namespace fireform::cli
