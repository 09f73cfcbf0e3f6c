// What serves beside deployments and jobs: adapters from a folder, routers, secrets, and what is looked up.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fireform::tests;

namespace {

constexpr std::string_view serving = R"(
[lookup.model.base]
name = "llama-v3p1-8b-instruct"

[lookup.deployment_shape.lean]
model  = "llama-v3p1-8b-instruct"
preset = "minimal"

[deployment.east]
display_name     = "east"
model            = "${lookup.model.base.name}"
deployment_shape = "fast"
enable_addons    = true

[deployment.west]
display_name     = "west"
model            = "llama-v3p1-8b-instruct"
deployment_shape = "${lookup.deployment_shape.lean.name}"

[router.both]
display_name = "both"
deployments  = ["${deployment.east.id}", "${deployment.west.id}"]
even_load    = true

[model.support]
path       = "adapters/support/"
base_model = "llama-v3p1-8b-instruct"

[lora_addon.support]
model   = "${model.support.name}"
base_id = "${deployment.east.id}"

[secret.aws]
key_name = "AWS_CREDENTIALS"
value    = "${env.AWS_JSON}"

[outputs.context]
value = "${lookup.model.base.context_length} on ${lookup.deployment_shape.lean.accelerator_type}"
)";
constexpr std::string_view adapter_config = R"({"r": 8, "target_modules": ["q_proj", "v_proj"]})";

void write_adapter(const Project& project, std::string_view weights = "weights") {
    std::filesystem::create_directories(project.folder.path() / "adapters" / "support");
    project.folder.write("adapters/support/adapter_config.json", adapter_config);
    project.folder.write("adapters/support/adapter_model.safetensors", weights);
}

}  // namespace

TEST_CASE("objects: adapter, router, secret and look-ups are planned, applied, changed and destroyed") {
    const Emulator emulator;
    Project project(emulator, serving);
    project.environment["AWS_JSON"] = "hush-hush-1";
    write_adapter(project);
    check_golden("objects_plan.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 6 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"output", "context"}).out == "\"131072 on NVIDIA_H100_80GB\"\n");
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.names("routers").size() == 1);
    CHECK(emulator.names("secrets").size() == 1);
    CHECK(project.folder.read("fireform.state.json").find("hush-hush") == std::string::npos);

    project.environment["AWS_JSON"] = "hush-hush-2";
    write_adapter(project, "better weights");
    project.configure(replaced(serving, "even_load    = true", "public       = true"));
    check_golden("objects_change.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 2 added, 2 changed, 2 destroyed.\n"));
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");

    CHECK(project.run({"destroy", "--auto-approve"})
              .out.ends_with("\nDestroy complete! Resources: 6 destroyed.\n"));
    for (const char* collection : {"deployments", "routers", "secrets"})
        CHECK(emulator.names(collection).empty());
}

TEST_CASE("objects: the account's models are listed once, whoever needs them") {
    const Emulator emulator;
    Project project(emulator, serving);
    project.environment["AWS_JSON"] = "hush-hush-1";
    write_adapter(project);
    const int before = emulator.count("LIST models");
    CHECK(project.run({"plan"}).code == 0);
    CHECK(emulator.count("LIST models") == before + 1);
}

TEST_CASE("objects: an upload that was cut short is made again") {
    const Emulator emulator;
    Project project(emulator, R"(
[model.support]
path       = "adapters/support/"
base_model = "llama-v3p1-8b-instruct"
)");
    write_adapter(project);
    CHECK(project.apply().code == 0);
    const std::string id = project.id("model.support");
    // As it is left behind by a client that died between the create and its files.
    emulator.request("DELETE", "/v1/accounts/acme/models/" + id);
    emulator.request("POST", "/v1/accounts/acme/models",
                     R"({"modelId": ")" + id +
                         R"(", "model": {"kind": "HF_PEFT_ADDON", "peftDetails": {"baseModel":
                         "accounts/fireworks/models/llama-v3p1-8b-instruct", "r": 8, "targetModules": ["q_proj"]}}})");
    CHECK(project.run({"plan"}).out.find("# its upload was cut short") != std::string::npos);
    CHECK(project.apply().code == 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("objects: what a look-up does not find is told with its place") {
    const Emulator emulator;
    const Project project(emulator, R"(
[lookup.model.base]
name = "llama-v9"

[lookup.deployment_shape.any]
model = "qwen3-8b"

[deployment.chat]
model            = "qwen3-8b"
deployment_shape = "fast"
)");
    const Ran plan = project.run({"plan"});
    CHECK(plan.code == 1);
    check_golden("error_lookup.txt", project.normal(plan.err));
}
