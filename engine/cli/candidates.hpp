// What can stand where the cursor is. Pure: what only configuration and state know is asked for.
#pragma once

#include "engine/cli/command_tree.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::cli {

struct Candidate {
    std::string word;
    std::string description = {};
    bool operator==(const Candidate&) const = default;
};

/// What the shell finds by itself.
enum class FilesWanted : std::uint8_t { none, files, folders };

struct Candidates {
    std::vector<Candidate> words;  ///< that begin as the last one does
    FilesWanted files = FilesWanted::none;
};

/// What a placeholder stands for that no table has.
enum class LiveWords : std::uint8_t { addresses, outputs, types, codes };
using AskLive = std::function<std::vector<Candidate>(LiveWords)>;

/// `words`: the program's own name, then what is typed, the last of them up to the cursor.
[[nodiscard]] Candidates candidates(const CommandWords& tree, const std::vector<std::string>& words,
                                    const AskLive& ask);

/// The words of `line`, with an empty one behind a final blank.
[[nodiscard]] std::vector<std::string> words_to_cursor(std::string_view line);

/// The value of `--chdir` among them; "" none.
[[nodiscard]] std::string folder_of(const std::vector<std::string>& words);

/// As the scripts read them: the word, a tab, the description; ":files" or ":folders" last.
[[nodiscard]] std::string to_lines(const Candidates& candidates);

}  // namespace fireform::cli
