#include "engine/config/text_pattern.hpp"

#include <doctest/doctest.h>

namespace fireform {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
    const auto compiled = TextPattern::compile(pattern);
    CAPTURE(pattern);
    REQUIRE(std::holds_alternative<TextPattern>(compiled));
    return std::get<TextPattern>(compiled).matches(text);
}

std::string problem(std::string_view pattern) {
    const auto compiled = TextPattern::compile(pattern);
    const auto* text = std::get_if<std::string>(&compiled);
    return text ? *text : "";
}

}  // namespace

TEST_CASE("text pattern: the whole text matches, or it does not") {
    struct Row {
        const char* pattern;
        std::vector<const char*> yes;
        std::vector<const char*> no;
    };
    for (const Row& row : std::vector<Row>{
             {"", {""}, {"a"}},
             {"abc", {"abc"}, {"", "ab", "abcd", "xabc"}},
             {"^abc$", {"abc"}, {"ab", "abc\n"}},
             {"a|bc|", {"a", "bc", ""}, {"b", "abc"}},
             {"a*b+c?", {"b", "aabbc"}, {"a", "c", "bcc"}},
             {"(ab)*", {"", "ab", "abab"}, {"a", "aba"}},
             {"(?:a|b)c", {"ac", "bc"}, {"abc"}},
             {"a{2}", {"aa"}, {"a", "aaa"}},
             {"a{2,}", {"aa", "aaaaa"}, {"a"}},
             {"a{1,3}", {"a", "aaa"}, {"", "aaaa"}},
             {"a{0}", {""}, {"a"}},
             {"[a-c_x]+", {"abc_x"}, {"d", "-"}},
             {"[^a-c]", {"d", "é"}, {"a", "dd", ""}},
             {"[]a-]+", {"]a-"}, {"b"}},
             {"[\\d.]+", {"1.5"}, {"a"}},
             {"\\d\\D\\w\\W\\s\\S", {"1a_- x"}, {"11_- x"}},
             {"a\\.b\\\\", {"a.b\\"}, {"axb\\"}},
             {".é.", {"aéb", "€é€"}, {"é", "aéb\nc"}},
             {"(a?){20}a{20}", {"aaaaaaaaaaaaaaaaaaaa"}, {"a"}},
             {"a^b|a$b", {}, {"ab"}},
             {"(^a|b)*", {"a", "abb", "b"}, {"ba"}},
             {"((a*)*)*", {"", "aaa"}, {"b"}},
         }) {
        for (const char* text : row.yes)
            CHECK_MESSAGE(matches(row.pattern, text), row.pattern, " / ", text);
        for (const char* text : row.no)
            CHECK_MESSAGE(!matches(row.pattern, text), row.pattern, " / ", text);
    }
}

TEST_CASE("text pattern: no pattern is slow") {
    const std::string text(5000, 'a');
    CHECK_FALSE(matches("(a+)+b", text));
    CHECK_FALSE(matches("((a|aa)*)*b", text));
}

TEST_CASE("text pattern: what is wrong is said in words") {
    CHECK(problem("(a") == "a ( is not closed");
    CHECK(problem("a)") == "a ) closes nothing");
    CHECK(problem("[a") == "a [ is not closed");
    CHECK(problem("[") == "a [ is not closed");
    CHECK(problem("[]") == "a [ is not closed");
    CHECK(problem("*a") == "nothing stands in front of *");
    CHECK(problem("a|+") == "nothing stands in front of +");
    CHECK(problem("a{x}") == "a { is written {2}, {2,} or {2,4}");
    CHECK(problem("a{3,2}") == "a { is written {2}, {2,} or {2,4}");
    CHECK(problem("a{5000}") == "a part is repeated 1000 times at most");
    CHECK(problem("(a{500}){500}") == "it is too large: fewer repetitions, please");
    CHECK(problem("[z-a]") == "a range in [ ] runs backwards");
    CHECK(problem("[\\D]") == "\\D, \\W and \\S cannot stand in [ ]");
    CHECK(problem("\\q") == "\\q has no meaning");
    CHECK(problem("a\\") == "a \\ stands at the end");
    CHECK(problem("(?=a)") == "a group is written (...) or (?:...)");
    CHECK(problem(std::string(100, '(')) == "groups are more than 50 deep in one another");
    CHECK(problem(std::string(2000, 'a')) == "it is longer than 1000 characters");
}

}  // namespace fireform
