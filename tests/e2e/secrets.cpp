// A secret is read from the environment, sent to the service, and written nowhere.
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr const char* canary = "canary-4711-do-not-print";

constexpr std::string_view with_secret = R"([variables.route_key]
sensitive = true

[deployment.chat]
model                 = "llama-v3p1-8b-instruct"
accelerator_type      = "NVIDIA_H100_80GB"
direct_route_type     = "INTERNET"
direct_route_api_keys = ["${var.route_key}"]

[outputs.chat_id]
value = "${deployment.chat.id}"
)";

/// Every file of the project, and every text that was printed, looked through.
void check_no_canary(const Project& project, const std::string& printed) {
    CHECK(printed.find(canary) == std::string::npos);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project.folder.path())) {
        if (!entry.is_regular_file()) continue;
        const std::string name = std::filesystem::relative(entry.path(), project.folder.path()).string();
        INFO(name);
        CHECK(project.folder.read(name).find(canary) == std::string::npos);
    }
}

}  // namespace

TEST_CASE("secrets: not in state, plan, log, output or on the terminal") {
    const Emulator emulator;
    Project project(emulator, with_secret);
    project.environment["FIREFORM_VAR_route_key"] = canary;
    std::string printed;
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"--log-level", "trace", "--log-file", "http.log"});
        const Ran ran = project.run(words);
        printed += ran.out + ran.err;
        return ran;
    };
    CHECK(run({"validate"}).code == 0);
    const Ran plan = run({"plan", "--out", "next.plan"});
    INFO(plan.err);
    CHECK(plan.out.find("direct_route_api_keys = (sensitive)\n") != std::string::npos);
    run({"show", "next.plan"});
    run({"show", "--json", "next.plan"});
    run({"plan", "--json"});
    const Ran apply = run({"apply", "next.plan"});
    INFO(apply.err);
    CHECK(apply.code == 0);
    CHECK(run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    run({"show"});
    run({"show", "--json"});
    run({"state", "pull"});
    run({"state", "show", "deployment.chat"});
    run({"drift", "--json"});
    check_no_canary(project, printed);
    CHECK(project.folder.read("http.log").find("POST /v1/accounts/acme/deployments 200 ") !=
          std::string::npos);
    // It did reach the service.
    CHECK(emulator.request("GET", "/emulator/requests").find(canary) != std::string::npos);
}

TEST_CASE("secrets: a saved plan asks for the same secret again") {
    const Emulator emulator;
    Project project(emulator, with_secret);
    project.environment["FIREFORM_VAR_route_key"] = canary;
    CHECK(project.run({"plan", "--out", "next.plan"}).code == 0);
    project.environment["FIREFORM_VAR_route_key"] = "another";
    const Ran ran = project.run({"apply", "next.plan"});
    CHECK(ran.code == 1);
    check_golden("error_secret_differs.txt", project.normal(ran.err));
    CHECK(emulator.names("deployments").empty());
}
