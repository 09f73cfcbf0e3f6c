// `--env`: one configuration, an overlay and a state for each environment; files that are included.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr auto unchanged = "No changes. Your fleet matches the configuration.\n";

}  // namespace

TEST_CASE("environments: each has its own objects and its own state") {
    const Emulator emulator;
    const Project project(emulator,
                          "include = [\"base/*.fireform.toml\"]\n\n[variables.stage]\ndefault = \"dev\"\n");
    project.folder.write("base/chat.fireform.toml", R"([template.gpu]
accelerator_type  = "NVIDIA_H100_80GB"
max_replica_count = 1

[deployment.chat]
from         = "gpu"
display_name = "chat-${var.stage}"
model        = "llama-v3p1-8b-instruct"
)");
    project.folder.write("fireform.prod.toml", R"([variables.stage]
default = "prod"

[deployment.chat]
max_replica_count = 4
)");
    project.apply();
    const auto prod = project.run({"--env", "prod", "plan"});
    check_golden("environment_plan.txt", project.normal(prod.out));
    CHECK(project.run({"--env=prod", "apply", "--auto-approve"}).code == 0);
    CHECK(project.folder.has("fireform.state.json"));
    CHECK(project.folder.has("fireform.prod.state.json"));
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.run({"--env", "prod", "plan"}).out == unchanged);
    CHECK(emulator.names("deployments").size() == 2);

    CHECK(project.run({"--env", "prod", "destroy", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments") ==
          std::vector<std::string>{"accounts/acme/deployments/" + project.id("deployment.chat")});
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.run({"--env", "test", "plan"}).err.starts_with("error[FF1229]: No such environment\n"));
    CHECK(project.run({"--env", "prod", "validate"}).code == 0);
}

TEST_CASE("environments: doctor looks at the state of the one that is asked for") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.folder.write("fireform.prod.toml", "[deployment.chat]\nmax_replica_count = 3\n");
    project.apply();
    CHECK(project.run({"doctor"}).out.find("fireform.state.json: 1 resource") != std::string::npos);
    const std::string prod = project.run({"--env", "prod", "doctor"}).out;
    CHECK(prod.find("fireform.prod.state.json is not there yet") != std::string::npos);
}
