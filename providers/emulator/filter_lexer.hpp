// A filter's text as words, strings, signs and parentheses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fireform::emulator {

enum class FilterToken { end, word, quoted, open, close, sign, minus, bad };

/// Words are cut at white space, parentheses and comparison signs.

class FilterLexer {
 public:
    explicit FilterLexer(std::string_view text) : rest_(text) { next(); }

    FilterToken kind = FilterToken::end;  ///< of the token in hand
    std::string text;

    void next();

 private:
    [[nodiscard]] std::size_t sign_length() const;
    void take(std::size_t length);
    void quoted(char quote);
    void time_of_day();

    std::string_view rest_;
    bool after_sign_ = false;
};

}  // namespace fireform::emulator
