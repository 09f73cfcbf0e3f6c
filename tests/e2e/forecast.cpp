// What a plan knows before anything is sent: what the service would refuse, what it costs, whether it is
// allowed.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

/// `plan` must fail; what it says is the golden file.
void check_refused(const Project& project, const std::string& golden) {
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    check_golden(golden, project.normal(ran.err));
}

/// A hundred LoRAs, each on both of two deployments of their base.
std::string two_hundred_addons() {
    std::string out;
    for (const std::string base : {"one", "two"}) {
        out += "[deployment." + base +
               "]\nmodel = \"llama-v3p1-8b-instruct\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
               "enable_addons = true\n";
        for (int at = 1; at <= 100; ++at) {
            const std::string number = std::to_string(1000 + at).substr(1);
            out += "[lora_addon." + base + number + "]\nmodel = \"sample-lora-" + number +
                   "\"\nbase_id = \"${deployment." + base + ".id}\"\n";
        }
    }
    return out;
}

}  // namespace

TEST_CASE("forecast: two hundred addons on two bases take at most twelve requests to plan") {
    const Emulator emulator({"--loras", "100"});
    const Project project(emulator, two_hundred_addons());
    const auto requests_of_plan = [&](const std::string& last_line) {
        const int before = emulator.count("total");
        const Ran plan = project.run({"plan"});
        INFO(plan.err);
        CHECK(plan.out.ends_with(last_line));
        CHECK(plan.err.empty());
        return emulator.count("total") - before;
    };
    CHECK(requests_of_plan("Plan: 202 to add, 0 to change, 0 to destroy.\n") <= 12);
    project.apply();
    CHECK(requests_of_plan("No changes. Your fleet matches the configuration.\n") <= 12);
}

TEST_CASE("forecast: addons and models that the service would refuse are found in plan") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
model            = "qwen3-8b"
accelerator_type = "NVIDIA_H100_80GB"

[lora_addon.a]
model   = "sample-lora"
base_id = "${deployment.chat.id}"
)");
    check_refused(project, "error_addon.txt");
    project.configure(replaced(one_deployment, "llama-v3p1-8b-instruct", "llama-v3p1-8b-instuct"));
    check_refused(project, "error_model_not_found.txt");
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("forecast: a budget stops plan and apply, and nothing is made") {
    const Emulator emulator;
    const Project project(emulator, std::string(one_deployment) + "\n[budget]\nmax_hourly_usd = 1\n");
    check_refused(project, "error_budget.txt");
    CHECK(project.run({"apply", "--auto-approve"}).code == 1);
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("forecast: a quota that will not do is a warning") {
    const Emulator emulator({"--quota", "1"});
    const Project project(emulator, one_deployment);
    const Ran plan = project.run({"plan"});
    CHECK(plan.code == 0);
    check_golden("plan_quota.txt", project.normal(plan.out + plan.err));
}

TEST_CASE("forecast: --validate shows what the service would choose, and counts with it") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const Ran plan = project.run({"plan", "--validate"});
    INFO(plan.err);
    CHECK(plan.code == 0);
    check_golden("plan_validate.txt", project.normal(plan.out));
    CHECK(emulator.count("POST deployments") == 1);
    CHECK(emulator.names("deployments").empty());
    CHECK(project.run({"plan"}).code == 0);
    CHECK(emulator.count("POST deployments") == 1);
}

TEST_CASE("forecast: --validate finds at its block what the service would refuse") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.big]
id               = "big"
model            = "deepseek-v3p1"
accelerator_type = "NVIDIA_L4_24GB"
)");
    CHECK(project.run({"plan"}).code == 0);
    const Ran plan = project.run({"plan", "--validate"});
    CHECK(plan.code == 1);
    check_golden("error_validate.txt", project.normal(plan.err));
}

TEST_CASE("forecast: a shape brings its hardware and its price") {
    const Emulator emulator;
    const Project project(emulator, R"([deployment.chat]
model            = "llama-v3p1-8b-instruct"
deployment_shape = "llama-v3p1-8b-instruct-fast"
)");
    const Ran plan = project.run({"plan"});
    check_golden("plan_shape.txt", project.normal(plan.out));
    CHECK(emulator.count("GET deploymentShapes") == 1);
    project.apply();
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.count("GET deploymentShapes") == 2);
}
