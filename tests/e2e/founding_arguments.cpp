// Arguments that the public API no longer takes, against a service that takes them and one that does not; a
// client's settings, from configuration to paste.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr std::string_view old_style = R"(
[deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
world_size        = 2
max_batch_size    = 16
replica_count     = 1
temperature       = 0.5
)";

}  // namespace

TEST_CASE(
    "founding arguments: what only an extended service takes is sent, settles, changes and is cleared") {
    const Emulator emulator({"--api", "extended"});
    const Project project(emulator, old_style);
    check_golden("founding_plan.txt", project.normal(project.run({"plan"}).err + project.run({"plan"}).out));
    project.apply();
    const std::string path = "/v1/accounts/acme/deployments/" + project.id("deployment.chat");
    CHECK(emulator.request("GET", path).find("\"worldSize\":2") != std::string::npos);
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
    CHECK(project.run({"drift"}).code == 0);

    project.configure(replaced(old_style, "world_size        = 2", "world_size = 4"));
    check_golden("founding_update.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(emulator.request("GET", path).find("\"worldSize\":4") != std::string::npos);

    project.configure(replaced(old_style, "world_size        = 2", ""));
    project.apply();
    CHECK(emulator.request("GET", path).find("worldSize\":4") == std::string::npos);
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
}

TEST_CASE("founding arguments: a service with the public API only refuses them by the attribute's name") {
    const Emulator emulator;
    const Project project(emulator, replaced(old_style, "world_size ", "id = \"chat\"\nworld_size "));
    const Ran ran = project.run({"apply", "--auto-approve"});
    CHECK(ran.code == 1);
    check_golden("founding_refused.txt", project.normal(ran.err));
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("founding arguments: a changed setting for clients is no change, and is in what clients get") {
    const Emulator emulator({"--api", "extended"});
    const Project project(emulator, old_style);
    project.apply();
    check_golden("client_curl.txt",
                 project.normal(project.run({"client", "deployment.chat", "--format", "curl"}).out));
    project.configure(replaced(old_style, "temperature       = 0.5", "temperature = 0.25\nmax_retries = 2"));
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 0);
    project.apply();
    const std::string json = project.run({"client", "deployment.chat", "--format", "json"}).out;
    CHECK(json.find("\"temperature\": 0.25") != std::string::npos);
    CHECK(json.find("\"max_retries\": 2") != std::string::npos);
}
