#include "engine/config/toml_lines.hpp"

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t indent_width = 2;

struct Token {
    enum class Kind : std::uint8_t {
        end,
        line_end,
        comment,
        text,  ///< in quotes, which it has
        word,  ///< a bare key, with its dots, or a number, a boolean, a date
        sign   ///< one of [ ] { } , =
    };
    Kind kind = Kind::end;
    std::string_view text;

    [[nodiscard]] bool is(char letter) const { return kind == Kind::sign && text.front() == letter; }
    [[nodiscard]] bool ends_line() const { return kind == Kind::end || kind == Kind::line_end; }
};

class Lexer {
 public:
    explicit Lexer(std::string_view text) : text_(text) {}

    [[nodiscard]] Token next() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r'))
            ++at_;
        if (at_ == text_.size()) return {};
        const char first = text_[at_];
        if (first == '\n') return take(Token::Kind::line_end, 1);
        if (first == '#') return comment();
        if (first == '"' || first == '\'') return take(Token::Kind::text, quoted_length(first));
        if (signs.find(first) != std::string_view::npos) return take(Token::Kind::sign, 1);
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n#\"'[]{},=", at_), text_.size());
        return take(Token::Kind::word, end - at_);
    }

 private:
    static constexpr std::string_view signs = "[]{},=";

    Token take(Token::Kind kind, std::size_t length) {
        const Token token{kind, text_.substr(at_, length)};
        at_ += token.text.size();
        return token;
    }

    Token comment() {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        Token token = take(Token::Kind::comment, end - at_);
        token.text = token.text.substr(0, token.text.find_last_not_of(" \t\r") + 1);
        return token;
    }

    [[nodiscard]] bool run_at(std::size_t at, char quote, std::size_t length) const {
        return text_.size() - at >= length &&
               std::ranges::all_of(text_.substr(at, length), [quote](char c) { return c == quote; });
    }

    /// To behind the closing quotes; of three, up to two more belong to the text.
    [[nodiscard]] std::size_t quoted_length(char quote) const {
        const std::size_t quotes = run_at(at_, quote, 3) ? 3 : 1;
        std::size_t at = at_ + quotes;
        while (at < text_.size() && !run_at(at, quote, quotes))
            at += quote == '"' && text_[at] == '\\' ? 2 : 1;
        at += quotes;
        for (int more = 0; more < 2 && quotes == 3 && at < text_.size() && text_[at] == quote; ++more)
            ++at;
        return at - at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Whether a blank stands between two tokens of a value on one line.
bool apart(const Token& left, const Token& right) {
    if (left.is('[') || right.is(']') || right.is(',')) return false;
    if (left.is('{')) return !right.is('}');
    if (left.kind == Token::Kind::sign || right.kind == Token::Kind::sign) return true;
    return !left.text.ends_with('.') && !right.text.starts_with('.');  // the parts of a key
}

/// What stands behind a `=`, as it should look.
class ValuePrinter {
 public:
    void add(const Token& token) {
        if (token.kind == Token::Kind::line_end) {
            ++breaks_;
            return;
        }
        const bool closes = token.is(']') || token.is('}');
        const std::size_t opened = closes && !open_.empty() ? open_.back() : line_ + breaks_;
        if (closes && !open_.empty()) open_.pop_back();
        space_before(token, opened);
        text_ += token.text;
        if (token.is('[') || token.is('{')) open_.push_back(line_);
        before_ = token;
    }

    [[nodiscard]] bool inside() const { return !open_.empty(); }
    [[nodiscard]] std::string take() { return std::move(text_); }

 private:
    /// `opened`: the line of the bracket that the token closes, else its own.
    void space_before(const Token& token, std::size_t opened) {
        if (breaks_ > 0) {
            const bool group = breaks_ > 1 && !before_.is('[') && !token.is(']');
            text_ += group ? "\n\n" : "\n";
            line_ += breaks_;
            text_.append(indent_width * levels_before(opened), ' ');
        } else if (token.kind == Token::Kind::comment) {
            text_ += "  ";
        } else if (!text_.empty() && apart(before_, token)) {
            text_ += ' ';
        }
        breaks_ = 0;
    }

    /// Brackets that were opened on one line indent once.
    [[nodiscard]] std::size_t levels_before(std::size_t line) const {
        std::size_t levels = 0;
        for (std::size_t i = 0; i < open_.size(); ++i)
            levels += open_[i] < line && (i == 0 || open_[i] != open_[i - 1]) ? 1 : 0;
        return levels;
    }

    std::string text_;
    Token before_;
    std::size_t breaks_ = 0;         ///< line ends since then
    std::size_t line_ = 0;           ///< of the text that was read
    std::vector<std::size_t> open_;  ///< the line of each bracket that is not closed
};

class Reader {
 public:
    explicit Reader(std::string_view text) : lexer_(text), token_(lexer_.next()) {}

    std::vector<TomlLine> read() {
        std::vector<TomlLine> lines;
        while (token_.kind != Token::Kind::end) {
            lines.push_back(statement());
            advance();  // over the end of its line
        }
        return lines;
    }

 private:
    void advance() { token_ = lexer_.next(); }

    TomlLine statement() {
        TomlLine line;
        if (token_.ends_line()) return line;
        if (token_.kind == Token::Kind::comment) {
            line.kind = TomlLine::Kind::comment;
            line.text = token_.text;
            advance();
            return line;
        }
        line.kind = token_.is('[') ? TomlLine::Kind::header : TomlLine::Kind::pair;
        for (; !token_.ends_line() && token_.kind != Token::Kind::comment && !token_.is('='); advance())
            line.text += token_.text;
        if (token_.is('=')) line.value = value();
        if (token_.kind == Token::Kind::comment) {
            line.comment = token_.text;
            advance();
        }
        return line;
    }

    std::string value() {
        ValuePrinter printer;
        for (advance(); token_.kind != Token::Kind::end; advance()) {
            const bool ends = token_.kind == Token::Kind::line_end || token_.kind == Token::Kind::comment;
            if (ends && !printer.inside()) break;
            printer.add(token_);
        }
        return printer.take();
    }

    Lexer lexer_;
    Token token_;
};

}  // namespace

std::vector<TomlLine> toml_lines(std::string_view text) {
    return Reader(text).read();
}

}  // namespace fireform
