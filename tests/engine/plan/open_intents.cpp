#include "engine/plan/open_intents.hpp"

#include "schemas/hash.hpp"
#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view chat = R"(
    [deployment.chat]
    model            = "accounts/fireworks/models/llama-v3p1-8b-instruct"
    accelerator_type = "NVIDIA_H100_80GB"
    enable_addons    = true
)";
constexpr std::string_view chat_state = R"({"id": "chat-1", "applied": {
    "model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "accelerator_type": "NVIDIA_H100_80GB", "enable_addons": true}})";
constexpr std::string_view chat_object = R"({"state": "READY",
    "model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "accelerator_type": "NVIDIA_H100_80GB", "enable_addons": true})";
constexpr std::string_view loaded = R"({"state": "DEPLOYED", "model": "accounts/acme/models/s",
                                        "base_id": "accounts/acme/deployments/chat-1"})";

Given running() {
    return given(chat)
        .prior("deployment.chat", chat_state)
        .ours("deployment chat-1", "deployment.chat", chat_object);
}

Intent addon_intent(std::string_view model) {
    const ResourceType& type = *fireworks_catalog().find("lora_addon");
    Intent intent{.address = {"lora_addon", "a", std::nullopt}, .verb = "create"};
    intent.identity.put(type, "model", Value(std::string(model)));
    intent.identity.put(type, "base_id", Value(std::string("accounts/acme/deployments/chat-1")));
    return intent;
}

}  // namespace

TEST_CASE("open intents: what was made for a block that is gone is destroyed") {
    Given story = running().live("lora_addon x1", loaded);
    CHECK(story.plan() == "No changes.\n");
    story.state.open_intents.push_back(addon_intent("accounts/acme/models/s"));
    CHECK(story.steps() == "0 destroy lora_addon.a (x1)\n");
    story.state.open_intents = {addon_intent("accounts/acme/models/other")};
    CHECK(story.plan() == "No changes.\n");
}

TEST_CASE("open intents: what was made for a block that has changed since goes beside what it wants now") {
    const std::string moved = std::string(chat) + R"(
        [lora_addon.a]
        model   = "accounts/acme/models/t"
        base_id = "accounts/acme/deployments/chat-1"
    )";
    Given story = given(moved)
                      .prior("deployment.chat", chat_state)
                      .ours("deployment chat-1", "deployment.chat", chat_object)
                      .model("s", R"({"kind": "HF_PEFT_ADDON", "state": "READY"})")
                      .model("t", R"({"kind": "HF_PEFT_ADDON", "state": "READY"})")
                      .live("lora_addon x1", loaded);
    story.state.open_intents.push_back(addon_intent("accounts/acme/models/s"));
    CAPTURE(story.told());
    const std::string steps = story.steps();
    CHECK(steps.find("create lora_addon.a") != std::string::npos);
    CHECK(steps.find("destroy lora_addon.a (x1)") != std::string::npos);
}

TEST_CASE("open intents: an id that somebody else has taken is theirs") {
    const std::string id = derived_id(lineage, {"deployment", "gone", {}}, 1);
    Given story = running().intent("deployment.gone", "create", id);
    CHECK(story.plan() == "No changes.\n");
    Given ours = running().intent("deployment.gone", "create", id);
    ours.ours("deployment " + id, "deployment.gone", chat_object);
    CHECK(ours.steps() == "0 destroy deployment.gone (" + id + ")\n");
    Given theirs = running().intent("deployment.gone", "create", id).live("deployment " + id, chat_object);
    CHECK(theirs.plan() == "No changes.\n");
    Given deleted = running().intent("deployment.gone", "create", id);
    deleted.ours("deployment " + id, "deployment.gone", R"({"state": "DELETED"})");
    CHECK(deleted.plan() == "No changes.\n");
}

TEST_CASE("open intents: what the service never shows is known when a create has sent just that") {
    const std::string id = derived_id(lineage, {"secret", "k", {}}, 1);
    const ResourceType& type = *fireworks_catalog().find("secret");
    const auto story = [&](std::string_view sent) {
        Given out = given("[secret.k]\nkey_name = \"K\"\nvalue = \"v\"\n");
        out.live("secret " + id, R"({"key_name": "K"})");
        Attributes attributes;
        attributes.put(type, "key_name", Value(std::string("K")));
        attributes.put(type, "value", Value(std::string(sent)));
        Intent intent{.address = {"secret", "k", std::nullopt}, .verb = "create", .id = id};
        intent.desired = fingerprint(lineage, type, attributes);
        out.state.open_intents.push_back(intent);
        return out.plan();
    };
    CHECK(story("v") == "& secret.k  # an earlier run made it\n");
    CHECK(story("before").find("value: ") != std::string::npos);
}

TEST_CASE("open intents: the half-made replacement of an object that has gone since is the resource") {
    const std::string next = derived_id(lineage, {"deployment", "chat", {}}, 2);
    Given story = given(chat).prior("deployment.chat", chat_state).intent("deployment.chat", "create", next);
    story.ours("deployment " + next, "deployment.chat", chat_object);
    CHECK(story.plan() == "& deployment.chat  # an earlier run made it\n");
    story.live("deployment chat-1", R"({"state": "DELETED"})");
    CHECK(story.plan() == "& deployment.chat  # an earlier run made it\n");
    // While the object before is there, the replacement that nobody wants any more goes.
    Given kept = running().intent("deployment.chat", "create", next);
    kept.ours("deployment " + next, "deployment.chat", chat_object);
    CHECK(kept.steps() == "0 destroy deployment.chat (" + next + ") deposed\n");
}

TEST_CASE("open intents: a job that has taken over is not started again for the loss of the one before") {
    const Address address{"supervised_fine_tuning_job", "t", {}};
    const std::string next = derived_id(lineage, address, 2);
    Given story = given(R"(
        [supervised_fine_tuning_job.t]
        model        = "accounts/fireworks/models/llama-v3p1-8b-instruct"
        dataset      = "accounts/acme/datasets/d"
        output_model = "tuned"
        epochs       = 2
    )");
    story.prior(to_text(address), R"({"id": "t-1", "applied": {
        "model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "dataset": "accounts/acme/datasets/d",
        "output_model": "before", "epochs": 2}})");
    story.intent(to_text(address), "create", next);
    story.live("supervised_fine_tuning_job " + next, R"({"state": "JOB_STATE_COMPLETED",
        "base_model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "dataset": "accounts/acme/datasets/d",
        "output_model": "accounts/acme/models/tuned", "epochs": 2})");
    CHECK(story.plan() == "& supervised_fine_tuning_job.t  # an earlier run started it\n");
}
