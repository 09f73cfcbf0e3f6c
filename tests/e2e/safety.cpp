// What must not happen, and what stops it.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace fireform::tests;

namespace {

std::string numbered(int count) {
    std::string out;
    for (int number = 0; number < count; ++number)
        out += replaced(one_deployment, "deployment.chat", "deployment.d" + std::to_string(number)) + "\n";
    return out;
}

}  // namespace

TEST_CASE("safety: a saved plan is applied as it is, once") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    CHECK(project.run({"plan", "--out", "next.plan"}).code == 0);
    const Ran applied = project.run({"apply", "next.plan"});
    INFO(applied.err);
    CHECK(applied.code == 0);
    CHECK(applied.out.ends_with("\nApply complete! Resources: 1 added, 0 changed, 0 destroyed.\n"));
    const Ran stale = project.run({"apply", "next.plan"});
    CHECK(stale.code == 1);
    check_golden("error_stale_plan.txt", project.normal(stale.err));
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: a saved plan stops where the object changed since") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    project.configure(replaced(one_deployment, "max_replica_count = 2", "max_replica_count = 3"));
    CHECK(project.run({"plan", "--out", "next.plan"}).code == 0);
    emulator.request(
        "PATCH",
        "/v1/accounts/acme/deployments/" + project.id("deployment.chat") + "?updateMask=max_replica_count",
        R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", "maxReplicaCount": 9})");
    const Ran ran = project.run({"apply", "next.plan"});
    CHECK(ran.code == 1);
    check_golden("error_changed_object.txt", project.normal(ran.err));
}

TEST_CASE("safety: a protected deployment is not destroyed, not even after its block is gone") {
    const Emulator emulator;
    const std::string guarded =
        std::string(one_deployment) + "\n[deployment.chat.lifecycle]\nprotect = true\n";
    const Project project(emulator, guarded);
    project.apply();
    const Ran destroy = project.run({"destroy", "--auto-approve"});
    CHECK(destroy.code == 1);
    check_golden("error_protected.txt", project.normal(destroy.err));
    project.configure("[deployment.other]\nmodel = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n");
    CHECK(project.run({"apply", "--auto-approve"}).code == 1);
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: more than five destroys need a word") {
    const Emulator emulator;
    const Project project(emulator, numbered(7));
    project.apply();
    project.configure(numbered(1));
    const Ran refused = project.run({"apply", "--auto-approve"});
    CHECK(refused.code == 1);
    check_golden("error_too_many_destroys.txt", project.normal(refused.err));
    CHECK(emulator.names("deployments").size() == 7);
    CHECK(project.run({"apply", "--auto-approve", "--max-destroys", "6"}).code == 0);
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: an empty configuration does not destroy the fleet") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    project.configure("[variables.x]\ndefault = \"1\"\n");
    const Ran ran = project.run({"apply", "--auto-approve"});
    CHECK(ran.code == 1);
    check_golden("error_empty_configuration.txt", project.normal(ran.err));
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: a deployment that served traffic is not deleted without --force") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    emulator.request("POST", "/emulator/traffic?deployment=" + project.id("deployment.chat"));
    const Ran ran = project.run({"destroy", "--auto-approve"});
    CHECK(ran.code == 1);
    CHECK(ran.err.find("--force") != std::string::npos);
    CHECK(project.run({"destroy", "--auto-approve", "--force"}).code == 0);
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("safety: a state that is lost does not lead to a second fleet") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    std::filesystem::remove(project.folder.path() / "fireform.state.json");
    std::filesystem::remove(project.folder.path() / "fireform.state.journal");
    const Ran ran = project.run({"plan"});
    check_golden("plan_lost_state.txt", project.normal(ran.out + ran.err));
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE(
    "safety: one apply at a time; the other is told who it waits for, and an interrupt leaves a summary") {
    const Emulator emulator({"--ready-after", "1h"});
    const Project project(emulator, one_deployment);
    const auto first = project.start({"apply", "--auto-approve"});
    first->read_until("Still creating...");

    const Ran second = project.run({"apply", "--auto-approve"});
    CHECK(second.code == 1);
    CHECK(second.err.starts_with("error[FF3301]: State is locked\n  fireform.state.json is in use by "));
    CHECK(second.err.find(", pid " + std::to_string(first->pid()) + ",") != std::string::npos);
    CHECK(second.err.find("running `fireform apply`") != std::string::npos);
    CHECK(project.run({"state", "lock", "show"}).out.starts_with("fireform.state.json is locked by "));
    CHECK(project.run({"state", "unlock"}).code == 1);
    CHECK(project.run({"plan"}).code == 0);

    first->signal(SIGINT);
    const Ran stopped = first->wait();
    CHECK(stopped.code == 130);
    CHECK(stopped.err.find("Interrupted: what is in flight is finished and recorded.") != std::string::npos);
    CHECK(stopped.out.ends_with("\nApply interrupted. Resources: 0 done, 1 still running, 0 untouched.\n"));
    CHECK(project.run({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");

    // The next run takes the waiting up instead of making a second one.
    CHECK(project.run({"plan"}).out.starts_with("deployment.chat is not ready yet: apply waits for it.\n"));
    emulator.request("POST", "/emulator/advance?seconds=4000");
    CHECK(project.run({"apply", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE(
    "safety: an apply whose lock is removed stops before its next request, and the next run ends the work") {
    const Emulator emulator({"--ready-after", "1h", "--loras", "1"});
    const Project project(emulator,
                          std::string(one_deployment) +
                              "enable_addons = true\n\n[lora_addon.a]\nmodel = \"sample-lora-001\"\n"
                              "base_id = \"${deployment.chat.id}\"\n");
    const auto first = project.start({"apply", "--auto-approve"});
    first->read_until("Still creating...");
    CHECK(std::filesystem::remove(project.folder.path() / "fireform.state.lock"));
    emulator.request("POST", "/emulator/advance?seconds=4000");
    const Ran stopped = first->wait();
    CHECK(stopped.code == 1);
    CHECK(stopped.err.find("error[FF3304]: State was taken away during the run\n") != std::string::npos);
    CHECK(stopped.err.find("fireform.state.lock was removed or replaced while this run used it") !=
          std::string::npos);
    CHECK(emulator.count("POST deployedModels") == 0);
    const auto second = project.start({"apply", "--auto-approve"});
    emulator.wait_for("POST deployedModels");
    emulator.request("POST", "/emulator/advance?seconds=4000");
    const Ran ended = second->wait();
    INFO(ended.err);
    CHECK(ended.code == 0);
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("safety: a second interrupt ends at once, and the next run makes it right") {
    const Emulator emulator({"--ready-after", "1h"});
    const Project project(emulator, one_deployment);
    {
        const auto first = project.start({"apply", "--auto-approve"});
        first->read_until("Still creating...");
        first->signal(SIGKILL);
        CHECK(first->wait().code == 137);
    }
    emulator.request("POST", "/emulator/advance?seconds=4000");
    CHECK(project.run({"apply", "--auto-approve"}).code == 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: a block that was not renamed along with its entry cannot take and destroy one object") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    CHECK(project.run({"state", "mv", "deployment.chat", "deployment.talk"}).code == 0);
    const Ran ran = project.run({"apply", "--auto-approve"});
    CHECK(ran.code == 1);
    check_golden("error_moved_entry.txt", project.normal(ran.err));
    project.configure(replaced(one_deployment, "deployment.chat", "deployment.talk"));
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("safety: a deployment that makes room for its successor waits for its addons, and they for it") {
    const Emulator emulator;
    const std::string written = R"(
[deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true
lifecycle        = {create_before_destroy = false}

[lora_addon.sample]
model   = "sample-lora"
base_id = "${deployment.chat.id}"
)";
    const Project project(emulator, written);
    project.apply();
    project.configure(replaced(written, "H100_80GB", "H200_141GB"));
    const Ran ran = project.apply();
    CHECK(ran.out.ends_with("\nApply complete! Resources: 2 added, 0 changed, 2 destroyed.\n"));
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
    CHECK(emulator.names("deployments").size() == 1);
}
