#include "engine/config/toml_document.hpp"

#include "engine/config/toml_guard.hpp"

#include <doctest/doctest.h>

namespace fireform {
namespace {

std::string place(const TomlPlace& at) {
    return std::to_string(at.line) + ":" + std::to_string(at.column) + "-" + std::to_string(at.line_end) +
           ":" + std::to_string(at.column_end);
}

/// The one diagnostic as text, or "fine".
std::string verdict(std::string_view text) {
    const auto parsed = parse_toml("f.toml", text);
    if (parsed.value) {
        CHECK(parsed.diagnostics.empty());
        return "fine";
    }
    REQUIRE(parsed.diagnostics.size() == 1);
    return to_text(parsed.diagnostics[0]);
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

}  // namespace

TEST_CASE("toml: every kind of value arrives with its place") {
    const auto parsed = parse_toml("f.toml",
                                   "[deployment.chat]\n"
                                   "flag = true\n"
                                   "count = 3\n"
                                   "rate = 1e-5\n"
                                   "text = \"a\"\n"
                                   "  list = [1, 2]\n"
                                   "when = 2020-01-01\n"
                                   "[deployment.chat.wandb]\n"
                                   "project = 'p'\n");
    REQUIRE(parsed.value);
    const TomlMember* deployment = parsed.value->find("deployment");
    REQUIRE(deployment);
    const TomlMember* chat = deployment->value.find("chat");
    REQUIRE(chat);
    CHECK(place(chat->key_place) == "1:13-1:17");
    CHECK(place(chat->value.place) == "1:1-1:18");
    const auto value = [&](std::string_view key) -> const TomlNode& { return chat->value.find(key)->value; };
    CHECK(*value("flag").boolean());
    CHECK(*value("count").integer() == 3);
    CHECK(*value("rate").number() == 1e-5);
    CHECK(*value("text").string() == "a");
    CHECK(place(value("text").place) == "5:8-5:11");
    REQUIRE(value("list").array());
    CHECK(place((*value("list").array())[1].place) == "6:14-6:15");
    CHECK(place(chat->value.find("list")->key_place) == "6:3-6:7");
    CHECK(kind_name(value("when")) == "a date");
    CHECK(place(value("wandb").place) == "8:1-8:24");
    CHECK(parsed.value->find("nothing") == nullptr);
}

TEST_CASE("toml: columns count bytes, also behind letters of several bytes") {
    const auto parsed = parse_toml("f.toml", "a = {x = \"\xC3\xA4\xC3\xB6\", y = 3}\nb = 1");
    REQUIRE(parsed.value);
    const TomlNode& table = parsed.value->find("a")->value;
    CHECK(place(table.find("x")->value.place) == "1:10-1:16");
    CHECK(place(table.find("y")->value.place) == "1:22-1:23");
}

TEST_CASE("toml: a value on several lines has its start and end") {
    const auto parsed = parse_toml("f.toml", "a = \"\"\"x\ny\"\"\"\n");
    REQUIRE(parsed.value);
    const TomlNode& node = parsed.value->find("a")->value;
    CHECK(place(node.place) == "1:5-2:5");
    CHECK(source_range("f.toml", node.place) == SourceRange{"f.toml", 1, 5, 0});
}

TEST_CASE("toml: empty files, line ends of Windows and byte order marks are fine") {
    CHECK(verdict("") == "fine");
    CHECK(verdict("\n\n# only a comment") == "fine");
    CHECK(verdict("a = 1\r\n[b]\r\nc = 2\r\n") == "fine");
    CHECK(without_mark("\xEF\xBB\xBF"
                       "a = 1") == "a = 1");
    CHECK(without_mark("a = 1") == "a = 1");
}

TEST_CASE("toml: inputs that make the parser assert are ordinary errors") {
    const std::string error = "error: Not valid TOML: No name can begin like this. (f.toml:";
    CHECK(verdict("[:") == error + "1:1)");
    CHECK(verdict("[[:") == error + "1:1)");
    CHECK(verdict("[[:\n[a]\n") == error + "1:1)");
    CHECK(verdict("[a]\nb = 1\n  [:\nc = 2\n") == error + "3:3)");
}

TEST_CASE("toml: characters beyond ASCII stand in quotes and comments only") {
    const std::string error =
        "error: Not valid TOML: Outside of quotes and comments only letters from a to z, digits, '_' and '-' "
        "may be used. (f.toml:";
    CHECK(verdict("\xC2\xA1 = 1") == error + "1:1)");
    CHECK(verdict("a = 1\n[b.\xC3\xA4]\n") == error + "2:4)");
    CHECK(verdict("a = \xE2\x80\x9Cx\xE2\x80\x9D") == error + "1:5)");
    CHECK(verdict("a = 2b['''\xC2\xA1'''") ==
          "error: Not valid TOML: In a decimal integer: expected digit, saw 'b'. (f.toml:1:6)");
    CHECK(verdict("\"\xC2\xA1\" = '\xC3\xA4' # \xC3\xB6\nb = \"\"\"\xC3\xBC\n\"\"\"\nc = '''\n\xC3\xA4'''") ==
          "fine");
}

TEST_CASE("toml: what is no text is refused") {
    CHECK(verdict(std::string_view("a = \0", 5)) ==
          "error: Not a text file: The control character U+0000 cannot stand in a file. (f.toml:1:5)");
    CHECK(verdict("a = \"\x1b[0m\"") ==
          "error: Not a text file: The control character U+001B cannot stand in a file. (f.toml:1:6)");
    CHECK(verdict("# \x7f") ==
          "error: Not a text file: The control character U+007F cannot stand in a file. (f.toml:1:3)");
    CHECK(verdict("a = \"\xFF\"") == "error: Not a text file: The byte 0xFF is not UTF-8. (f.toml:1:6)");
    CHECK(verdict("a = \"\xC3\"") == "error: Not a text file: The byte 0xC3 is not UTF-8. (f.toml:1:6)");
    CHECK(verdict("a = 1\rb = 2") ==
          "error: Not a text file: The control character U+000D cannot stand in a file. (f.toml:1:6)");
}

TEST_CASE("toml: nesting has a limit") {
    const std::string error = "error: Nested too deeply: Tables and lists may be nested 32 deep. (f.toml:1:";
    CHECK(verdict(repeated("[", 100'000)) == error + "33)");
    CHECK(verdict("a = " + repeated("[", 100'000)) == error + "37)");
    CHECK(verdict("a = " + repeated("{a=", 100'000)) == error + "101)");
    CHECK(verdict("a" + repeated(".a", 100'000) + " = 1") == error + "64)");
    CHECK(verdict("[a" + repeated(".a", 100'000) + "]") == error + "65)");
    CHECK(verdict("a = " + repeated("[", 30) + repeated("]", 30)) == "fine");
    CHECK(verdict("a = [" + repeated("0.5, ", 1000) + "]") == "fine");
}

TEST_CASE("toml: the first error is the one that is shown") {
    CHECK(verdict("a = = 1\n\xC2\xA1 = 1") == "error: Not valid TOML: This is no value. (f.toml:1:5)");
    CHECK(verdict("a = \"x\n\xC2\xA1 = 1") ==
          "error: Not valid TOML: The text does not end on its line. (f.toml:1:5)");
    CHECK(
        verdict("a = [1,\n\xC2\xA1]") ==
        "error: Not valid TOML: Outside of quotes and comments only letters from a to z, digits, '_' and '-' "
        "may be used. (f.toml:2:1)");
}

TEST_CASE("toml: syntax errors are told in words") {
    CHECK(verdict("a = hello") == "error: Not valid TOML: This is no value. (f.toml:1:5)");
    CHECK(verdict("a =") ==
          "error: Not valid TOML: The file ends in the middle of a key-value pair. (f.toml:1:4)");
    CHECK(verdict("a = [1, 2\nb = 3") ==
          "error: Not valid TOML: In an array: expected comma or closing ']', saw 'b'. (f.toml:2:1)");
    CHECK(verdict("a = 1 b = 2") ==
          "error: Not valid TOML: In a key-value pair: expected a comment or whitespace, saw 'b'. "
          "(f.toml:1:7)");
    CHECK(verdict("= 1") ==
          "error: Not valid TOML: Expected keys, tables, whitespace or comments, saw '='. (f.toml:1:1)");
    CHECK(verdict("c = 99999999999999999999") ==
          "error: Not valid TOML: In a decimal integer: '99999999999999999999' is not representable in 64 "
          "bits. "
          "(f.toml:1:25)");
}

TEST_CASE("toml: a second definition names the first") {
    const auto twice = [](std::string_view name, int first, int second, int column) {
        return "error: Defined twice: \"" + std::string(name) +
               "\" is defined at f.toml:" + std::to_string(first) +
               " already. (f.toml:" + std::to_string(second) + ":" + std::to_string(column) + ")";
    };
    CHECK(verdict("a = 1\na = 2") == twice("a", 1, 2, 1));
    CHECK(verdict("[a.b]\n[c]\n[a.b]\n") == twice("a.b", 1, 3, 1));
    CHECK(verdict("[a.b]\nx = 1\n  y = 2\n  x = 3\n") == twice("a.b.x", 2, 4, 3));
    CHECK(verdict("[a.b]\n[a.b.c]\nx = 1\n[a.d]\nx = 1\n\"x\" = 2") == twice("a.d.x", 5, 6, 1));
    CHECK(verdict("a.b = 1\na.b.c = 2") == twice("a.b", 1, 2, 1));
    CHECK(verdict("x = [\n[1],\n]\n[a]\nb = 1\nb = 2") == twice("a.b", 5, 6, 1));
    CHECK(verdict("[[a]]\nb = 1\n[[a]]\nb = 1\nb = 2") == twice("a.b", 4, 5, 1));
}

TEST_CASE("toml: utf8_length() knows what is UTF-8") {
    CHECK(utf8_length("") == 0);
    CHECK(utf8_length("a") == 1);
    CHECK(utf8_length("\xC3\xA4") == 2);
    CHECK(utf8_length("\xE2\x82\xAC") == 3);
    CHECK(utf8_length("\xF0\x9F\x94\xA5") == 4);
    for (const char* wrong :
         {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5"})
        CHECK(utf8_length(wrong) == 0);
}

}  // namespace fireform
