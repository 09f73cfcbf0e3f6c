// Deployments that sleep at zero replicas, and deployments that have to answer.
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

std::string chat(std::string_view more) {
    return R"([deployment.chat]
display_name = "chat"
model = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
min_replica_count = 0
)" + std::string(more);
}

/// Long enough to be scaled to zero (an hour), too short to be deleted (seven days).
void fall_asleep(const Emulator& emulator) {
    emulator.request("POST", "/emulator/advance?seconds=14400");
}

}  // namespace

TEST_CASE("wake: only when asked for, then until a replica serves") {
    const Emulator emulator;
    const Project project(emulator, chat(""));
    project.apply();
    fall_asleep(emulator);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    const Ran plan = project.run({"plan", "--wake", "--detailed-exitcode"});
    CHECK(plan.code == 2);
    check_golden("wake_plan.txt", project.normal(plan.out));
    const Ran woken = project.run({"apply", "--wake", "--auto-approve"});
    CHECK(woken.code == 0);
    CHECK(woken.out.ends_with("\nApply complete! Resources: 0 added, 1 changed, 0 destroyed.\n"));
    CHECK(emulator.request("GET", "/v1/accounts/acme/deployments/" + project.id("deployment.chat"))
              .find("\"readyReplicaCount\":1") != std::string::npos);
    CHECK(project.run({"plan", "--wake"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("wake: wake_on_apply says so in the file") {
    const Emulator emulator;
    const Project project(emulator, chat(""));
    project.apply();
    fall_asleep(emulator);
    project.configure(chat("wake_on_apply = true\n"));
    CHECK(project.apply().out.find("deployment.chat: Waking complete after") != std::string::npos);
}

TEST_CASE("probe: a new deployment counts as ready when it has answered") {
    const Emulator emulator;
    const Project project(emulator, chat("[deployment.chat.probe]\nprompt = \"ping\"\nexpect = \"Hello\"\n"));
    const Ran apply = project.apply();
    CHECK(apply.out.find("deployment.chat: Probe answered after") != std::string::npos);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(project.run({"state", "show", "deployment.chat"}).out.find("probe.time_to_last_token") !=
          std::string::npos);
}

TEST_CASE("probe: the wrong answer is an error, and the next run asks again") {
    const Emulator emulator;
    const Project project(emulator, chat("[deployment.chat.probe]\nexpect = \"no such words\"\n"));
    const Ran apply = project.run({"apply", "--auto-approve"});
    CHECK(apply.code == 1);
    CHECK(apply.err.find("Probe got another answer") != std::string::npos);
    CHECK(emulator.names("deployments").size() == 1);
    project.configure(chat("[deployment.chat.probe]\nexpect = \"Hello\"\n"));
    CHECK(project.apply().out.find("deployment.chat: Probe answered after") != std::string::npos);
}
