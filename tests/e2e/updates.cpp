// What can be changed in place is, whatever the type; and the account is found by the key alone.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

std::string described(const std::string& text) {
    return R"([deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true
description      = ")" +
           text + R"("

[lora_addon.a]
model       = "sample-lora"
base_id     = "${deployment.chat.id}"
description = ")" +
           text + R"("

[dataset.rows]
file         = "rows.jsonl"
display_name = ")" +
           text + R"("

[model.sample]
id          = "sample-lora"
description = ")" +
           text + "\"\n";
}

}  // namespace

TEST_CASE("updates: labels are set and taken away by endpoints of their own") {
    const Emulator emulator;
    const Project project(emulator, std::string(one_deployment) + "annotations = {team = \"search\"}\n");
    project.apply();
    project.configure(std::string(one_deployment) + "annotations = {owner = \"ada\"}\n");
    project.apply();
    CHECK(emulator.count("POST deployments:setTags") == 1);
    CHECK(emulator.count("POST deployments:deleteTags") == 1);
    CHECK(emulator.count("PATCH deployments") == 0);
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
}

TEST_CASE("updates: each type is changed in place, with the fields that changed and no others") {
    const Emulator emulator;
    Project project(emulator, described("one"));
    project.environment["FIREWORKS_ACCOUNT_ID"] = "";  // the key's only account
    project.folder.write("rows.jsonl", support_rows);
    project.apply();
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
    project.configure(described("two"));
    const Ran ran = project.apply();
    CHECK(ran.out.ends_with("\nApply complete! Resources: 0 added, 4 changed, 0 destroyed.\n"));
    for (const char* kind : {"PATCH deployments", "PATCH deployedModels", "PATCH datasets"})
        CHECK(emulator.count(kind) == 1);
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
}

TEST_CASE("updates: a deployment that is switched off stays as it is") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
replica_count    = 0
)");
    project.apply();
    const Ran plan = project.run({"plan", "--detailed-exitcode"});
    CHECK(plan.code == 0);
    CHECK(plan.out.find("max_replica_count") == std::string::npos);
    project.configure(R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
min_replica_count = 3
)");
    // The maximum that was written is no longer, and the service chooses it again.
    project.apply();
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
}

TEST_CASE("updates: a minimum above the maximum that the service chose") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
min_replica_count = 1
)");
    project.apply();
    project.configure(R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
min_replica_count = 3
)");
    project.apply();
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
}
