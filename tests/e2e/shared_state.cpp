// `backend = "http"`: machines that share a state on a server and keep nothing themselves.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"
#include "tests/e2e/state_server.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <mutex>

using namespace fireform::tests;

namespace {

constexpr std::string_view two_deployments = R"([deployment.one]
display_name = "one"
model = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"

[deployment.two]
display_name = "two"
model = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
)";

/// A machine with nothing on it but the configuration.
std::unique_ptr<Project> runner(const Emulator& emulator, const StateServer& server,
                                std::string_view fleet = two_deployments) {
    auto out = std::make_unique<Project>(emulator, server.settings() + std::string(fleet));
    out->environment["STATE_PASSWORD"] = "secret";
    return out;
}

std::string lock_id(const StateServer& server) {
    const std::string lock = server.lock();
    const auto at = lock.find("\"ID\":\"");
    return at == std::string::npos ? "" : lock.substr(at + 6, 36);
}

}  // namespace

TEST_CASE("shared state: what one machine applied, another knows") {
    const Emulator emulator;
    const StateServer server;
    const auto first = runner(emulator, server);
    const Ran applied = first->run({"apply", "--auto-approve"});
    INFO(applied.out << applied.err);
    REQUIRE(applied.code == 0);
    CHECK(server.lock().empty());
    CHECK(server.methods() == "LOCK GET PUT PUT PUT UNLOCK");
    CHECK(!first->folder.has("fireform.state.json"));
    CHECK(!first->folder.has("fireform.state.remote.journal"));

    const auto second = runner(emulator, server);
    CHECK(second->run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(second->run({"state", "list"}).out == "deployment.one\ndeployment.two\n");
    CHECK(second->run({"state", "pull"}).out == server.stored());
    CHECK(second->run({"state", "lock", "show"}).out == server.url() + " is not locked.\n");
    CHECK(second->run({"state", "unlock"}).out == server.url() + " is not locked.\n");
    CHECK(second->run({"state", "mv", "deployment.one", "deployment.three"}).code == 0);
    CHECK(first->run({"state", "list"}).out == "deployment.three\ndeployment.two\n");
    CHECK(first->run({"history"}).out.find("2 added") != std::string::npos);

    second->environment["STATE_PASSWORD"] = "wrong";
    CHECK(second->run({"plan"}).err == "error[FF3602]: State server refused\n  " + server.url() +
                                           " answers 401 to GET: who are you?\n  hint: check username and "
                                           "password in [fireform.state]\n");
    second->environment.erase("STATE_PASSWORD");
    CHECK(second->run({"plan"}).err ==
          "error[FF3606]: State password cannot be sent\n  STATE_PASSWORD is not set in the environment.\n"
          "  hint: export the variable that it comes from, and give the server an https address\n");
}

TEST_CASE("shared state: a runner is killed at every request to the server; another goes on with nothing") {
    for (int at = 1; at <= 6; ++at) {
        CAPTURE(at);
        const Emulator emulator;
        StateServer server;
        const auto first = runner(emulator, server);
        pid_t pid = 0;
        std::mutex known;
        known.lock();
        server.on_request([&](int number) {
            if (number != at) return;
            const std::lock_guard until_known(known);
            ::kill(pid, SIGKILL);
        });
        const auto process = first->start({"apply", "--auto-approve"});
        pid = process->pid();
        known.unlock();
        CHECK(process->wait().code == 128 + SIGKILL);
        server.on_request(nullptr);

        const auto second = runner(emulator, server);
        if (!server.lock().empty()) {
            const Ran refused = second->run({"apply", "--auto-approve"});
            CHECK(refused.code == 1);
            CHECK(refused.err.starts_with("error[FF3301]: State is locked\n"));
            CHECK(refused.err.find("if that run has died: fireform state unlock " + lock_id(server)) !=
                  std::string::npos);
            CHECK(second->run({"state", "unlock", lock_id(server)}).out == server.url() + " is unlocked.\n");
        }
        const Ran applied = second->run({"apply", "--auto-approve"});
        INFO(applied.out << applied.err);
        CHECK(applied.code == 0);
        CHECK(emulator.names("deployments").size() == 2);
        CHECK(second->run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
        CHECK(server.lock().empty());
    }
}

TEST_CASE("shared state: a runner is killed while it waits; its open intents are on the server") {
    const Emulator emulator({"--ready-after", "1h"});
    const StateServer server;
    {
        const auto first = runner(emulator, server);
        const auto process = first->start({"apply", "--auto-approve"});
        emulator.wait_for("POST deployments");
        process->signal(SIGKILL);
        CHECK(process->wait().code == 128 + SIGKILL);
    }
    CHECK(server.stored().find("\"open_intents\": [") != std::string::npos);
    static_cast<void>(emulator.request("POST", "/emulator/advance?seconds=7200"));
    const auto second = runner(emulator, server);
    CHECK(second->run({"state", "unlock", lock_id(server)}).code == 0);
    const Ran applied = second->run({"apply", "--auto-approve", "--wait=false"});
    INFO(applied.out << applied.err);
    CHECK(applied.code == 0);
    CHECK(emulator.names("deployments").size() == 2);
}

TEST_CASE("shared state: Ctrl-C before anything was changed gives the lock back") {
    const Emulator emulator;
    const StateServer server;
    const auto first = runner(emulator, server);
    const auto process = first->start({"apply"}, true);
    process->read_until("is taken for an answer");
    CHECK(!server.lock().empty());
    process->signal(SIGINT);
    CHECK(process->wait().code == 130);
    CHECK(server.lock().empty());
}

TEST_CASE("shared state: encrypted, the server gets to know serial and lineage") {
    const Emulator emulator;
    const StateServer server;
    const std::string with = "[fireform.state.encryption]\npassphrase = \"${env.STATE_PASS}\"\n\n";
    const auto first = runner(emulator, server, with + std::string(one_deployment));
    first->environment["STATE_PASS"] = "canary horse";
    CHECK(first->run({"apply", "--auto-approve"}).code == 0);
    CHECK(server.stored().find("\"encrypted_data\"") != std::string::npos);
    CHECK(server.stored().find("llama") == std::string::npos);
    const auto second = runner(emulator, server, with + std::string(one_deployment));
    second->environment["STATE_PASS"] = "canary horse";
    CHECK(second->run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("shared state: a password goes over plain HTTP to this machine only") {
    const Emulator emulator;
    const StateServer server;
    const auto project = runner(emulator, server);
    project->configure(replaced(server.settings(), "127.0.0.1", "states.example.com") +
                       std::string(two_deployments));
    CHECK(project->run({"state", "list"})
              .err.find("State password cannot be sent\n  http://states.example.com:") != std::string::npos);
}
