#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view chat = R"(
    [deployment.chat]
    display_name     = "chat"
    model            = "llama-v3p1-8b-instruct"
    accelerator_type = "NVIDIA_H100_80GB"
)";

std::string object(std::string_view more = "") {
    return fmt::format(R"({{"state": "READY", "display_name": "chat", "accelerator_type": "NVIDIA_H100_80GB",
        "model": "accounts/fireworks/models/llama-v3p1-8b-instruct"{}}})",
                       more);
}

std::string only_error(const Given& given) {
    const auto planned = given.checked();
    return planned.value || planned.diagnostics.empty() ? "no error" : planned.diagnostics[0].summary;
}

}  // namespace

TEST_CASE("identity: a live deployment with the same display name and base model is adopted") {
    CHECK(given(chat).live("deployment made-by-hand", object()).plan() ==
          "& deployment.chat  # display name and base model match\n");
}

TEST_CASE("identity: an adoption updates what differs in place") {
    CHECK(given(std::string(chat) + "max_replica_count = 3\n")
              .live("deployment made-by-hand", object(R"(, "max_replica_count": 1)"))
              .plan() == text(R"(
        & deployment.chat  # display name and base model match
            max_replica_count: 1 -> 3
    )"));
}

TEST_CASE("identity: a match that differs in a fixed attribute is refused, not replaced") {
    auto differs =
        given(chat).live("deployment made-by-hand", object(R"(, "accelerator_type": "NVIDIA_H200_141GB")"));
    CHECK(only_error(differs) == "Matching object cannot be adopted");
}

TEST_CASE("identity: several matches are listed, never guessed") {
    auto several = given(chat).live("deployment one", object()).live("deployment two", object());
    const auto planned = several.checked();
    REQUIRE_FALSE(planned.value);
    CHECK(planned.diagnostics[0].summary == "Several objects match the resource");
    CHECK(planned.diagnostics[0].hint.find("fireform import deployment.chat two") != std::string::npos);
}

TEST_CASE("identity: an object of another lineage is an error that names the ways out") {
    auto foreign =
        given(chat).live("deployment other", object(R"(, "$lineage": "99999999-0000-0000-0000-000000000000",
                                                                   "$address": "deployment.chat")"));
    const auto planned = foreign.checked();
    REQUIRE_FALSE(planned.value);
    CHECK(planned.diagnostics[0].summary == "Object is managed by another state");
    CHECK(
        planned.diagnostics[0].hint ==
        "if that state is lost, run `fireform state rebuild`. To take the object over from it, write adopt = "
        "\"force\" in the resource's lifecycle table; then apply, or run `fireform import deployment.chat "
        "other`. To make another object, write "
        "adopt = \"never\".");
}

TEST_CASE("identity: a lost state is noticed by its addresses, even where no display name is written") {
    constexpr std::string_view unnamed =
        "[deployment.chat]\nmodel = \"llama-v3p1-8b-instruct\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n";
    const auto live = [](Given given, std::string_view address) {
        return given.live("deployment other",
                          object(fmt::format(R"(, "$lineage": "99999999", "$address": "{}")", address)));
    };
    auto lost = live(given(unnamed), "deployment.chat");
    CHECK(lost.plan() == "+ deployment.chat\n");  // this state is another one
    lost.state.lineage.clear();
    CHECK(lost.plan() ==
          "error: Object is managed by another state: accounts/acme/deployments/other carries the tags of "
          "lineage 99999999, address deployment.chat; this state is new. (deployment.chat, "
          "fireform.toml:1:1)\n");
    auto stranger = live(given(unnamed), "deployment.talk");
    stranger.state.lineage.clear();
    CHECK(stranger.plan() == "+ deployment.chat\n");
    auto forced = live(given(std::string(unnamed) + "lifecycle = {adopt = \"force\"}"), "deployment.chat");
    forced.state.lineage.clear();
    CHECK(forced.plan() == "& deployment.chat  # display name and base model match\n");
}

TEST_CASE("identity: adopt = force takes an object from another lineage") {
    auto forced = given(std::string(chat) + "[deployment.chat.lifecycle]\nadopt = \"force\"\n");
    forced.live("deployment other", object(R"(, "$lineage": "99999999-0000-0000-0000-000000000000",
                                                "$address": "deployment.chat")"));
    CHECK(forced.plan() == "& deployment.chat  # display name and base model match\n");
}

TEST_CASE("identity: adopt = never makes a second object") {
    auto never = given(std::string(chat) + "[deployment.chat.lifecycle]\nadopt = \"never\"\n");
    CHECK(never.live("deployment made-by-hand", object()).plan() == "+ deployment.chat\n");
}

TEST_CASE("identity: without a written display name nothing is adopted by name") {
    auto unnamed = given(
        "[deployment.chat]\nmodel = \"llama-v3p1-8b-instruct\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n");
    CHECK(unnamed.live("deployment made-by-hand", object()).plan() == "+ deployment.chat\n");
}

TEST_CASE("identity: a written id is the only identity") {
    const std::string written = std::string(chat) + "id = \"chat-prod\"\n";
    CHECK(given(written).live("deployment made-by-hand", object()).plan() == "+ deployment.chat\n");
    CHECK(given(written).live("deployment chat-prod", object()).plan() ==
          "& deployment.chat  # the id is there and nobody owns it\n");
}

TEST_CASE("identity: a stranger's soft-deleted object on a written id is an error") {
    const std::string written = std::string(chat) + "id = \"chat-prod\"\n";
    CHECK(only_error(given(written).live("deployment chat-prod", object(R"(, "state": "DELETED")"))) ==
          "Id is taken by a deleted object");
}

TEST_CASE("identity: our tags or our derived id are recognised without a state entry") {
    const std::string tagged = "& deployment.chat  # an earlier run made it\n";
    CHECK(given(chat).ours("deployment whatever", "deployment.chat", object()).plan() == tagged);
    const std::string id = derived_id(lineage, {"deployment", "chat", {}}, 1);
    CHECK(given(chat).live("deployment " + id, object()).plan() == tagged);
}

TEST_CASE("identity: a renamed block names the command that moves the entry") {
    auto renamed = given(std::string(chat) + "id = \"chat-prod\"\n");
    renamed.prior("deployment.old_name", R"({"id": "chat-prod"})").live("deployment chat-prod", object());
    const auto planned = renamed.checked();
    REQUIRE_FALSE(planned.value);
    CHECK(planned.diagnostics[0].hint ==
          "if the block was renamed, write [[moved]] with from and to, or run `fireform state mv "
          "deployment.old_name deployment.chat`.");
}

TEST_CASE("identity: an addon is the pair of model and base deployment") {
    constexpr std::string_view addon = R"(
        [lora_addon.support]
        model   = "accounts/acme/models/sample-lora"
        base_id = "accounts/acme/deployments/base"
    )";
    constexpr std::string_view loaded = R"({"state": "DEPLOYED", "model": "accounts/acme/models/sample-lora",
                                            "base_id": "accounts/acme/deployments/base"})";
    CHECK(given(addon).live("lora_addon abc123", loaded).plan() ==
          "& lora_addon.support  # model and base deployment match\n");
    CHECK(given(addon).live("lora_addon abc123", loaded).intent("lora_addon.support", "create", "").plan() ==
          "& lora_addon.support  # an earlier run made it\n");
}

TEST_CASE("identity: what the service keeps for its own books is never found") {
    constexpr std::string_view addon = R"(
        [lora_addon.support]
        model   = "accounts/acme/models/sample-lora"
        base_id = "accounts/acme/deployments/base"
    )";
    CHECK(given(addon)
              .live("lora_addon abc123", R"({"state": "DEPLOYED", "model": "accounts/acme/models/sample-lora",
                     "base_id": "accounts/acme/deployments/base", "$bookkeeping": true})")
              .plan() == "+ lora_addon.support\n");
}

TEST_CASE("identity: an object that another address of the state owns is never adopted through id or tags") {
    const std::string id = derived_id(lineage, {"deployment", "chat", {}}, 1);
    auto renamed = given(chat);
    renamed.prior("deployment.talk", fmt::format(R"({{"id": "{}"}})", id))
        .ours("deployment " + id, "deployment.chat", object());
    const auto planned = renamed.checked();
    REQUIRE_FALSE(planned.value);
    CHECK(to_text(planned.diagnostics) ==
          "error: Object belongs to another resource: accounts/acme/deployments/chat-p4meqh4o is "
          "deployment.talk in this state. (deployment.chat, fireform.toml:2:5)\n");
    CHECK(planned.diagnostics[0].hint ==
          "if the block was renamed, write [[moved]] with from and to, or run `fireform state mv "
          "deployment.talk deployment.chat`.");
}

TEST_CASE("identity: a moved object is not passed over for one that was deleted before") {
    const std::string id = derived_id(lineage, {"deployment", "chat", {}}, 2);
    auto renamed = given(chat);
    renamed.prior("deployment.talk", fmt::format(R"({{"id": "{}", "generation": 2}})", id))
        .ours("deployment " + id, "deployment.chat", object())
        .ours("deployment " + derived_id(lineage, {"deployment", "chat", {}}, 1), "deployment.chat",
              object(R"(, "state": "DELETED")"));
    CHECK(only_error(renamed) == "Object belongs to another resource");
}

TEST_CASE("identity: a block that takes the name of a moved one makes an object of its own") {
    const std::string id = derived_id(lineage, {"deployment", "chat", {}}, 1);
    auto both = given(R"(
        [deployment.chat]
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        [deployment.talk]
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
    )");
    both.prior("deployment.talk", fmt::format(R"({{"id": "{}"}})", id))
        .ours("deployment " + id, "deployment.chat", object());
    CHECK(both.plan() == "+ deployment.chat\n");
    CHECK(both.steps() ==
          fmt::format("0 create deployment.chat ({})\n", derived_id(lineage, {"deployment", "chat", {}}, 2)));
}

TEST_CASE("identity: what is to be destroyed after a replacement is not adopted again") {
    auto cut = given(chat);
    cut.prior("deployment.chat", R"({"id": "", "generation": 2, "deposed": ["old"]})")
        .ours("deployment old", "deployment.chat", object());
    CHECK(cut.steps() == fmt::format("0 create deployment.chat ({})\n"
                                     "1 destroy deployment.chat (old) deposed after 0\n",
                                     derived_id(lineage, {"deployment", "chat", {}}, 2)));
}

TEST_CASE("identity: two blocks cannot take one object") {
    auto two = given(R"(
        [lora_addon.a]
        model   = "accounts/acme/models/sample-lora"
        base_id = "base"
        [lora_addon.b]
        model   = "sample-lora"
        base_id = "base"
    )");
    two.live("lora_addon abc", R"({"state": "DEPLOYED", "model": "accounts/acme/models/sample-lora",
                                    "base_id": "accounts/acme/deployments/base"})");
    CHECK(two.plan() ==
          "error: Two resources are one object: accounts/acme/deployedModels/abc is taken by lora_addon.a "
          "already. (lora_addon.b, fireform.toml:5:9)\n");
}

TEST_CASE("identity: a state that names one object twice is refused") {
    auto twice = given(chat);
    twice.prior("deployment.chat", R"({"id": "x"})").prior("deployment.talk", R"({"id": "x"})");
    twice.live("deployment x", object());
    CHECK(twice.plan() ==
          "error: State names one object twice: accounts/acme/deployments/x is deployment.chat and "
          "deployment.talk. (deployment.talk)\n");
}

TEST_CASE("identity: what an interrupted run made goes, when its block is gone by now") {
    const std::string id = derived_id(lineage, *parse_address("deployment.side"), 1);
    const Given interrupted = given(chat)
                                  .ours("deployment " + id, "deployment.side", object())
                                  .intent("deployment.side", "create", id);
    CHECK(interrupted.plan() == text(R"(
        + deployment.chat
        - deployment.side  # an interrupted run made it
    )"));
}

TEST_CASE("identity: an intent that nothing came of, or another's object under its id, asks for nothing") {
    const std::string id = derived_id(lineage, *parse_address("deployment.side"), 1);
    CHECK(given(chat).intent("deployment.side", "create", id).plan() == "+ deployment.chat\n");
    CHECK(given(chat)
              .live("deployment " + id, R"({"state": "READY", "display_name": "side", "model": "m"})")
              .intent("deployment.side", "create", id)
              .plan() == "+ deployment.chat\n");
}

TEST_CASE("identity: the successor that an interrupted run made goes, when it is not wanted any more") {
    const std::string successor = derived_id(lineage, *parse_address("deployment.chat"), 2);
    Given interrupted = given(chat);
    interrupted.prior("deployment.chat", R"({"id": "chat-1", "applied": {"display_name": "chat"}})");
    interrupted.ours("deployment chat-1", "deployment.chat", object());
    interrupted.ours("deployment " + successor, "deployment.chat",
                     R"({"state": "READY", "display_name": "chat", "accelerator_type": "NVIDIA_H200_141GB",
                         "model": "accounts/fireworks/models/llama-v3p1-8b-instruct"})");
    interrupted.intent("deployment.chat", "create", successor);
    CHECK(interrupted.steps() == "0 destroy deployment.chat (" + successor + ") deposed\n");
}

TEST_CASE("identity: of two written ids the one that an interrupted run made for the first goes") {
    Given interrupted = given(std::string(chat) + "id = \"chat-b\"\n");
    interrupted.ours("deployment chat-a", "deployment.chat", object());
    interrupted.intent("deployment.chat", "create", "chat-a");
    CHECK(interrupted.steps() == text(R"(
        0 create deployment.chat (chat-b)
        1 destroy deployment.chat (chat-a) deposed after 0
    )"));
}
