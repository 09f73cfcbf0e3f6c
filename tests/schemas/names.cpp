#include "schemas/names.hpp"

#include "schemas/bug.hpp"
#include "schemas/hash.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace std::chrono_literals;

namespace {

const Naming acme{.account = "acme", .models = {{"qwen3-8b", "accounts/fireworks/models/qwen3-8b"}}};
constexpr const char* lineage = "7d1f3b0a-5a52-4f0c-9c55-1f2e3d4c5b6a";

const Attribute& attribute(std::string_view type, std::string_view name) {
    const Attribute* found = fireworks_catalog().find(type)->find(name);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("names: a short name stands for a full one") {
    const struct {
        std::string name;
        Names names;
        std::string text;
        std::string full;
    } rows[] = {
        {"public model", Names::public_model, "qwen3-8b", "accounts/fireworks/models/qwen3-8b"},
        {"model found nowhere", Names::public_model, "mine", "accounts/acme/models/mine"},
        {"own path", Names::public_model, "models/qwen3-8b", "accounts/acme/models/qwen3-8b"},
        {"full model", Names::public_model, "accounts/x/models/y", "accounts/x/models/y"},
        {"output model", Names::own_model, "qwen3-8b", "accounts/acme/models/qwen3-8b"},
        {"dataset", Names::dataset, "d", "accounts/acme/datasets/d"},
        {"dataset path", Names::dataset, "datasets/d", "accounts/acme/datasets/d"},
        {"path of another collection", Names::dataset, "models/d", "models/d"},
        {"deployment", Names::deployment, "d", "accounts/acme/deployments/d"},
        {"shape", Names::deployment_shape, "llama-fast", "accounts/fireworks/deploymentShapes/llama-fast"},
        {"secret", Names::secret, "s", "accounts/acme/secrets/s"},
        {"evaluator", Names::evaluator, "e", "accounts/acme/evaluators/e"},
        {"job", Names::job, "j", "j"},
        {"ordinary text", Names::none, "x", "x"},
        {"empty", Names::dataset, "", ""},
        {"path without an id", Names::dataset, "datasets/", "datasets/"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(expand_name(row.names, row.text, acme) == row.full);
    }
    CHECK(expand_name(Names::dataset, "d", Naming{}) == "d");
}

TEST_CASE("names: values become what the attribute holds") {
    const auto deployment = [](std::string_view name, Value value) {
        return to_text(normalise(attribute("deployment", name), std::move(value), acme));
    };
    CHECK(deployment("model", "qwen3-8b") == "\"accounts/fireworks/models/qwen3-8b\"");
    CHECK(deployment("scale_up_window", "90s") == "\"1m30s\"");
    CHECK(normalise(attribute("deployment", "scale_up_window"), 90, acme) == Value(Duration(90s)));
    CHECK(normalise(attribute("deployment", "scale_up_window"), "soon", acme) == Value("soon"));
    CHECK(normalise(attribute("deployment", "load_targets"), Value::Map{{"default", 1}}, acme) ==
          Value(Value::Map{{"default", 1.0}}));
    CHECK(normalise(attribute("supervised_fine_tuning_job", "learning_rate"), 1, acme) == Value(1.0));
    CHECK(normalise(attribute("deployment", "min_replica_count"), 1, acme) == Value(1));
    CHECK(normalise(attribute("deployment", "model"), Unknown{"${a.b.c}"}, acme) ==
          Value(Unknown{"${a.b.c}"}));
    CHECK(normalise(attribute("deployment", "model"), {}, acme).is_null());
    CHECK(deployment("annotations",
                     Value::Map{{"env", "dev"}, {"custom/team", "nlp"}, {"x", "1"}, {"custom/x", "2"}}) ==
          R"({"custom/env" = "dev", "custom/team" = "nlp", "custom/x" = "2"})");
    CHECK(normalise(attribute("deployment", "scaling_schedules"),
                    Value::Map{{"a", Value::Map{{"duration", "8h"}, {"schedule", "0 8 * * *"}}}}, acme) ==
          Value(Value::Map{{"a", Value::Map{{"duration", Duration(8h)}, {"schedule", "0 8 * * *"}}}}));
}

TEST_CASE("names: a whole set of attributes is normalised") {
    const ResourceType& type = *fireworks_catalog().find("lora_addon");
    Attributes attributes;
    attributes.put(type, "base_id", "chat");
    attributes.put(type, "model", "mine");
    CHECK(to_text(type, normalise(type, attributes, acme)) ==
          "model = \"accounts/acme/models/mine\", base_id = \"accounts/acme/deployments/chat\"");
}

TEST_CASE("names: full names and their last part") {
    CHECK(full_name("acme", "deployments", "chat") == "accounts/acme/deployments/chat");
    CHECK(last_segment("accounts/acme/deployments/chat") == "chat");
    CHECK(last_segment("chat") == "chat");
    CHECK(last_segment("a/").empty());
}

TEST_CASE("names: which ids a client may choose, and which a server") {
    const struct {
        std::string id;
        bool client;
        bool server;
    } rows[] = {
        {"chat", true, true},
        {"a", true, true},
        {"a-1", true, true},
        {std::string(63, 'a'), true, true},
        {std::string(64, 'a'), false, true},
        {std::string(129, 'a'), false, false},
        {"9c4f2a1b", false, true},
        {"3f2a-91bc", false, true},
        {"chat-", false, true},
        {"-chat", false, false},
        {"Chat", false, true},
        {"a_b.c", false, true},
        {"", false, false},
        {"a b", false, false},
        {"a/b", false, false},
        {"ä", false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.id);
        CHECK(is_client_id(row.id) == row.client);
        CHECK(is_server_id(row.id) == row.server);
    }
}

TEST_CASE("ids: golden values, since a changed one would lose every object in flight") {
    const Address chat{"deployment", "chat", {}};
    CHECK(derived_id(lineage, chat, 1) == "chat-p6egv76c");
    CHECK(derived_id(lineage, chat, 2) == "chat-kjcbbyzk");
    CHECK(derived_id(lineage, Address{"deployment", "chat", "eu"}, 1) == "chat-7la2rlx7");
    std::string long_name;
    for (int i = 0; i < 6; ++i)
        long_name += "Long_Name";
    CHECK(derived_id(lineage, Address{"deployment", long_name, {}}, 1) ==
          "long-namelong-namelong-namelong-namelong-wvgyj2lt");
    CHECK(dataset_id("data/Support Tickets.v2.jsonl", std::string(64, '7')) ==
          "ds-support-tickets-v2-777777777777");
}

TEST_CASE("ids: every chosen id is one that a client may choose") {
    for (const std::string name :
         {"a", "_", "-9", "__x__", "UPPER", "9", "grün", "a-", "",
          "a-very-long-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on"}) {
        CAPTURE(name);
        CHECK(is_client_id(derived_id(lineage, Address{"deployment", name, {}}, 1)));
        CHECK(is_client_id(dataset_id(name + ".jsonl", sha256_hex(name))));
        CHECK(is_client_id(dataset_id("some/folder/" + name, sha256_hex(name))));
    }
}

TEST_CASE("ids: slugs") {
    CHECK(slug("Support v1!", 40) == "support-v1");
    CHECK(slug("a__b..c", 40) == "a-b-c");
    CHECK(slug("2024-data", 40) == "x2024-data");
    CHECK(slug("abcdef-ghi", 7) == "abcdef");
    CHECK(slug("", 40) == "x");
}

TEST_CASE("ids: the address tag fits into a tag's value") {
    CHECK(address_tag(Address{"deployment", "chat", "eu"}) == "deployment.chat[\"eu\"]");

    const std::string exact = address_tag(Address{"deployment", std::string(117, 'a'), {}});
    CHECK(exact == "deployment." + std::string(117, 'a'));

    const std::string shortened = address_tag(Address{"deployment", std::string(140, 'a'), {}});
    CHECK(shortened == "deployment." + std::string(100, 'a') + "#aeff1eb60ca14b4e");
    CHECK(shortened.size() == 128);

    std::string umlauts;
    for (int i = 0; i < 150; ++i)
        umlauts += "é";
    const std::string in_points = address_tag(Address{"deployment", "chat", umlauts});
    CHECK(in_points.ends_with("é#ac06eb7d8d8a7ddf"));
    CHECK(in_points.size() == 128 + 94);  // 94 of the 128 code points take two bytes
}

TEST_CASE("ids: the three tags of ours") {
    CHECK(to_text(Value(ownership_tags("l-1", Address{"deployment", "chat", {}}))) ==
          R"({"custom/fireform-address" = "deployment.chat", "custom/fireform-lineage" = "l-1", )"
          R"("custom/managed-by" = "fireform"})");
}

TEST_CASE("names: an adapter's id is its folder's name and the start of its content hash") {
    const std::string hash = "0123456789abcdef0123456789abcdef";
    CHECK(adapter_id("adapters/Support v2/", hash) == "support-v2-0123456789ab");
    CHECK(adapter_id("support", hash) == "support-0123456789ab");
    CHECK(adapter_id("./", hash) == "x-0123456789ab");
    CHECK(is_client_id(adapter_id(std::string(80, 'a'), hash)));
}
