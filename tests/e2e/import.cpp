// Objects that are there already, taken by hand.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

void make_by_hand(const Emulator& emulator, const std::string& id) {
    emulator.request("POST", "/v1/accounts/acme/deployments?deploymentId=" + id,
                     R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
                     R"("acceleratorType": "NVIDIA_H100_80GB", "maxReplicaCount": 1})");
}

}  // namespace

TEST_CASE("import: the object becomes the block's, and plan shows what differs") {
    const Emulator emulator;
    make_by_hand(emulator, "by-hand");
    const Project project(emulator, one_deployment);
    const Ran ran = project.run({"import", "deployment.chat", "by-hand"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out ==
          "Imported accounts/acme/deployments/by-hand as deployment.chat. What differs: fireform plan\n");
    check_golden("plan_imported.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("import: an addon by its full name, whose id the service made") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    const std::string name = "accounts/acme/deployedModels/" + project.id("lora_addon.a");
    CHECK(project.run({"state", "rm", "lora_addon.a"}).code == 0);
    const Ran ran = project.run({"import", "lora_addon.a", name});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("import: an addon that the plan makes of a deployment") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.support]
deployment_type  = "auto"
model            = "sample-lora"
accelerator_type = "NVIDIA_H100_80GB"

[deployment.plain]
deployment_type  = "auto"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"

[deployment.lost]
deployment_type  = "on-demand"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
)");
    project.apply();
    const std::string id = project.id("lora_addon.support");
    CHECK(project.run({"state", "rm", "lora_addon.support"}).code == 0);
    const Ran ran = project.run({"import", "lora_addon.support", id});
    CHECK(ran.err == "");
    CHECK(ran.out == "Imported accounts/acme/deployedModels/" + id +
                         " as lora_addon.support. What differs: fireform plan\n");
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");

    CHECK(project.run({"import", "lora_addon.plain", id}).err ==
          "error[FF6201]: No such block\n"
          "  The configuration has no lora_addon.plain, and deployment.plain does not become one.\n"
          "  hint: fireform plan shows what it becomes\n");
    CHECK(
        project.run({"import", "lora_addon.lost", id})
            .err.starts_with("error[FF6201]: No such block\n  The configuration has no lora_addon.lost.\n"));
    project.folder.write("fireform.toml", R"([deployment.support]
deployment_type  = "auto"
model            = "nowhere"
accelerator_type = "NVIDIA_H100_80GB"
)");
    CHECK(project.run({"state", "rm", "lora_addon.support"}).code == 0);
    CHECK(project.run({"import", "lora_addon.support", id})
              .err.starts_with("error[FF2102]: Model is not known\n"));
}

TEST_CASE("import: a secret, whose value nobody tells") {
    const Emulator emulator;
    Project project(emulator, "[secret.aws]\nkey_name = \"AWS\"\nvalue = \"${env.AWS_JSON}\"\n");
    project.environment["AWS_JSON"] = "hush-hush-1";
    project.apply();
    const std::string id = project.id("secret.aws");
    CHECK(project.run({"state", "rm", "secret.aws"}).code == 0);
    CHECK(project.run({"import", "secret.aws", id}).code == 0);
    const std::string plan = project.run({"plan"}).out;
    CHECK(plan.find("value: null -> (sensitive)") != std::string::npos);
    CHECK(plan.ends_with("\nPlan: 0 to add, 1 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("import: what is refused, and why") {
    const Emulator emulator;
    make_by_hand(emulator, "by-hand");
    const Project project(emulator, std::string(one_deployment) + "\n" +
                                        replaced(one_deployment, "deployment.chat", "deployment.second"));
    std::string told;
    const auto refused = [&](const std::string& address, const std::string& id) {
        const Ran ran = project.run({"import", address, id});
        CHECK(ran.code == 1);
        CHECK(ran.out.empty());
        told += "$ fireform import " + address + " " + id + "\n" + ran.err;
    };
    refused("deployment.caht", "by-hand");
    refused("deployment.chat", "nobody");
    refused("deployment.chat", "accounts/other/deployments/by-hand");
    refused("deployment.chat", "accounts/acme/datasets/by-hand");
    refused("deployment.chat", "by hand");
    CHECK(project.run({"import", "deployment.chat", "by-hand"}).code == 0);
    refused("deployment.chat", "by-hand");
    refused("deployment.second", "by-hand");
    check_golden("error_import.txt", project.normal(told));
}
