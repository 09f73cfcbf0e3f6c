#include "engine/cli/candidates.hpp"

#include "engine/cli/parse.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

bool is_flag(std::string_view word) {
    return word.size() > 1 && word.front() == '-';
}

/// "--out" of "-out=F".
std::string flag_name(std::string_view word) {
    word = word.substr(0, word.find('='));
    return word.starts_with("--") ? std::string(word) : fmt::format("-{}", word);
}

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// The way from the program to the command that is typed, and what comes next.
class Walk {
 public:
    explicit Walk(const CommandWords& tree) : path_{&tree} {}

    void pass(const std::string& word) {
        if (value_of_) {
            value_of_ = nullptr;
        } else if (!literal_ && word == "--") {
            literal_ = true;
        } else if (!literal_ && is_flag(word)) {
            const FlagWords* flag = find_flag(flag_name(word));
            if (flag && !flag->placeholder.empty() && word.find('=') == std::string::npos) value_of_ = flag;
        } else if (const CommandWords* child = arguments_ == 0 ? find_command(word) : nullptr) {
            path_.push_back(child);
        } else {
            ++arguments_;
        }
    }

    [[nodiscard]] const CommandWords& command() const { return *path_.back(); }
    [[nodiscard]] const std::vector<const CommandWords*>& path() const { return path_; }
    /// The flag whose value comes next; null: none.
    [[nodiscard]] const FlagWords* value_of() const { return value_of_; }
    [[nodiscard]] bool has_arguments() const { return arguments_ > 0; }
    [[nodiscard]] bool literal() const { return literal_; }

    [[nodiscard]] const FlagWords* find_flag(std::string_view name) const {
        for (const CommandWords* command : path_)
            for (const FlagWords& flag : command->flags)
                if (flag.name == name) return &flag;
        return nullptr;
    }

    /// Of the argument that comes next; "" none does.
    [[nodiscard]] std::string placeholder() const {
        const CommandWords& at = command();
        if (at.argument.empty() || arguments_ >= at.arguments_max) return {};
        const auto names = parts_of(at.argument, ' ');
        return names[std::min(arguments_, names.size() - 1)];
    }

 private:
    [[nodiscard]] const CommandWords* find_command(std::string_view name) const {
        for (const CommandWords& child : command().commands)
            if (child.name == name) return &child;
        return nullptr;
    }

    std::vector<const CommandWords*> path_;
    const FlagWords* value_of_ = nullptr;
    std::size_t arguments_ = 0;
    bool literal_ = false;
};

class Gatherer {
 public:
    /// `before` stands in front of every candidate: "--format=" of what is typed.
    Gatherer(std::string_view begin, std::string before, const AskLive& ask)
        : begin_(begin), before_(std::move(before)), ask_(ask) {}

    void add(std::string_view word, std::string_view description = {}) {
        if (!word.starts_with(begin_)) return;
        // A sentence in the help of commands is a line here.
        out_.words.push_back(
            {before_ + std::string(word), std::string(description.substr(0, description.find('\n')))});
    }

    /// What a placeholder stands for.
    void values(const std::string& placeholder) {
        if (placeholder.find('|') != std::string::npos) {
            for (const std::string& choice : parts_of(placeholder, '|'))
                add(choice);
        } else if (placeholder == "FILE" || placeholder == "PLAN") {
            out_.files = FilesWanted::files;
        } else if (placeholder == "DIR") {
            out_.files = FilesWanted::folders;
        } else if (placeholder == "ADDR" || placeholder == "FROM" || placeholder == "PATTERN") {
            live(LiveWords::addresses);
        } else if (placeholder == "NAME") {
            live(LiveWords::outputs);
        } else if (placeholder == "TYPE") {
            live(LiveWords::types);
        } else if (placeholder == "CODE") {
            live(LiveWords::codes);
        }
    }

    [[nodiscard]] Candidates take() { return std::move(out_); }

 private:
    void live(LiveWords what) {
        for (const Candidate& one : ask_(what))
            add(one.word, one.description);
    }

    std::string_view begin_;
    std::string before_;
    const AskLive& ask_;
    Candidates out_;
};

Candidates of_flags(const Walk& walk, const std::string& last, const AskLive& ask) {
    const std::size_t equals = last.find('=');
    if (equals != std::string::npos) {
        const FlagWords* flag = walk.find_flag(flag_name(last));
        Gatherer gatherer(std::string_view(last).substr(equals + 1), last.substr(0, equals + 1), ask);
        // A switch takes `=false`, too.
        if (flag) gatherer.values(flag->placeholder.empty() ? "true|false" : flag->placeholder);
        return gatherer.take();
    }
    const std::string begin = last.starts_with("--") ? last : '-' + last;
    Gatherer gatherer(begin, {}, ask);
    // Those of the command first: the last in the path.
    for (auto at = walk.path().rbegin(); at != walk.path().rend(); ++at)
        for (const FlagWords& flag : (*at)->flags)
            if (flag.name != "--help" || at == walk.path().rbegin())
                gatherer.add(flag.name, flag.description);
    return gatherer.take();
}

}  // namespace

Candidates candidates(const CommandWords& tree, const std::vector<std::string>& words, const AskLive& ask) {
    if (words.size() < 2) return {};
    Walk walk(tree);
    for (std::size_t i = 1; i + 1 < words.size(); ++i)
        walk.pass(words[i]);
    const std::string& last = words.back();
    Gatherer gatherer(last, {}, ask);
    if (walk.value_of()) {
        gatherer.values(walk.value_of()->placeholder);
        return gatherer.take();
    }
    if (!walk.literal() && last.starts_with('-')) return of_flags(walk, last, ask);
    if (!walk.has_arguments())
        for (const CommandWords& child : walk.command().commands)
            gatherer.add(child.name, child.summary);
    gatherer.values(walk.placeholder());
    return gatherer.take();
}

std::vector<std::string> words_to_cursor(std::string_view line) {
    // A letter that nobody types, so that what is begun and what is not yet are words alike.
    constexpr char cursor = '\x01';
    auto words = split_words(std::string(line) + cursor);
    words.back().pop_back();
    return words;
}

std::string folder_of(const std::vector<std::string>& words) {
    std::string folder;
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (!is_flag(words[i]) || flag_name(words[i]) != "--chdir") continue;
        const std::size_t equals = words[i].find('=');
        folder = equals == std::string::npos ? words[i + 1] : words[i].substr(equals + 1);
    }
    return folder;
}

std::string to_lines(const Candidates& candidates) {
    std::string out;
    for (const Candidate& one : candidates.words)
        out += one.word + (one.description.empty() ? "" : '\t' + one.description) + '\n';
    if (candidates.files == FilesWanted::files) out += ":files\n";
    if (candidates.files == FilesWanted::folders) out += ":folders\n";
    return out;
}

}  // namespace fireform::cli
