#include "engine/config/toml_guard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

enum class Where { bare, comment, basic, literal, multi_basic, multi_literal };

TomlProblem not_text(std::size_t offset, std::string detail) {
    return {offset, 1, "Not a text file", std::move(detail), "save the file as UTF-8 text"};
}

/// Wherever it stands.
bool means_nothing(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ' ';
}

class Scanner {
 public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<TomlProblem> scan() {
        while (!left_to_parser_) {
            while (at_ < text_.size() && means_nothing(text_[at_]))
                ++at_;
            if (at_ == text_.size()) break;
            if (auto problem = step()) return problem;
        }
        return std::nullopt;
    }

 private:
    char byte(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

    std::optional<TomlProblem> step() {
        const char c = byte();
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x80) return beyond_ascii();
        const bool line_end = c == '\n' || (c == '\r' && byte(1) == '\n');
        if ((code < 0x20 && c != '\t' && !line_end) || code == 0x7f)
            return not_text(at_, fmt::format("The control character U+{:04X} cannot stand in a file.", code));
        if (where_ == Where::bare) return bare();
        if (where_ == Where::comment) {
            if (c == '\n') where_ = Where::bare;
            ++at_;
            return std::nullopt;
        }
        in_string(c);
        return std::nullopt;
    }

    std::optional<TomlProblem> beyond_ascii() {
        const std::size_t length = utf8_length(text_.substr(at_));
        if (length == 0)
            return not_text(
                at_, fmt::format("The byte 0x{:02X} is not UTF-8.", static_cast<unsigned char>(byte())));
        if (where_ == Where::bare)
            return TomlProblem{at_, length, "Not valid TOML",
                               "Outside of quotes and comments only letters from a to z, digits, '_' and '-' "
                               "may be used.",
                               "put the name or text in quotes"};
        at_ += length;
        return std::nullopt;
    }

    std::size_t run_of(char quote) const {
        std::size_t length = 0;
        while (byte(length) == quote)
            ++length;
        return length;
    }

    std::optional<TomlProblem> bare() {
        const char c = byte();
        if (c == '"' || c == '\'') {
            const std::size_t quotes = run_of(c);
            const bool multi = quotes >= 3;
            if (multi)
                where_ = c == '"' ? Where::multi_basic : Where::multi_literal;
            else if (quotes == 1)
                where_ = c == '"' ? Where::basic : Where::literal;
            at_ += multi ? 3 : quotes;
            return std::nullopt;
        }
        if (c == '#') where_ = Where::comment;
        if (c == '.') ++parts_;
        if (c == '\n' || c == ',' || c == '=' || c == '[' || c == ']' || c == '{' || c == '}') parts_ = 1;
        if (c == '[' || c == '{') ++depth_;
        if (c == ']' || c == '}') depth_ = std::max(0, depth_ - 1);
        if (std::max(parts_, depth_) > toml_depth_max)
            return TomlProblem{at_, 1, "Nested too deeply",
                               fmt::format("Tables and lists may be nested {} deep.", toml_depth_max), ""};
        ++at_;
        return std::nullopt;
    }

    void in_string(char c) {
        const bool basic = where_ == Where::basic || where_ == Where::multi_basic;
        const bool multi = where_ == Where::multi_basic || where_ == Where::multi_literal;
        const char quote = basic ? '"' : '\'';
        if (c == '\n' && !multi) {
            left_to_parser_ = true;  // a string that does not end: from here on quotes mean nothing
        } else if (c == '\\' && basic) {
            // Never over a line end, which must be seen; what is escaped is the parser's business.
            at_ += byte(1) == '"' || byte(1) == '\\' ? 2 : 1;
            return;
        } else if (c == quote) {
            const std::size_t quotes = multi ? std::min<std::size_t>(run_of(quote), 5) : 1;
            if (!multi || quotes >= 3) where_ = Where::bare;
            at_ += quotes;
            return;
        }
        ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Where where_ = Where::bare;
    int parts_ = 1;
    int depth_ = 0;
    bool left_to_parser_ = false;
};

}  // namespace

std::optional<TomlProblem> find_toml_problem(std::string_view text) {
    return Scanner(text).scan();
}

std::size_t utf8_length(std::string_view text) {
    const auto at = [text](std::size_t index) -> std::uint32_t {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
    };
    const std::uint32_t first = at(0);
    if (first < 0x80) return text.empty() ? 0 : 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return 0;
    std::uint32_t code = first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0) != 0x80) return 0;
        code = (code << 6) | (at(i) & 0x3F);
    }
    if (length == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) return 0;
    if (length == 4 && (code < 0x10000 || code > 0x10FFFF)) return 0;
    return length;
}

}  // namespace fireform
