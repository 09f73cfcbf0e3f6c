#include "schemas/address.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("address: text and value are the same thing") {
    for (const std::string text :
         {"deployment.chat", "supervised_fine_tuning_job._a-b_9", R"(deployment.chat["eu"])",
          R"(deployment.chat["a \"b\" \\ c]["])", R"(deployment.chat[""])", R"(dataset.d["ü\n"])"}) {
        CAPTURE(text);
        const auto address = parse_address(text);
        REQUIRE(address);
        CHECK(to_text(*address) == text);
    }
}

TEST_CASE("address: the parts of a keyed address") {
    const auto address = parse_address(R"(deployment.chat["eu.west"])");
    REQUIRE(address);
    CHECK(address->type == "deployment");
    CHECK(address->name == "chat");
    CHECK(address->key == "eu.west");
}

TEST_CASE("address: what is not one") {
    for (const std::string text :
         {"", ".", "deployment", "deployment.", ".chat", "deployment.9a", "deployment.-a", "deployment.a.b",
          "deployment.ä", "deployment.a b", "9d.chat", "deployment.chat[eu]", R"(deployment.chat["eu")",
          R"(deployment.chat["eu"]x)", R"(deployment.chat["a"b"])", R"(deployment.chat["\q"])",
          R"(deployment["eu"])", "[\"a\"]"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_address(text));
    }
}

TEST_CASE("address: sorted by type, name and key, the one without a key first") {
    CHECK(*parse_address("dataset.z") < *parse_address("deployment.a"));
    CHECK(*parse_address("deployment.a") < *parse_address(R"(deployment.a["a"])"));
    CHECK(*parse_address(R"(deployment.a["z"])") < *parse_address("deployment.b"));
}
