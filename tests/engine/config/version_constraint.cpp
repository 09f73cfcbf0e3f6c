#include "engine/config/version_constraint.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fireform {
namespace {

/// "yes", "no", or "wrong" when it is no constraint.
std::string accepts(std::string_view constraint, std::string_view version) {
    const auto accepted = version_satisfies(constraint, *parse_version(version));
    return !accepted ? "wrong" : *accepted ? "yes" : "no";
}

}  // namespace

TEST_CASE("version: a constraint accepts what it says") {
    struct Row {
        const char* constraint;
        const char* version;
        const char* answer;
    };
    const Row rows[] = {
        {">= 0.1", "0.1.0", "yes"},     {">= 0.1", "0.0.9", "no"},
        {">=0.1.0", "2.0", "yes"},      {"> 0.1", "0.1.0", "no"},
        {"> 0.1", "0.1.1", "yes"},      {"< 1", "0.9.9", "yes"},
        {"< 1", "1.0.0", "no"},         {"<= 1", "1.0.0", "yes"},
        {"= 1.2", "1.2.0", "yes"},      {"1.2", "1.2.1", "no"},
        {"~> 1.2", "1.9", "yes"},       {"~> 1.2", "2.0", "no"},
        {"~> 1.2", "1.1", "no"},        {"~> 1.2.3", "1.2.9", "yes"},
        {"~> 1.2.3", "1.3", "no"},      {"~> 1", "1.9", "yes"},
        {"~> 1", "2.0", "no"},          {">= 0.1, < 0.2", "0.1.5", "yes"},
        {">= 0.1, < 0.2", "0.2", "no"}, {" >= 0.1 ,< 0.2", "0.1", "yes"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.constraint);
        CAPTURE(row.version);
        CHECK(accepts(row.constraint, row.version) == row.answer);
    }
}

TEST_CASE("version: everything else is no constraint") {
    for (const char* wrong : {"", ">=", ">= x", "=> 1", ">= 1.2.3.4", ">= 1.", ">= -1", ">= 1,", "!= 1",
                              ">= 1 2", ">= 99999999999", "~ 1", "latest"}) {
        CAPTURE(wrong);
        CHECK(accepts(wrong, "0.1") == "wrong");
    }
    CHECK_FALSE(parse_version(""));
    CHECK_FALSE(parse_version("1.2.x"));
}

}  // namespace fireform
