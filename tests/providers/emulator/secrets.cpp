#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

constexpr std::string_view secret =
    R"(POST secrets {"name": "accounts/acme/secrets/s", "keyName": "AWS", "value": "hidden-one"})";

}  // namespace

TEST_CASE("secrets: the value is written and never seen again") {
    Desk desk;
    CHECK(desk.ask(secret) == R"(200 {"name":"accounts/acme/secrets/s","keyName":"AWS"})");
    CHECK(desk.ask("GET secrets/s") == R"(200 {"name":"accounts/acme/secrets/s","keyName":"AWS"})");
    CHECK(desk.ask("GET secrets?filter=nonsense==&orderBy=none") ==
          R"(200 {"secrets":[{"name":"accounts/acme/secrets/s","keyName":"AWS"}],"totalSize":1})");
    CHECK(desk.ask(R"(PATCH secrets/s?updateMask=value {"keyName": "AWS", "value": "hidden-two"})") ==
          R"(200 {"name":"accounts/acme/secrets/s","keyName":"AWS"})");
    CHECK(desk.emulator.save().find("hidden") == std::string::npos);
    CHECK(desk.tell("DELETE secrets/s") == "200");
    CHECK(desk.tell("GET secrets/s").starts_with("404"));
}

TEST_CASE("secrets: the id is the end of the name in the body") {
    Desk desk;
    CHECK(desk.tell(R"(POST secrets {"keyName": "AWS"})") == "400 name of Secret is required");
    CHECK(desk.tell(R"(POST secrets {"name": "accounts/acme/secrets/s"})") ==
          "400 key_name of Secret is required");
    for (const char* name : {"s", "accounts/other/secrets/s", "accounts/acme/models/s"})
        CHECK(desk.tell(std::string(R"(POST secrets {"keyName": "A", "name": ")") + name + "\"}") ==
              std::string("400 invalid name \"") + name + "\": accounts/acme/secrets/<id> is expected");
    CHECK(desk.tell(R"(POST secrets {"keyName": "A", "name": "accounts/acme/secrets/S"})")
              .starts_with("400 invalid name"));
    CHECK(desk.tell(secret) == "200");
    CHECK(desk.tell(secret) == "409 secret \"accounts/acme/secrets/s\" already exists");
}

TEST_CASE("secrets: an update needs the key name and cannot rename") {
    Desk desk;
    desk.ask(secret);
    CHECK(desk.tell(R"(PATCH secrets/s {"value": "x"})") == "400 key_name of Secret is required");
    CHECK(desk.tell(R"(PATCH secrets/s {"name": "accounts/acme/secrets/t", "keyName": "A"})") ==
          "400 field name is immutable and cannot be updated");
    CHECK(desk.see_in(R"(PATCH secrets/s?updateMask=key_name {"keyName": "B"})", "keyName") == "B");
}

TEST_CASE("secrets: a job may name one only when it is there") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    const std::string job =
        R"(POST supervisedFineTuningJobs {"dataset": "accounts/acme/datasets/d", "baseModel": "accounts/fireworks/models/qwen3-8b", "awsS3Config": {"credentialsSecret": "accounts/acme/secrets/s"}})";
    CHECK(desk.tell(job).starts_with("404 \"accounts/acme/secrets/s\""));
    desk.ask(secret);
    CHECK(desk.tell(job) == "200");
}
