// What a user meets when something is wrong: one clear diagnostic, exit 1, state untouched.
#include "tests/e2e/fixed_server.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr std::string_view impatient = "[provider.fireworks]\nmax_retries = 0\n\n";

std::string quick(std::string_view configuration) {
    return std::string(impatient) + std::string(configuration);
}

/// The command must fail with exactly one error, which is the golden file, and leave no state behind.
void check_refused(const Project& project, std::vector<std::string> words, const std::string& golden) {
    const std::string state = project.folder.read("fireform.state.json");
    const Ran ran = project.run(std::move(words));
    INFO(ran.out << ran.err);
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("error[FF"));
    CHECK(ran.err.find("\nerror[") == std::string::npos);
    CHECK(project.folder.read("fireform.state.json") == state);
    check_golden(golden, project.normal(ran.err));
}

}  // namespace

TEST_CASE("bad input: no key") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    project.environment.erase("FIREWORKS_API_KEY");
    check_refused(project, {"plan"}, "error_no_key.txt");
}

TEST_CASE("bad input: a wrong key") {
    const Emulator emulator({"--api-key", "another"});
    const Project project(emulator, quick(one_deployment));
    check_refused(project, {"apply", "--auto-approve"}, "error_wrong_key.txt");
}

TEST_CASE("bad input: no such account") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    project.environment["FIREWORKS_ACCOUNT_ID"] = "nobody";
    check_refused(project, {"plan"}, "error_no_account.txt");
}

TEST_CASE("bad input: a suspended account stops plan and apply before anything else, until it is lifted") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    emulator.request("POST", "/emulator/account?suspend=MONTHLY_SPEND_LIMIT_EXCEEDED");
    check_refused(project, {"plan"}, "error_suspended.txt");
    check_refused(project, {"apply", "--auto-approve"}, "error_suspended.txt");
    CHECK(emulator.count("total") == 2);
    CHECK(emulator.count("GET accounts") == 2);
    emulator.request("POST", "/emulator/account?suspend=UNSUSPENDED");
    project.apply();
}

TEST_CASE("bad input: nobody listens") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    project.environment["FIREWORKS_BASE_URL"] = "http://127.0.0.1:9";
    check_refused(project, {"plan"}, "error_refused.txt");
}

TEST_CASE("bad input: a host that does not exist") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    project.environment["FIREWORKS_BASE_URL"] = "https://fireform.invalid";
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 1);
    CHECK(ran.err.find("fireform.invalid") != std::string::npos);
}

TEST_CASE("bad input: a server that speaks no TLS") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    const FixedServer server(reply("200 OK", "text/plain", "hello"));
    project.environment["FIREWORKS_BASE_URL"] = "https://" + server.authority();
    check_refused(project, {"plan"}, "error_tls.txt");
}

TEST_CASE("bad input: a proxy's error page instead of JSON") {
    const Emulator emulator;
    Project project(emulator, quick(one_deployment));
    const FixedServer server(
        reply("502 Bad Gateway", "text/html", "<html><body>\x1b[2JBad Gateway</body></html>"));
    project.environment["FIREWORKS_BASE_URL"] = "http://" + server.authority();
    check_refused(project, {"plan"}, "error_proxy.txt");
    const FixedServer welcome(
        reply("200 OK", "text/html", "<html>Please log in to the guest network</html>"));
    project.environment["FIREWORKS_BASE_URL"] = "http://" + welcome.authority();
    check_refused(project, {"plan"}, "error_not_json.txt");
}

TEST_CASE("bad input: a state that cannot be read, is damaged, or comes from a newer fireform") {
    const Emulator emulator;
    const Project project(emulator, quick(one_deployment));
    project.folder.write("fireform.state.json", "{\"format\": 1, \"lineage\": ");
    check_refused(project, {"apply", "--auto-approve"}, "error_state_damaged.txt");
    project.folder.write(
        "fireform.state.json",
        R"({"format": 99, "fireform_version": "9.0.0", "lineage": "l", "serial": 1, "resources": []})");
    check_refused(project, {"apply", "--auto-approve"}, "error_state_newer.txt");
    std::filesystem::remove(project.folder.path() / "fireform.state.json");
    std::filesystem::create_directory(project.folder.path() / "fireform.state.json");
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 1);
    check_golden("error_state_unreadable.txt", project.normal(ran.err));
}

TEST_CASE("bad input: configuration that is no TOML, of the wrong type, out of bounds") {
    const Emulator emulator;
    const Project project(emulator);
    check_refused(project, {"plan"}, "error_no_configuration.txt");
    project.configure("[deployment.chat\nmodel = \"x\"\n");
    check_refused(project, {"plan"}, "error_toml.txt");
    project.configure("[:");
    check_refused(project, {"plan"}, "error_toml_parser_1.txt");
    project.configure("[[:");
    check_refused(project, {"plan"}, "error_toml_parser_2.txt");
    project.configure("\xC2\xA1 = 1\n");
    check_refused(project, {"plan"}, "error_toml_parser_3.txt");
    project.configure(replaced(one_deployment, "max_replica_count = 2", "max_replica_count = \"two\""));
    check_refused(project, {"plan"}, "error_type.txt");
    project.configure(std::string(one_deployment) + "scale_to_zero_window = \"2m\"\n");
    check_refused(project, {"plan"}, "error_bounds.txt");
}

TEST_CASE("bad input: a dataset file that is missing, and rows that are no JSON") {
    const Emulator emulator;
    const Project project(emulator, "[dataset.support]\nfile = \"data/support.jsonl\"\n");
    check_refused(project, {"plan"}, "error_dataset_missing.txt");
    project.folder.write("data/support.jsonl", std::string(support_rows) + "{\"messages\": [\n");
    check_refused(project, {"plan"}, "error_dataset_rows.txt");
}

TEST_CASE("bad input: a key in the file is a warning, and is not repeated") {
    const Emulator emulator;
    const Project project(
        emulator, "[provider.fireworks]\napi_key = \"fw_hush_hush\"\n\n" + std::string(one_deployment));
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 0);
    CHECK(ran.err.starts_with("warning[FF"));
    CHECK((ran.out + ran.err).find("fw_hush_hush") == std::string::npos);
}

TEST_CASE("bad input: words of the service that nobody knew are shown, not refused") {
    // One body for every question: who the account is, which deployments it has, whether the model exists.
    const FixedServer server(
        reply("200 OK", "application/json",
              R"({"name": "accounts/acme", "state": "READY", "suspendState": "UNSUSPENDED",)"
              R"("deployments": [{"name": "accounts/acme/deployments/chat-prod",)"
              R"("baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
              R"("acceleratorType": "NVIDIA_X999", "state": "WARPING", "maxReplicaCount": 1}]})"));
    const Emulator emulator;
    Project project(emulator, R"([deployment.chat]
id                = "chat-prod"
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_X999"
max_replica_count = 2
)");
    project.environment["FIREWORKS_BASE_URL"] = "http://" + server.authority();
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 0);
    check_golden("plan_unknown_words.txt", project.normal(ran.err + ran.out));
}

TEST_CASE("bad input: a reader that leaves early is silence, a full disk is not") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    Start start;
    start.words = {"schema", "--markdown"};
    start.environment = project.environment;
    start.output = "closed";
    const Ran left = Process(start).wait();
    CHECK(left.code == 0);
    CHECK(left.err.empty());
    start.output = "/dev/full";
    const Ran full = Process(start).wait();
    CHECK(full.code == 1);
    CHECK(full.err ==
          "error[FF6115]: Output was lost\n  stdout cannot be written: No space left on device.\n");
}
