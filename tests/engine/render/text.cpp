#include "engine/render/text.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("text: printable leaves text alone and spells out what a terminal obeys") {
    CHECK(printable("plain äöü 日本 🙂") == "plain äöü 日本 🙂");
    CHECK(printable("a\tb\nc\rd") == "a\\tb\\nc\\rd");
    CHECK(printable(std::string_view("\0\x7f", 2)) == "\\u0000\\u007F");
    CHECK(printable("\u009B31m") == "\\u009B31m");
    CHECK(printable("\u202Eright") == "\\u202Eright");
    CHECK(printable("cut \xE6\x97") == "cut \\xE6\\x97");
    CHECK(printable("\xC0\x80 \xED\xA0\x80 \xF5\x80\x80\x80") ==
          "\\xC0\\x80 \\xED\\xA0\\x80 \\xF5\\x80\\x80\\x80");
}

TEST_CASE("text: columns count what the eye sees") {
    CHECK(columns("abc") == 3);
    CHECK(columns("äöü") == 3);
    CHECK(columns("日本") == 4);
    CHECK(columns("e\u0301") == 1);
}

TEST_CASE("text: fit marks what it cuts and never splits a character") {
    CHECK(fit("abc", 3) == "abc");
    CHECK(fit("abcd", 3) == "ab…");
    CHECK(fit("日本語", 4) == "日…");
    CHECK(fit("日本語", 3) == "日…");
    CHECK(fit("abc", 0).empty());
}
