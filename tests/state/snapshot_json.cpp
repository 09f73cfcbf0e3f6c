#include "state/snapshot_json.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace fireform {
namespace {

using samples::catalog;

const std::string golden = R"({
  "format": 1,
  "fireform_version": "0.1.0",
  "lineage": "3f2a91bc-0d3e-4c1a-9f58-2f5b7a1f6c11",
  "serial": 7,
  "resources": [
    {
      "address": "fleet.chat",
      "id": "chat-3f2a91bc",
      "name": "accounts/acme/fleets/chat-3f2a91bc",
      "generation": 2,
      "status": "pending",
      "adopted": true,
      "untagged": true,
      "protect": true,
      "on_destroy": "keep",
      "id_written": true,
      "applied": {
        "text": "a \"b\" \\ \n \u0001 é",
        "window": "5m",
        "ratio": 1e-05,
        "token": "hmac-sha256:00ff"
      },
      "seen": {
        "count": 3,
        "ratio": 2.0,
        "tags": {
          "custom/managed-by": "fireform"
        },
        "names": [
          "x",
          "y"
        ]
      },
      "update_time": "2026-05-01T12:00:00Z",
      "dependencies": [
        "fleet.base[\"eu\"]",
        "part.one"
      ],
      "deposed": [
        {
          "id": "chat-old",
          "name": "accounts/acme/fleets/chat-old"
        }
      ]
    },
    {
      "address": "part.one",
      "id": "one-1",
      "name": "accounts/acme/parts/one-1",
      "generation": 1,
      "status": "ready",
      "applied": {},
      "seen": {}
    }
  ],
  "outputs": {
    "chat_model": {
      "value": "accounts/acme/models/chat"
    },
    "key": {
      "value": null,
      "sensitive": true
    }
  }
}
)";

Snapshot golden_snapshot() {
    const ResourceType& type = *catalog().find("fleet");
    Snapshot snapshot;
    snapshot.fireform_version = "0.1.0";
    snapshot.lineage = "3f2a91bc-0d3e-4c1a-9f58-2f5b7a1f6c11";
    snapshot.serial = 7;

    ResourceState chat;
    chat.address = {.type = "fleet", .name = "chat", .key = {}};
    chat.id = "chat-3f2a91bc";
    chat.name = "accounts/acme/fleets/chat-3f2a91bc";
    chat.generation = 2;
    chat.status = ResourceStatus::pending;
    chat.adopted = chat.untagged = chat.protect = chat.id_written = true;
    chat.on_destroy = "keep";
    chat.applied.put(type, "text", "a \"b\" \\ \n \x01 é");
    chat.applied.put(type, "window", Duration(std::chrono::minutes(5)));
    chat.applied.put(type, "ratio", 1e-5);
    chat.applied.put(type, "token", "hmac-sha256:00ff");
    chat.seen.put(type, "count", 3);
    chat.seen.put(type, "ratio", 2.0);
    chat.seen.put(type, "tags", Value::Map{{"custom/managed-by", "fireform"}});
    chat.seen.put(type, "names", Value::List{"x", "y"});
    chat.update_time = "2026-05-01T12:00:00Z";
    chat.dependencies = {{.type = "fleet", .name = "base", .key = "eu"},
                         {.type = "part", .name = "one", .key = {}}};
    chat.deposed = {{.id = "chat-old", .name = "accounts/acme/fleets/chat-old"}};
    snapshot.resources.emplace(chat.address, chat);

    ResourceState one;
    one.address = {.type = "part", .name = "one", .key = {}};
    one.id = "one-1";
    one.name = "accounts/acme/parts/one-1";
    snapshot.resources.emplace(one.address, one);

    snapshot.outputs["chat_model"] = {.value = "accounts/acme/models/chat", .sensitive = false};
    snapshot.outputs["key"] = {.value = {}, .sensitive = true};
    return snapshot;
}

std::string errors(const std::string& text) {
    return to_text(parse_snapshot(text, "fireform.state.json", catalog()).diagnostics);
}

std::string with_resource(const std::string& members) {
    return R"({"format": 1, "lineage": "l", "serial": 1, "resources": [)" + members + "]}";
}

TEST_CASE("snapshot: the file is readable, sorted and complete") {
    CHECK(to_json_text(golden_snapshot(), catalog()) == golden);
}

TEST_CASE("snapshot: what was written is read back the same") {
    const auto read = parse_snapshot(golden, "fireform.state.json", catalog());
    REQUIRE(read.ok());
    CHECK(*read.value == golden_snapshot());
    CHECK(to_json_text(*read.value, catalog()) == golden);
}

TEST_CASE("snapshot: a number is the one that the text says, and is written the same again") {
    const auto state = [](std::string_view number) {
        return fmt::format(R"({{"serial": 0, "lineage": "l", "format": 1, "later": [{0}],
                               "resources": [{{"address": "part.one", "applied": {{"ratio": {0}}}}}],
                               "outputs": {{"rate": {{"value": {0}}}}}}})",
                           number);
    };
    const auto exact = [](std::string_view text) { return std::stod(std::string(text)); };
    for (const char* number :
         {"911111111111111111111111111111111111", "118446744073709551615.0", "0.1234567890123456789",
          "2.2250738585072014e-308", "-7.3177701707893310e+15"}) {
        const auto read = parse_snapshot(state(number), "f", catalog());
        REQUIRE(read.ok());
        CHECK(read.value->outputs.at("rate").value == Value(exact(number)));
        const auto again = parse_snapshot(to_json_text(*read.value, catalog()), "f", catalog());
        REQUIRE(again.ok());
        CHECK(*again.value == *read.value);
    }
}

TEST_CASE("snapshot: members with default values may be missing") {
    const auto read = parse_snapshot(
        R"({"serial": 0, "lineage": "l", "format": 1, "resources": [{"address": "part.one"}]})", "f",
        catalog());
    REQUIRE(read.ok());
    const ResourceState& one = read.value->resources.begin()->second;
    CHECK(one.generation == 1);
    CHECK(one.status == ResourceStatus::ready);
    CHECK(one.id.empty());
}

TEST_CASE("snapshot: a secret in the clear is never written") {
    const ResourceType& type = *catalog().find("fleet");
    Snapshot snapshot = samples::snapshot({"a"});
    ResourceState& resource = snapshot.resources.begin()->second;
    resource.applied.put(type, "token", "opensesame");
    resource.seen.put(type, "token", "opensesame");
    snapshot.outputs["key"] = {.value = "opensesame", .sensitive = true};
    const std::string text = to_json_text(snapshot, catalog());
    CHECK(text.find("opensesame") == std::string::npos);
    CHECK(text.find("token") == std::string::npos);
}

TEST_CASE("snapshot: keys that a newer fireform wrote are kept at every level") {
    const std::string text = R"({
  "format": 1,
  "fireform_version": "0.1.0",
  "lineage": "l",
  "serial": 1,
  "resources": [
    {
      "address": "part.one",
      "id": "one-1",
      "name": "accounts/acme/parts/one-1",
      "generation": 1,
      "status": "ready",
      "applied": {
        "text": "t",
        "colour": {
          "rgb": [
            1,
            2
          ]
        }
      },
      "seen": {
        "colour": null
      },
      "weather": "fine"
    }
  ],
  "outputs": {},
  "zones": {
    "a": 1.5
  },
  "extra": []
}
)";
    const auto read = parse_snapshot(text, "f", catalog());
    REQUIRE(read.ok());
    CHECK(read.value->extra == R"({"zones":{"a":1.5E0},"extra":[]})");
    CHECK(to_json_text(*read.value, catalog()) == text);
}

TEST_CASE("snapshot: one resource makes the round trip alone") {
    const ResourceState chat = golden_snapshot().resources.begin()->second;
    const auto read = parse_resource(to_json_text(chat, catalog()), "f", catalog());
    REQUIRE(read.ok());
    CHECK(*read.value == chat);
    CHECK(to_text(parse_resource("[1]", "f", catalog()).diagnostics) ==
          "error: State is damaged: f: a resource should be an object.\n");
}

TEST_CASE("snapshot: what cannot be read is explained") {
    struct Case {
        const char* name;
        std::string text;
        const char* expected;
    };
    const Case cases[] = {
        {"empty", "\n", "error: State is damaged: fireform.state.json: the file is empty.\n"},
        {"not JSON", "{\n  \"format\": 1,\n  oops\n}",
         "error: State is damaged: fireform.state.json: it is not JSON: syntax error. "
         "(fireform.state.json:3:3)\n"},
        {"cut off", R"({"format": 1, "lineage")",
         "error: State is damaged: fireform.state.json: it is not JSON: incomplete JSON. "
         "(fireform.state.json:1:24)\n"},
        {"a number that JSON allows and no program can hold",
         R"({"format": 1, "lineage": "x", "serial": 1, "later": [{"a": -1e999}]})",
         "error: State is damaged: fireform.state.json: it holds a number that is too large for any "
         "program.\n"},
        {"two documents", "{\"format\": 1}\n{}",
         "error: State is damaged: fireform.state.json: there is text after the end of it. "
         "(fireform.state.json:2:1)\n"},
        {"a list", "[]", "error: Not a state file: fireform.state.json: it is JSON, but not an object.\n"},
        {"of another program", R"({"version": 4, "serial": 3, "lineage": "x"})",
         "error: Not a state file: fireform.state.json: it has no number \"format\".\n"},
        {"no lineage", R"({"format": 1, "serial": 3})",
         "error: Not a state file: fireform.state.json: it has no \"lineage\" or no \"serial\".\n"},
        {"newer format", R"({"format": 2, "fireform_version": "0.9.0", "what": "ever"})",
         "error: State was written by a newer fireform: fireform.state.json has format 2 and was written by "
         "fireform 0.9.0; this is fireform 0.1.0, which knows formats up to 1.\n"},
        {"newer format without a version", R"({"format": 3})",
         "error: State was written by a newer fireform: fireform.state.json has format 3 and was written by "
         "a newer fireform; this is fireform 0.1.0, which knows formats up to 1.\n"},
        {"wrong kinds", R"({"format": 1, "lineage": 5, "serial": -1, "resources": {}})",
         "error: State is damaged: fireform.state.json: the member \"lineage\" should be a string.\n"
         "error: State is damaged: fireform.state.json: the member \"serial\" should be a whole number, 0 or "
         "more.\n"
         "error: State is damaged: fireform.state.json: the member \"lineage\" is empty.\n"
         "error: State is damaged: fireform.state.json: the member \"resources\" should be a list.\n"},
        {"unknown type", with_resource(R"({"address": "rocket.x"})"),
         "error: Unknown resource type in state: fireform.state.json holds rocket.x, and this is fireform "
         "0.1.0, which has no type \"rocket\".\n"},
        {"bad address", with_resource(R"({"address": "chat"})"),
         "error: State is damaged: fireform.state.json: \"chat\" is not the address of a resource.\n"},
        {"no object", with_resource("5"),
         "error: State is damaged: fireform.state.json: a resource should be an object.\n"},
        {"twice", with_resource(R"({"address": "part.x"}, {"address": "part.x"})"),
         "error: State is damaged: fireform.state.json: part.x is there twice.\n"},
        {"unknown status", with_resource(R"({"address": "part.x", "status": "odd"})"),
         "error: State is damaged: fireform.state.json: in part.x, the status \"odd\" is none of ready, "
         "pending, tainted.\n"},
        {"wrong members",
         with_resource(R"({"address": "part.x", "adopted": 1, "generation": 99999999999, "applied": [],
                           "dependencies": ["y"], "deposed": [7]})"),
         "error: State is damaged: fireform.state.json: in part.x, the member \"generation\" is too large.\n"
         "error: State is damaged: fireform.state.json: in part.x, the member \"adopted\" should be true or "
         "false.\n"
         "error: State is damaged: fireform.state.json: in part.x, the member \"applied\" should be an "
         "object.\n"
         "error: State is damaged: fireform.state.json: in part.x, \"dependencies\" should be a list of "
         "addresses such as \"deployment.chat\".\n"
         "error: State is damaged: fireform.state.json: in part.x, \"deposed\" should be a list of "
         "objects.\n"},
        {"output", R"({"format": 1, "lineage": "l", "serial": 1, "outputs": {"a": 1}})",
         "error: State is damaged: fireform.state.json: the output \"a\" should be an object.\n"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.name);
        CHECK(errors(one.text) == one.expected);
    }
}

TEST_CASE("snapshot: members may come in any order, resources in any shape that JSON has") {
    const auto read = parse_snapshot(R"({
        "later": {"resources": [{"address": "rocket.x"}]},
        "\u0072esources": [
            {"address": "part.b", "applied": {}, "seen": {}, "dependencies": ["part.a"]},
            {"address": "part.a", "deposed": [{"id": "old", "name": "accounts/acme/parts/old"}]}
        ],
        "outputs": {}, "serial": 3, "lineage": "l", "format": 1})",
                                     "f", catalog());
    REQUIRE_MESSAGE(read.ok(), to_text(read.diagnostics));
    REQUIRE(read.value->resources.size() == 2);
    const ResourceState& first = read.value->resources.begin()->second;
    CHECK(to_text(first.address) == "part.a");
    CHECK(first.deposed == std::vector<Deposed>{{"old", "accounts/acme/parts/old"}});
    CHECK(read.value->extra == R"({"later":{"resources":[{"address":"rocket.x"}]}})");
}

TEST_CASE("snapshot: what the resources of a newer format mean is not told") {
    CHECK(
        errors(R"({"resources": [{"address": "rocket.x"}, 7], "format": 2, "fireform_version": "9.0.0"})") ==
        "error: State was written by a newer fireform: fireform.state.json has format 2 and was written by "
        "fireform 9.0.0; this is fireform 0.1.0, which knows formats up to 1.\n");
}

TEST_CASE("snapshot: a file that is cut anywhere is refused and never half believed") {
    for (std::size_t size = 0; size + 2 < golden.size(); ++size) {
        CAPTURE(size);
        const auto read = parse_snapshot(golden.substr(0, size), "f", catalog());
        CHECK(!read.value);
        CHECK(read.diagnostics.has_errors());
    }
}

}  // namespace
}  // namespace fireform
