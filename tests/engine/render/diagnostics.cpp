#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Diagnostic sample() {
    Diagnostic out;
    out.summary = "Attribute out of range";
    out.detail = "\"scale_to_zero_window\" is 2 minutes; the API allows 5 minutes or more.";
    out.address = parse_address("deployment.chat");
    out.range = SourceRange{"fleet.fireform.toml", 7, 24, 28};
    out.hint = "write \"5m\", or set min_replica_count = 1 to keep a replica always.";
    return out;
}

Sources sources_with(std::string line) {
    return {{"fleet.fireform.toml", "\n\n\n\n\n\n" + line + "\nnext\n"}};
}

/// The two lines of the snippet.
std::string snippet(const std::string& line, std::uint32_t column, std::uint32_t column_end, int width = 80) {
    Diagnostic one = sample();
    one.range->column = column;
    one.range->column_end = column_end;
    const std::string all = render(one, sources_with(line), Style{false, width});
    const std::size_t begin = all.find("   7 |");
    return begin == std::string::npos ? "" : all.substr(begin, all.find("  in deployment.chat") - begin);
}

}  // namespace

TEST_CASE("diagnostics: severity, place, line with caret, address, detail and hint") {
    CHECK(render(sample(), sources_with("scale_to_zero_window = \"2m\""), Style{}) == text(R"(
        error[FF1121]: Attribute out of range
          --> fleet.fireform.toml:7:24
           7 | scale_to_zero_window = "2m"
             |                        ^~~~
          in deployment.chat: "scale_to_zero_window" is 2 minutes; the API allows 5 minutes or more.
          hint: write "5m", or set min_replica_count = 1 to keep a replica always.
    )"));
}

TEST_CASE("diagnostics: what is not there leaves no line") {
    Diagnostic bare;
    bare.severity = Severity::warning;
    bare.summary = "Something odd";
    CHECK(render(bare, {}, Style{}) == "warning: Something odd\n");
    bare.detail = "It is odd.";
    bare.severity = Severity::note;
    CHECK(render(bare, {}, Style{}) == "note: Something odd\n  It is odd.\n");
    bare.range = SourceRange{"a.toml", 3, 0, 0};
    CHECK(render(bare, {}, Style{}) == "note: Something odd\n  --> a.toml:3\n  It is odd.\n");
    bare.range = SourceRange{"a.toml", 0, 0, 0};
    CHECK(render(bare, {{"a.toml", "x"}}, Style{}) == "note: Something odd\n  --> a.toml\n  It is odd.\n");
}

TEST_CASE("diagnostics: several stand apart, in their order") {
    Diagnostics two;
    Diagnostic first;
    first.summary = "One";
    two.add(first);
    first.summary = "Two";
    two.add(first);
    CHECK(render(two, {}, Style{}) == "error: One\n\nerror: Two\n");
}

TEST_CASE("diagnostics: the caret stands right under tabs and wide characters") {
    CHECK(snippet("\tx = 1", 6, 7) == text(R"(
           7 |     x = 1
             |         ^
    )"));
    CHECK(snippet("n = \"日本\" # x", 5, 13) == text(R"(
           7 | n = "日本" # x
             |     ^~~~~~
    )"));
    CHECK(snippet("e\u0301 = 1", 7, 8) == "   7 | e\u0301 = 1\n     |     ^\n");
}

TEST_CASE("diagnostics: a caret at the end of the line, and one whose end is not known") {
    CHECK(snippet("x = ", 5, 6) == "   7 | x = \n     |     ^\n");
    CHECK(snippet("x = true", 5, 0) == "   7 | x = true\n     |     ^\n");
}

TEST_CASE("diagnostics: of a long line the part around the caret is shown") {
    const std::string line = "x = \"" + std::string(200, 'a') + "\" # " + std::string(50, 'b');
    CHECK(snippet(line, 1, 2, 60) == "   7 | x = \"" + std::string(46, 'a') + "…\n     | ^\n");
    CHECK(snippet(line, 206, 207, 60) ==
          "   7 | …" + std::string(12, 'a') + "\" # " + std::string(35, 'b') + "…\n     |              ^\n");
    CHECK(snippet(line, 5, 207, 60) ==
          "   7 | x = \"" + std::string(46, 'a') + "…\n     |     ^" + std::string(47, '~') + "\n");
}

TEST_CASE("diagnostics: control characters of files and messages are spelled out") {
    Diagnostic one = sample();
    one.detail = "The service said: \x1b[31mred\r\nhint: trust me\u0085\xff.";
    one.hint = "";
    CHECK(render(one, sources_with("x = \"\x1b[2J\""), Style{}) == text(R"(
        error[FF1121]: Attribute out of range
          --> fleet.fireform.toml:7:24
           7 | x = "\u001B[2J"
             |                ^
          in deployment.chat: The service said: \u001B[31mred\r
            hint: trust me\u0085\xFF.
    )"));
}

TEST_CASE("diagnostics: colour is only added, never needed") {
    const std::string colored =
        render(sample(), sources_with("scale_to_zero_window = \"2m\""), Style{true, 80});
    CHECK(colored.starts_with("\x1b[1;31merror[FF1121]:\x1b[0m \x1b[1mAttribute out of range\x1b[0m\n"));
    std::string plain;
    for (std::size_t at = 0; at < colored.size(); ++at) {
        if (colored[at] == '\x1b') at = colored.find('m', at) + 1;
        if (at < colored.size() && colored[at] == '\x1b') {
            --at;
            continue;
        }
        if (at < colored.size()) plain += colored[at];
    }
    CHECK(plain == render(sample(), sources_with("scale_to_zero_window = \"2m\""), Style{}));
}
