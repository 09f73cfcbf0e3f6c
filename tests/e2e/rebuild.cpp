// A state that is lost, made anew from the account and the configuration.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fireform::tests;

namespace {

void lose_state(const Project& project) {
    for (const char* name : {"fireform.state.json", "fireform.state.backup"})
        std::filesystem::remove(project.folder.path() / name);
}

}  // namespace

TEST_CASE("rebuild: a lost state comes back, and the plan is empty") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    const std::string chat = project.id("deployment.chat");
    const std::string addon = project.id("lora_addon.a");
    lose_state(project);
    const Ran lost = project.run({"plan"});
    CHECK(lost.code == 1);
    CHECK(lost.err.find("if that state is lost, run `fireform state rebuild`.") != std::string::npos);

    const Ran ran = project.run({"state", "rebuild"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    check_golden("rebuild.txt", project.normal(ran.out + ran.err));
    CHECK(project.id("deployment.chat") == chat);
    CHECK(project.id("lora_addon.a") == addon);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    // What fireform made is destroyed again.
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments").empty());
    CHECK(emulator.names("deployedModels").empty());
}

TEST_CASE("rebuild: what has no block any more comes back to be destroyed") {
    const Emulator emulator;
    const Project project(emulator, std::string(one_deployment) + "\n" +
                                        replaced(one_deployment, "deployment.chat", "deployment.second"));
    project.apply();
    lose_state(project);
    project.configure(
        std::string(replaced(project.folder.read("fireform.toml"), "deployment.second", "deployment.third")));
    const Ran ran = project.run({"state", "rebuild"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("# its tags; it has no block") != std::string::npos);
    CHECK(ran.out.find("deployment.third   not found") != std::string::npos);
    CHECK(project.run({"plan"}).out.find("Plan: 1 to add, 0 to change, 1 to destroy.") != std::string::npos);
}

TEST_CASE("rebuild: a state with entries is replaced when told to only, an unreadable one is put aside") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran refused = project.run({"state", "rebuild"});
    CHECK(refused.code == 1);
    CHECK(refused.err ==
          "error[FF3411]: State is there\n"
          "  fireform.state.json has 1 resource; rebuilding is for a state that is lost.\n"
          "  hint: fireform state rebuild --force replaces it and keeps it as a backup\n");
    CHECK(project.run({"state", "rebuild", "--force"}).code == 0);
    CHECK(project.folder.has("fireform.state.backup"));
    project.folder.write("fireform.state.json", "{ torn");
    const Ran ran = project.run({"state", "rebuild"});
    CHECK(ran.code == 0);
    CHECK(ran.out.ends_with("What was there is kept as fireform.state.json.damaged.\n"));
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("rebuild: objects of several states: which one was lost has to be said") {
    const Emulator emulator;
    const Project one(emulator, one_deployment);
    one.apply();
    const Project other(emulator, replaced(one_deployment, "deployment.chat", "deployment.other"));
    other.apply();
    lose_state(one);
    const Ran refused = one.run({"state", "rebuild"});
    CHECK(refused.code == 1);
    CHECK(refused.err.find("Objects of several states") != std::string::npos);
    CHECK(refused.err.find("fireform state rebuild --lineage ") != std::string::npos);
    const std::string state = other.folder.read("fireform.state.json");
    const std::size_t at = state.find("\"lineage\": \"") + 12;
    const std::string lineage = state.substr(at, 36);
    const Ran chosen = other.run({"state", "rebuild", "--force", "--lineage", lineage});
    INFO(chosen.err);
    CHECK(chosen.code == 0);
    CHECK(chosen.out.find("deployment.other") != std::string::npos);
    const Ran nobody = one.run({"state", "rebuild", "--lineage", "nobody"});
    CHECK(nobody.code == 1);
    CHECK(nobody.err.find("error[FF3502]: No such lineage\n  No object of account acme carries lineage "
                          "nobody; there are ") == 0);
}

TEST_CASE("rebuild: a state that only lacks its passphrase is no lost one") {
    const Emulator emulator;
    Project project(emulator, "[fireform.state.encryption]\npassphrase = \"${env.STATE_PASS}\"\n\n" +
                                  std::string(one_deployment));
    project.environment["STATE_PASS"] = "correct horse battery staple";
    project.apply();
    const std::string kept = project.folder.read("fireform.state.json");
    project.environment["STATE_PASS"] = "another horse battery staple";
    const Ran refused = project.run({"state", "rebuild"});
    CHECK(refused.code == 1);
    check_golden("error_rebuild_passphrase.txt", project.normal(refused.err));
    CHECK(project.folder.read("fireform.state.json") == kept);
    CHECK_FALSE(project.folder.has("fireform.state.json.damaged"));

    const Ran forced = project.run({"state", "rebuild", "--force"});
    INFO(forced.err);
    CHECK(forced.code == 0);
    CHECK(forced.out.ends_with("What was there is kept as fireform.state.json.damaged.\n"));
    CHECK(project.folder.read("fireform.state.json.damaged") == kept);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}
