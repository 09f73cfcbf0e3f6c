#include "providers/emulator/filter_lexer.hpp"

#include <algorithm>

namespace fireform::emulator {
namespace {

constexpr std::string_view word_end = " \t\r\n()=<>:\"'!";

}  // namespace

/// Words are cut at white space, parentheses and comparison signs.
void FilterLexer::next() {
    text.clear();
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != std::string_view::npos)
        rest_.remove_prefix(1);
    if (rest_.empty()) {
        kind = FilterToken::end;
        return;
    }
    const char c = rest_[0];
    if (c == '(' || c == ')') {
        kind = c == '(' ? FilterToken::open : FilterToken::close;
        rest_.remove_prefix(1);
    } else if (c == '"' || c == '\'') {
        quoted(c);
    } else if (const auto length = sign_length(); length != 0) {
        kind = FilterToken::sign;
        take(length);
    } else if (c == '-' && !after_sign_) {
        kind = FilterToken::minus;
        rest_.remove_prefix(1);
    } else {
        kind = FilterToken::word;
        take(std::min(rest_.find_first_of(word_end), rest_.size()));
    }
    if (kind == FilterToken::word && after_sign_) time_of_day();
    after_sign_ = kind == FilterToken::sign;
}

std::size_t FilterLexer::sign_length() const {
    if (rest_.starts_with("!=") || rest_.starts_with("<=") || rest_.starts_with(">=")) return 2;
    return rest_[0] == '=' || rest_[0] == '<' || rest_[0] == '>' || rest_[0] == ':' ? 1 : 0;
}

void FilterLexer::take(std::size_t length) {
    if (length == 0) {  // a lone '!'
        kind = FilterToken::bad;
        return;
    }
    text.append(rest_.substr(0, length));
    rest_.remove_prefix(length);
}

void FilterLexer::quoted(char quote) {
    rest_.remove_prefix(1);
    kind = FilterToken::bad;
    while (!rest_.empty()) {
        char c = rest_[0];
        rest_.remove_prefix(1);
        if (c == quote) {
            kind = FilterToken::quoted;
            return;
        }
        if (c == '\\' && !rest_.empty()) {
            c = rest_[0];
            rest_.remove_prefix(1);
        }
        text += c;
    }
}

/// An unquoted time has colons: 2026-05-01T12:00:00Z is one word behind a comparison.
void FilterLexer::time_of_day() {
    while (text.size() >= 13 && rest_.starts_with(':') && rest_.size() > 1 && rest_[1] >= '0' &&
           rest_[1] <= '9') {
        text += ':';
        rest_.remove_prefix(1);
        take(std::min(rest_.find_first_of(word_end), rest_.size()));
    }
}

}  // namespace fireform::emulator
