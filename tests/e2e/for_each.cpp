// One block that is several resources: made, taken away and added by key, and nobody else touched.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

std::string in_regions(const std::string& regions) {
    return "[variables.regions]\ndefault = " + regions + R"(
[deployment.chat]
for_each         = "${var.regions}"
display_name     = "chat-${each.key}"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true
max_replica_count = "${each.value.most}"

[lora_addon.sample]
for_each = "${var.regions}"
model    = "${each.value.addon}"
base_id  = "${deployment.chat[each.key].id}"
)";
}

constexpr auto eu = "eu = {most = 1, addon = \"sample-lora-001\"}";
constexpr auto us = "us = {most = 2, addon = \"sample-lora-002\"}";
constexpr auto asia = "asia = {most = 3, addon = \"sample-lora-003\"}";
constexpr auto unchanged = "No changes. Your fleet matches the configuration.\n";

}  // namespace

TEST_CASE("for_each: instances come and go by key") {
    const Emulator emulator({"--loras", "3"});
    const Project project(emulator, in_regions("{" + std::string(eu) + ", " + us + "}"));
    check_golden("for_each_plan.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 4 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.run({"state", "list"}).out ==
          "deployment.chat[\"eu\"]\ndeployment.chat[\"us\"]\nlora_addon.sample[\"eu\"]\n"
          "lora_addon.sample[\"us\"]\n");
    const auto eu_id = project.id("deployment.chat[\"eu\"]");

    // Another order and one more in front: the others stay.
    project.configure(in_regions("{" + std::string(us) + ", " + asia + ", " + eu + "}"));
    const auto more = project.run({"plan"});
    CHECK(more.out.ends_with("\nPlan: 2 to add, 0 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.id("deployment.chat[\"eu\"]") == eu_id);

    project.configure(in_regions("{" + std::string(eu) + "}"));
    CHECK(project.run({"plan", "--target", "deployment.chat", "--target", "lora_addon.sample"})
              .out.ends_with("\nPlan: 0 to add, 0 to change, 4 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(emulator.names("deployments") == std::vector<std::string>{"accounts/acme/deployments/" + eu_id});
}

TEST_CASE("for_each: a saved plan, its JSON and state know the keys") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
for_each         = ["eu west", "us"]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
)");
    CHECK(project.run({"plan", "--out", "p"}).code == 0);
    const auto json = project.run({"show", "--json", "p"}).out;
    CHECK(json.find(R"("address":"deployment.chat[\"eu west\"]")") != std::string::npos);
    CHECK(json.find(R"("index":"eu west")") != std::string::npos);
    CHECK(project.run({"apply", "p"}).code == 0);
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.run({"state", "show", "deployment.chat[\"eu west\"]"})
              .out.find("display_name = \"chat-eu west\"") != std::string::npos);
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments").empty());
}
