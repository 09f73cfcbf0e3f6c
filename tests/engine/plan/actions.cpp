#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view chat = R"(
    [deployment.chat]
    display_name      = "chat"
    model             = "llama-v3p1-8b-instruct"
    accelerator_type  = "NVIDIA_H100_80GB"
    max_replica_count = 2
)";

constexpr std::string_view chat_applied =
    R"("display_name": "chat", "model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
       "accelerator_type": "NVIDIA_H100_80GB", "max_replica_count": 2)";

std::string entry(std::string_view id, std::string_view applied = chat_applied) {
    return fmt::format(R"({{"id": "{}", "applied": {{{}}}}})", id, applied);
}

std::string object(std::string_view state, std::string_view more = "",
                   std::string_view attributes = chat_applied) {
    return fmt::format(R"({{"state": "{}", {}{}}})", state, attributes, more);
}

}  // namespace

TEST_CASE("plan: a resource that is nowhere is created under its derived id") {
    CHECK(given(chat).plan() == "+ deployment.chat\n");
    const std::string id = derived_id(lineage, {"deployment", "chat", {}}, 1);
    CHECK(given(chat).steps() == fmt::format("0 create deployment.chat ({})\n", id));
}

TEST_CASE("plan: without a state, what is made of its lineage is unknown to a plan that nobody applies") {
    auto first = given(std::string(chat) + R"(
        enable_addons = true
        [lora_addon.a]
        model   = "sample-lora"
        base_id = "${deployment.chat.id}"
        [outputs.id]
        value = "${deployment.chat.id}"
    )");
    first.state.lineage.clear();
    first.options.new_lineage.clear();
    const auto planned = first.checked();
    REQUIRE(planned.value);
    CHECK(planned.value->changes[0].new_id.empty());
    const Change& addon = planned.value->changes[1];
    CHECK(addon.desired.get(*addon.type, "base_id") == Value(Unknown{"${deployment.chat.id}"}));
    CHECK(planned.value->outputs[0].after == Value(Unknown{"${deployment.chat.id}"}));
    CHECK(first.steps() == "0 create deployment.chat\n1 create lora_addon.a after 0\n");
}

TEST_CASE("plan: equal inputs need no change") {
    CHECK(given(chat)
              .prior("deployment.chat", entry("chat-1"))
              .ours("deployment chat-1", "deployment.chat", object("READY"))
              .plan() == "No changes.\n");
}

TEST_CASE("plan: what the server filled in is no change") {
    const std::string live = object("READY", R"(, "min_replica_count": 0, "scale_up_window": "30s",
        "accelerator_count": 1, "precision": "BF16", "draft_token_count": 3)");
    CHECK(given(chat)
              .prior("deployment.chat", entry("chat-1"))
              .ours("deployment chat-1", "deployment.chat", live)
              .plan() == "No changes.\n");
}

TEST_CASE("plan: an attribute that can change is updated in place") {
    const auto live = object("READY", R"(, "max_replica_count": 5)");
    CHECK(given(chat)
              .prior("deployment.chat", entry("chat-1"))
              .ours("deployment chat-1", "deployment.chat", live)
              .plan() == text(R"(
        ~ deployment.chat
            max_replica_count: 5 -> 2
    )"));
}

TEST_CASE("plan: changing an immutable attribute replaces the resource, creating first") {
    auto changed = given(R"(
        [deployment.chat]
        display_name      = "chat"
        model             = "qwen3-8b"
        accelerator_type  = "NVIDIA_H100_80GB"
        max_replica_count = 2
    )");
    changed.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("READY"));
    CHECK(changed.plan() == text(R"(
        +/- deployment.chat  # model cannot be changed in place
            model: "accounts/fireworks/models/llama-v3p1-8b-instruct" -> "accounts/fireworks/models/qwen3-8b"  # forces replacement
    )"));
    CHECK(changed.steps() == fmt::format("0 create deployment.chat ({})\n"
                                         "1 destroy deployment.chat (chat-1) deposed after 0\n",
                                         derived_id(lineage, {"deployment", "chat", {}}, 2)));
}

TEST_CASE("plan: with a written id the old object goes first, for good") {
    auto changed = given(R"(
        [deployment.chat]
        id                = "chat-1"
        display_name      = "chat"
        model             = "qwen3-8b"
        accelerator_type  = "NVIDIA_H100_80GB"
        max_replica_count = 2
    )");
    changed.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("READY"));
    CHECK(changed.steps() == text(R"(
        0 destroy deployment.chat (chat-1) hard
        1 create deployment.chat (chat-1) after 0
    )"));
}

TEST_CASE("plan: an attribute that was configured and is not any more is cleared once") {
    auto cleared = given(R"(
        [deployment.chat]
        display_name     = "chat"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
    )");
    const std::string applied = std::string(chat_applied) + R"(, "scale_up_window": "5m")";
    cleared.prior("deployment.chat", entry("chat-1", applied))
        .ours("deployment chat-1", "deployment.chat", object("READY", "", applied));
    CHECK(cleared.plan() == text(R"(
        ~ deployment.chat
            max_replica_count: 2 -> null  (server default)
            scale_up_window: "5m" -> null  (server default)
    )"));
}

TEST_CASE("plan: an object that is gone is created again and named as drift") {
    auto gone = given(chat).prior("deployment.chat", entry("chat-1"));
    CHECK(gone.plan() ==
          "+ deployment.chat  # the object is gone, possibly deleted by the service after 7 idle days\n");
    const auto planned = gone.checked();
    REQUIRE(planned.value);
    REQUIRE(planned.value->drift.size() == 1);
    CHECK(planned.value->drift[0].gone);
}

TEST_CASE("plan: a soft-deleted object of ours is restored") {
    CHECK(given(chat)
              .prior("deployment.chat", entry("chat-1"))
              .ours("deployment chat-1", "deployment.chat", object("DELETED"))
              .plan() == "+ deployment.chat  # was deleted and can be restored\n");
}

TEST_CASE("plan: a soft-deleted object that differs in a fixed attribute stays restorable beside the next") {
    const std::string deleted = derived_id(lineage, {"deployment", "chat", {}}, 1);
    auto next = given(chat);
    next.ours("deployment " + deleted, "deployment.chat", object("DELETED", R"(, "model": "qwen3-8b")"));
    CHECK(next.plan() == "+ deployment.chat  # was deleted and differs in model: another one is made\n");
    CHECK(next.steps() ==
          fmt::format("0 create deployment.chat ({})\n", derived_id(lineage, {"deployment", "chat", {}}, 2)));
}

TEST_CASE("plan: a soft-deleted object of ours that differs and holds a written id is purged and created") {
    auto differs = given(R"(
        [deployment.chat]
        id                = "chat-1"
        display_name      = "chat"
        model             = "qwen3-8b"
        accelerator_type  = "NVIDIA_H100_80GB"
        max_replica_count = 2
    )");
    differs.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("DELETED"));
    CHECK(differs.steps() == text(R"(
        0 purge deployment.chat (chat-1) hard
        1 create deployment.chat (chat-1) after 0
    )"));
}

TEST_CASE("plan: a broken deployment is repaired and says why") {
    auto broken = given(chat);
    broken.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("FAILED", R"(, "$status": "no capacity")"));
    CHECK(broken.plan() == "! deployment.chat  # the object is broken (FAILED: no capacity)\n");
    CHECK(broken.steps() == text(R"(
        0 destroy deployment.chat (chat-1) hard
        1 create deployment.chat (chat-1) after 0
    )"));
}

TEST_CASE("plan: what is being deleted is waited for and made anew, and nothing is destroyed") {
    auto leaving = given("[lora_addon.a]\nmodel = \"sample-lora\"\nbase_id = \"base\"\n");
    constexpr std::string_view loaded =
        R"({"state": "UNDEPLOYING", "model": "accounts/acme/models/sample-lora",
                                            "base_id": "accounts/acme/deployments/base"})";
    leaving.prior("lora_addon.a", R"({"id": "abc"})").live("lora_addon abc", loaded);
    CHECK(leaving.plan() ==
          "+ lora_addon.a  # somebody else is deleting the object; it is made anew when that has gone\n");
    CHECK(leaving.checked().value->counts() == Counts{.add = 1});
    leaving.intent("lora_addon.a", "destroy", "abc");
    CHECK(
        leaving.plan() ==
        "+ lora_addon.a  # an interrupted run is deleting the object; it is made anew when that has gone\n");
    CHECK(leaving.steps() == text(R"(
        0 clear lora_addon.a (abc)
        1 create lora_addon.a after 0
    )"));
}

TEST_CASE("plan: a deployment that is being deleted keeps its id, so that the next one takes another") {
    auto leaving = given(chat);
    leaving.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("DELETING"));
    CHECK(leaving.steps() ==
          fmt::format("0 clear deployment.chat (chat-1)\n1 create deployment.chat ({}) after 0\n",
                      derived_id(lineage, {"deployment", "chat", {}}, 2)));
    auto written = given(std::string(chat) + "id = \"chat-1\"\n");
    written.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("DELETING"));
    CHECK(written.plan() == "! deployment.chat  # somebody else is deleting the object, and holds the id\n");
}

TEST_CASE("plan: what is not ready yet is waited for and is no change") {
    auto pending = given(chat);
    pending.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("CREATING"));
    CHECK(pending.plan() == "No changes.\n");
    CHECK(pending.steps() == "0 wait deployment.chat (chat-1)\n");
}

TEST_CASE("plan: a block that was removed destroys its object, or forgets what is gone") {
    constexpr std::string_view other = "[dataset.x]\nexternal_url = \"gs://b/x.jsonl\"\n";
    const auto with = [&](Given g) { return g; };
    Given present = with(given(other)).prior("deployment.chat", entry("chat-1"));
    present.ours("deployment chat-1", "deployment.chat", object("READY"));
    CHECK(present.plan() == "+ dataset.x\n- deployment.chat\n");
    CHECK(given(other).prior("deployment.chat", entry("chat-1")).plan() ==
          "+ dataset.x\n. deployment.chat  # the object is gone\n");
}

TEST_CASE("plan: an empty configuration never destroys everything") {
    const auto refused = given("[variables.x]\ntype = \"string\"\ndefault = \"a\"\n")
                             .prior("deployment.chat", entry("chat-1"))
                             .checked();
    REQUIRE_FALSE(refused.value);
    CHECK(refused.diagnostics[0].summary == "Empty configuration would destroy everything");
}

TEST_CASE("plan: a protected resource is neither destroyed nor replaced, also when its block is gone") {
    auto removed = given("[dataset.x]\nexternal_url = \"gs://b/x.jsonl\"\n");
    removed
        .prior("deployment.chat",
               fmt::format(R"({{"id": "chat-1", "protect": true, "applied": {{{}}}}})", chat_applied))
        .ours("deployment chat-1", "deployment.chat", object("READY"));
    const auto refused = removed.checked();
    REQUIRE_FALSE(refused.value);
    CHECK(refused.diagnostics[0].summary == "Protected resource would be destroyed");
}

TEST_CASE("plan: ignored attributes are left alone") {
    auto ignoring = given(std::string(chat) +
                          "\n[deployment.chat.lifecycle]\nignore_changes = [\"max_replica_count\"]\n");
    ignoring.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("READY", R"(, "max_replica_count": 7)"));
    CHECK(ignoring.plan() == "No changes.\n");
}

TEST_CASE("plan: a reference to an ignored attribute is worth what is live") {
    auto ignoring = given(std::string(chat) + R"(
        lifecycle = {ignore_changes = ["max_replica_count"]}
        [outputs.max]
        value = "${deployment.chat.max_replica_count}"
    )");
    ignoring.prior("deployment.chat", entry("chat-1"))
        .ours("deployment chat-1", "deployment.chat", object("READY", R"(, "max_replica_count": 3)"));
    CHECK(ignoring.checked().value->outputs[0].after == Value(3));
}

TEST_CASE("plan: keeping on destroy forgets") {
    auto kept = given("[dataset.x]\nexternal_url = \"gs://b/x.jsonl\"\n");
    kept.prior("deployment.chat",
               fmt::format(R"({{"id": "chat-1", "on_destroy": "keep", "applied": {{{}}}}})", chat_applied))
        .ours("deployment chat-1", "deployment.chat", object("READY"));
    CHECK(kept.plan() == "+ dataset.x\n. deployment.chat  # lifecycle.on_destroy is \"keep\"\n");
}

TEST_CASE("plan: protection keeps from destroying, not from forgetting") {
    auto kept = given("[dataset.x]\nexternal_url = \"gs://b/x.jsonl\"\n");
    kept.prior("deployment.chat", R"({"id": "chat-1", "protect": true, "on_destroy": "keep"})")
        .ours("deployment chat-1", "deployment.chat", object("READY"));
    CHECK(kept.plan() == "+ dataset.x\n. deployment.chat  # lifecycle.on_destroy is \"keep\"\n");
}

TEST_CASE("plan: what is gone is forgotten by the id it had") {
    auto gone = given("").prior("deployment.chat", entry("chat-1")).destroying();
    CHECK(gone.plan() == ". deployment.chat  # the object is gone\n");
    CHECK(gone.steps() == "0 forget deployment.chat (chat-1)\n");
}

TEST_CASE("plan: a name that was not written is sent at create and is no difference afterwards") {
    auto unnamed = given(R"(
        [deployment.chat]
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
    )");
    unnamed
        .prior("deployment.chat",
               entry("chat-1", R"("model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
                                                        "accelerator_type": "NVIDIA_H100_80GB")"))
        .ours("deployment chat-1", "deployment.chat",
              object("READY", R"(, "display_name": "renamed by hand")"));
    CHECK(unnamed.plan() == "No changes.\n");
}

TEST_CASE("plan: a sensitive output is a change when it comes and goes, and shows no value") {
    const auto output_of = [](const Given& given) {
        const auto planned = given.checked();
        const OutputChange& output = planned.value->outputs.at(0);
        return fmt::format("{}: {} -> {}", output.name, to_text(output.before), to_text(output.after));
    };
    constexpr std::string_view secret = R"(
        [variables.key]
        type      = "string"
        default   = "hush"
        sensitive = true
        [outputs.key]
        value     = "${var.key}"
        sensitive = true
    )";
    auto fresh = given(secret);
    CHECK(output_of(fresh) == "key: null -> \"(sensitive)\"");
    CHECK(fresh.checked().value->has_changes());
    auto there = given(secret);
    there.state.outputs["key"] = {Value(), true};
    CHECK_FALSE(there.checked().value->has_changes());
    auto gone = given("");
    gone.state.outputs["key"] = {Value(), true};
    CHECK(output_of(gone) == "key: \"(sensitive)\" -> null");
}
