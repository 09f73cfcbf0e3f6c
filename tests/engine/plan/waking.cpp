#include "tests/support/given.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view applied = R"({"id": "chat-1", "applied": {
    "display_name": "chat", "model": "accounts/fireworks/models/m",
    "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 0, "max_replica_count": 2}})";

std::string live(int desired, int ready, std::string_view state = "READY") {
    return R"({"display_name": "chat", "model": "accounts/fireworks/models/m", "max_replica_count": 2,
        "accelerator_type": "NVIDIA_H100_80GB", "desired_replica_count": )" +
           std::to_string(desired) + R"(, "replica_stats.ready_replica_count": )" + std::to_string(ready) +
           R"(, "state": ")" + std::string(state) + "\"}";
}

std::string block(std::string_view more) {
    return R"(
        [deployment.chat]
        display_name = "chat"
        model = "accounts/fireworks/models/m"
        accelerator_type = "NVIDIA_H100_80GB"
        min_replica_count = 0
        max_replica_count = 2
        )" +
           std::string(more);
}

/// The steps of a plan for that block and an object that sleeps at zero, or that serves.
Given sleeping(std::string_view more, int desired = 0) {
    return given(block(more))
        .prior("deployment.chat", applied)
        .ours("deployment chat-1", "deployment.chat", live(desired, desired));
}

}  // namespace

TEST_CASE("waking: a deployment that sleeps at zero is left asleep unless waking is asked for") {
    CHECK(sleeping("").steps() == "");
    CHECK(sleeping("wake_on_apply = true").steps() == "0 wake deployment.chat (chat-1)\n");
    Given flagged = sleeping("");
    flagged.options.wake = true;
    CHECK(flagged.steps() == "0 wake deployment.chat (chat-1)\n");
    const auto plan = flagged.checked();
    CHECK(plan.value->counts() == Counts{.change = 1});
}

TEST_CASE("waking: what serves, and what is switched off, is not woken") {
    Given serving = sleeping("wake_on_apply = true", 1);
    CHECK(serving.steps() == "");
    Given off = sleeping("wake_on_apply = true\nmax_replica_count = 0");
    CHECK(given(R"(
        [deployment.chat]
        display_name = "chat"
        model = "accounts/fireworks/models/m"
        accelerator_type = "NVIDIA_H100_80GB"
        max_replica_count = 0
        wake_on_apply = true
    )")
              .prior("deployment.chat", applied)
              .ours("deployment chat-1", "deployment.chat", live(0, 0))
              .steps() == "0 update deployment.chat (chat-1)\n");
}

TEST_CASE("waking: an update comes first, the probe last") {
    Given both = given(block("wake_on_apply = true\nprobe.expect = \"4\"\ndescription = \"x\""))
                     .prior("deployment.chat", applied)
                     .ours("deployment chat-1", "deployment.chat", live(0, 0));
    CHECK(both.steps() ==
          "0 update deployment.chat (chat-1)\n"
          "1 wake deployment.chat (chat-1) after 0\n"
          "2 probe deployment.chat (chat-1) after 1\n");
}

TEST_CASE("probe: what is made, changed or was never answered is asked; what is ready or asleep is not") {
    const std::string probed = block("probe.prompt = \"ping\"");
    CHECK(given(probed).steps().ends_with("probe deployment.chat (" +
                                          given(probed).checked().value->changes[0].new_id + ") after 0\n"));
    CHECK(sleeping("probe.prompt = \"ping\"", 1).steps() == "");
    CHECK(sleeping("probe.prompt = \"ping\"\ndescription = \"x\"", 0).steps() ==
          "0 update deployment.chat (chat-1)\n");
    CHECK(sleeping("probe.prompt = \"ping\"\ndescription = \"x\"", 1).steps() ==
          "0 update deployment.chat (chat-1)\n1 probe deployment.chat (chat-1) after 0\n");
    Given unanswered = given(probed).ours("deployment chat-1", "deployment.chat", live(1, 1));
    unanswered.prior("deployment.chat", R"({"id": "chat-1", "status": "pending", "applied": {
        "display_name": "chat", "model": "accounts/fireworks/models/m",
        "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 0, "max_replica_count": 2}})");
    CHECK(unanswered.steps() ==
          "0 wait deployment.chat (chat-1)\n1 probe deployment.chat (chat-1) after 0\n");
}

TEST_CASE("probe: what needs the deployment waits for the answer") {
    const std::string steps = given(block("enable_addons = true\nprobe.prompt = \"ping\"") + R"(
        [lora_addon.a]
        model = "accounts/acme/models/a"
        base_id = "${deployment.chat.id}"
    )")
                                  .steps();
    CHECK(steps.find("2 create lora_addon.a after 1\n") != std::string::npos);
}
