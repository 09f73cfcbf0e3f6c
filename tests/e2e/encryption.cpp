// `[fireform.state.encryption]`: every command works with an encrypted state, and none without its
// passphrase.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace fireform::tests;

namespace {

constexpr std::string_view encrypted = "[fireform.state.encryption]\npassphrase = \"${env.STATE_PASS}\"\n\n";
constexpr const char* passphrase = "canary horse battery staple";
constexpr std::string_view first_words = "fireform-encrypted 1 scrypt 65536 8 1 ";

std::string with(std::string_view settings, std::string_view fleet = one_deployment) {
    return std::string(settings) + std::string(fleet) +
           "\n[outputs.chat]\nvalue = \"${deployment.chat.id}\"\n";
}

/// Nothing about the fleet in what fireform keeps, and the passphrase nowhere at all.
void check_unreadable(const Project& project) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project.folder.path())) {
        const std::string name = std::filesystem::relative(entry.path(), project.folder.path()).string();
        const std::string text = project.folder.read(name);
        CAPTURE(name);
        CHECK(text.find(passphrase) == std::string::npos);
        if (name == "fireform.toml" || name == "pulled.json" || name == "trace.log") continue;
        CHECK(text.find("llama") == std::string::npos);
        CHECK(text.find("deployment") == std::string::npos);
    }
}

}  // namespace

TEST_CASE("encryption: every command works with it") {
    const Emulator emulator;
    Project project(emulator, with(encrypted));
    project.environment["STATE_PASS"] = passphrase;
    std::string printed;
    const auto run = [&](std::vector<std::string> words, int code = 0) {
        words.insert(words.begin(), {"--log-level", "trace", "--log-file", "trace.log"});
        const Ran ran = project.run(words);
        CAPTURE(words[4]);
        INFO(ran.out << ran.err);
        CHECK(ran.code == code);
        printed += ran.out + ran.err;
        return ran;
    };
    run({"validate"});
    run({"plan", "--out", "first.plan"});
    run({"show", "first.plan"});
    run({"show", "--json", "first.plan"});
    run({"apply", "first.plan"});
    CHECK(project.folder.read("fireform.state.json").starts_with(first_words));
    CHECK(project.folder.read("first.plan").starts_with(first_words));
    CHECK(run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(run({"show"}).out.find("llama") != std::string::npos);
    run({"show", "--json"});
    run({"output", "chat"});
    run({"client", "deployment.chat"});
    run({"drift"});
    CHECK(run({"state", "list"}).out == "deployment.chat\n");
    run({"state", "show", "deployment.chat"});
    run({"state", "lock", "show"});
    run({"state", "mv", "deployment.chat", "deployment.talk"});
    run({"state", "mv", "deployment.talk", "deployment.chat"});
    const Ran pulled = run({"state", "pull"});
    CHECK(pulled.out.starts_with("{\n  \"format\": 1,"));
    project.folder.write("pulled.json", pulled.out);
    run({"state", "rm", "deployment.chat"});
    CHECK(run({"state", "push", "pulled.json"}, 1).err.starts_with("error[FF3407]: Older state"));
    project.folder.write("pulled.json", replaced(pulled.out, "\"serial\": ", "\"serial\": 9"));
    run({"state", "push", "pulled.json"});
    CHECK(run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(project.folder.read("fireform.state.json").starts_with(first_words));
    CHECK(project.folder.read("fireform.state.backup").starts_with(first_words));
    check_unreadable(project);
    run({"destroy", "--auto-approve"});
    check_unreadable(project);
    CHECK(printed.find(passphrase) == std::string::npos);
}

TEST_CASE("encryption: a killed run leaves an encrypted journal, and the next run goes on from it") {
    const Emulator emulator({"--ready-after", "1h"});
    Project project(emulator, with(encrypted));
    project.environment["STATE_PASS"] = passphrase;
    {
        const auto first = project.start({"apply", "--auto-approve"});
        first->read_until("Still creating...");
        first->signal(SIGKILL);
        CHECK(first->wait().code == 137);
    }
    CHECK(project.folder.read("fireform.state.journal").starts_with(first_words));
    check_unreadable(project);
    emulator.request("POST", "/emulator/advance?seconds=4000");
    CHECK(project.run({"apply", "--auto-approve"}).code == 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("encryption: without the passphrase nothing is read, written or sent") {
    const Emulator emulator;
    Project project(emulator, with(encrypted));
    project.environment["STATE_PASS"] = passphrase;
    CHECK(project.run({"plan", "--out", "next.plan"}).code == 0);
    project.apply();
    project.folder.write("pulled.json", project.run({"state", "pull"}).out);
    const std::string state = project.folder.read("fireform.state.json");
    const auto refused = [&](const std::string& message) {
        for (const std::vector<std::string>& words :
             std::vector<std::vector<std::string>>{{"plan"},
                                                   {"apply", "--auto-approve"},

                                                   {"apply", "next.plan"},
                                                   {"show", "next.plan"},
                                                   {"show"},

                                                   {"drift"},

                                                   {"state", "pull"},
                                                   {"state", "push", "pulled.json"},
                                                   {"state", "rm", "deployment.chat"}}) {
            const Ran ran = project.run(words);
            CAPTURE(words.front());
            INFO(ran.out << ran.err);
            CHECK(ran.code == 1);
            CHECK(ran.err.find("]: " + message) != std::string::npos);
            CHECK(project.folder.read("fireform.state.json") == state);
        }
        CHECK(emulator.names("deployments").size() == 1);
    };
    project.environment["STATE_PASS"] = "another";
    refused("Wrong state passphrase\n");
    check_golden("error_wrong_passphrase.txt", project.normal(project.run({"plan"}).err));
    project.environment.erase("STATE_PASS");
    refused("State passphrase is missing\n");
    check_golden("error_no_passphrase.txt", project.normal(project.run({"plan"}).err));
    CHECK(project.run({"validate"}).code == 0);
    project.configure(with(""));
    refused("State is encrypted\n");
    check_golden("error_state_encrypted.txt", project.normal(project.run({"plan"}).err));

    project.configure(with(encrypted));
    project.environment["STATE_PASS"] = passphrase;
    std::string damaged = state;
    damaged[damaged.size() - 10] = damaged[damaged.size() - 10] == 'A' ? 'B' : 'A';
    project.folder.write("fireform.state.json", damaged);
    const Ran ran = project.run({"apply", "--auto-approve"});
    CHECK(ran.code == 1);
    check_golden("error_state_tampered.txt", project.normal(ran.err));
    CHECK(project.folder.read("fireform.state.json") == damaged);
}

TEST_CASE("encryption: turned on, changed and turned off by an apply that has nothing else to do") {
    const Emulator emulator;
    Project project(emulator, with(""));
    project.apply();
    project.configure(with("", replaced(one_deployment, "max_replica_count = 2", "max_replica_count = 3")));
    project.apply();
    CHECK(project.folder.read("fireform.state.backup").find("llama") != std::string::npos);

    const auto configure = [&](std::string_view settings) {
        project.configure(
            with(settings, replaced(one_deployment, "max_replica_count = 2", "max_replica_count = 3")));
    };
    configure(encrypted);
    project.environment["STATE_PASS"] = passphrase;
    CHECK(project.run({"plan"}).err.starts_with("warning[FF3206]: State is not encrypted yet\n"));
    project.apply();
    CHECK(project.folder.read("fireform.state.json").starts_with(first_words));
    check_unreadable(project);
    CHECK(project.run({"plan"}).err.empty());

    project.environment["NEW_PASS"] = "new";
    configure(
        "[fireform.state.encryption]\npassphrase = \"${env.NEW_PASS}\"\nprevious_passphrase = "
        "\"${env.STATE_PASS}\"\n\n");
    project.apply();
    check_unreadable(project);
    configure("[fireform.state.encryption]\npassphrase = \"${env.NEW_PASS}\"\n\n");
    CHECK(project.run({"plan"}).code == 0);

    configure("[fireform.state.encryption]\nprevious_passphrase = \"${env.NEW_PASS}\"\n\n");
    project.apply();
    configure("");
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(project.folder.read("fireform.state.json").find("llama") != std::string::npos);
}
