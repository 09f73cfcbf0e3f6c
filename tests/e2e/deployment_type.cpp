// deployment_type: what a block becomes by its model, in the account, in state and on the screen.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr std::string_view settled = "No changes. Your fleet matches the configuration.\n";

constexpr std::string_view of_serverless_model = R"([deployment.chat]
model            = "llama-v3p3-70b-instruct"
accelerator_type = "NVIDIA_H100_80GB"

[outputs.model]
value = "${deployment.chat.inference_model}"
)";

std::string with_type(std::string_view type, std::string_view block = of_serverless_model) {
    std::string out(block);
    out.insert(out.find('\n') + 1, "deployment_type  = \"" + std::string(type) + "\"\n");
    return out;
}

std::string output(const Project& project, const std::string& name) {
    return project.run({"output", name, "--raw"}).out;
}

}  // namespace

TEST_CASE("deployment type: a serverless model is an entry in state and nothing in the account") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
deployment_type = "serverless"
model           = "llama-v3p3-70b-instruct"

[outputs.model]
value = "${deployment.chat.inference_model}"
)");
    check_golden("serverless_plan.txt", project.normal(project.run({"plan"}).out));
    check_golden("serverless_apply.txt", project.normal(project.apply().out));
    CHECK(emulator.names("deployments").empty());
    CHECK(emulator.count("POST deployments") == 0);
    CHECK(output(project, "model") == "accounts/fireworks/models/llama-v3p3-70b-instruct");
    CHECK(project.run({"plan"}).out == settled);
    CHECK(project.run({"drift"}).code == 0);
    CHECK(project.run({"state", "list"}).out.find("deployment.chat") != std::string::npos);
    check_golden("serverless_destroy.txt", project.normal(project.run({"destroy", "--auto-approve"}).out));
    CHECK(project.run({"state", "list"}).out.find("deployment.chat") == std::string::npos);
}

TEST_CASE("deployment type: auto makes a base and an addon for a LoRA, and nothing the second time") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.support]
deployment_type  = "auto"
model            = "sample-lora"
accelerator_type = "NVIDIA_H100_80GB"

[outputs.model]
value = "${deployment.support.inference_model}"
)");
    check_golden("auto_lora_plan.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"plan"}).out == settled);
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(emulator.count("POST deployedModels") == 1);
    CHECK(output(project, "model") ==
          "accounts/acme/models/sample-lora#accounts/acme/deployments/" + project.id("deployment.support"));
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments").empty());
    CHECK(emulator.names("deployedModels").empty());
}

TEST_CASE("deployment type: auto for what a job is going to make is decided alike before and after") {
    const Emulator emulator;
    const Project project(emulator, std::string(fleet) + R"([deployment.answers]
deployment_type  = "auto"
model            = "${supervised_fine_tuning_job.support.output_model}"
accelerator_type = "NVIDIA_H100_80GB"
)");
    project.folder.write("data/support.jsonl", support_rows);
    const Ran refused = project.run({"plan", "--target", "lora_addon.missing"});
    CHECK(refused.code == 1);
    const Ran part = project.run({"plan", "--target", "lora_addon.answers"});
    CHECK(part.out.ends_with("Plan: 4 to add, 0 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == settled);
    CHECK(emulator.count("POST deployments") == 2);
    CHECK(emulator.count("POST deployedModels") == 2);
}

TEST_CASE("deployment type: on-demand-lora loads the LoRA on the base of another block") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.base]
id               = "base"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[deployment.support]
deployment_type = "on-demand-lora"
model           = "sample-lora"
base_id         = "${deployment.base.id}"

[outputs.model]
value = "${deployment.support.inference_model}"
)");
    project.apply();
    CHECK(project.run({"plan"}).out == settled);
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(output(project, "model") == "accounts/acme/models/sample-lora#accounts/acme/deployments/base");
}

TEST_CASE("deployment type: a model that is serverless later takes no deployment away") {
    const Emulator emulator;
    const Project project(emulator, of_serverless_model);
    project.apply();
    const std::string id = project.id("deployment.chat");

    project.configure(with_type("auto"));
    const Ran plan = project.run({"plan"});
    CHECK(plan.out == settled);
    check_golden("serverless_later.txt", project.normal(plan.err));
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.id("deployment.chat") == id);

    // Only who writes it gives the deployment up.
    project.configure(R"([deployment.chat]
deployment_type = "serverless"
model           = "llama-v3p3-70b-instruct"

[outputs.model]
value = "${deployment.chat.inference_model}"
)");
    check_golden("serverless_instead.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"plan"}).out == settled);
    CHECK(emulator.names("deployments").empty());
    CHECK(output(project, "model") == "accounts/fireworks/models/llama-v3p3-70b-instruct");

    // And back: the deployment is restored under its id.
    project.configure(with_type("on-demand"));
    project.apply();
    CHECK(project.id("deployment.chat") == id);
    CHECK(project.run({"plan"}).out == settled);
}

TEST_CASE("deployment type: a saved plan for a serverless model is carried out") {
    const Emulator emulator;
    const Project project(emulator, with_type("auto"));
    CHECK(project.run({"plan", "--out", "p"}).code == 0);
    CHECK(project.run({"apply", "p"}).code == 0);
    CHECK(project.run({"plan"}).out == settled);
    CHECK(project.run({"plan", "--refresh=false"}).out == settled);
}
