// `history`, `undo`, and `state mv` to another file.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

/// Who and when made equal.
std::string plain(std::string text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        std::string line = text.substr(begin, end - begin);
        if (const auto date = line.find("  20"); date != std::string::npos) {
            const auto who = line.find("  ", date + 2);
            const auto command = line.find_first_not_of(' ', line.find(' ', who + 2));
            line = line.substr(0, date) + "  WHEN  WHO  " + line.substr(command);
        }
        if (const auto id = line.find(" ("); line.starts_with("      - ") && id != std::string::npos)
            line = line.substr(0, id) + " (ID)";
        out += line + '\n';
        begin = end + 1;
    }
    return out;
}

}  // namespace

TEST_CASE("history: who did what and when; undo restores what a run destroyed") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    CHECK(project.run({"history"}).out == "No run has changed anything yet.\n");
    project.apply();
    project.apply();  // nothing to do, nothing to remember
    CHECK(plain(project.run({"history"}).out) == "   1  WHEN  WHO  apply        0s  1 added\n");
    const Ran early = project.run({"undo"});
    CHECK(early.code == 1);
    CHECK(early.err ==
          "error[FF3701]: Nothing to undo\n  No run in the history destroyed anything.\n"
          "  hint: fireform history\n");
    const std::string id = project.id("deployment.chat");
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    CHECK(emulator.names("deployments").empty());
    CHECK(plain(project.run({"history"}).out) ==
          "   2  WHEN  WHO  destroy      0s  1 destroyed\n      - deployment.chat (ID)\n"
          "   1  WHEN  WHO  apply        0s  1 added\n");
    CHECK(project.run({"history", "--json"}).out.starts_with(R"([{"number":2,"command":"destroy",)"));
    CHECK(project.run({"undo", "7"}).err ==
          "error[FF3702]: No such run\n  The history has no run 7.\n  hint: fireform history\n");
    CHECK(project.run({"undo", "x"}).err.find("\"x\" is not the number of a run") != std::string::npos);

    // It asks as apply does, and so refuses without a terminal.
    CHECK(project.run({"undo"}).err.find("Approval needed") != std::string::npos);
    const Ran undone = project.run({"undo", "--auto-approve"});
    INFO(undone.out << undone.err);
    CHECK(undone.code == 0);
    CHECK(project.id("deployment.chat") == id);
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(plain(project.run({"history"}).out).starts_with("   3  WHEN  WHO  undo"));
    CHECK(project.run({"undo", "2", "--auto-approve"}).err ==
          "error[FF3701]: Nothing to undo\n  Of what run 2 destroyed nothing can be restored now, or all is "
          "there "
          "again.\n  hint: fireform history\n");
}

TEST_CASE("undo: says of each object why it cannot be restored") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    project.configure("[dataset.rows]\nfile = \"rows.jsonl\"\n");
    const std::string row =
        R"({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]})";
    project.folder.write("rows.jsonl", row + '\n' + row + '\n' + row + '\n');
    const Ran refused = project.run({"undo", "--auto-approve"});
    CHECK(refused.code == 1);
    INFO(refused.out << refused.err);
    CHECK(
        refused.err.find("Block is gone\n  deployment.chat is not in the configuration: the next apply would "
                         "destroy it again.") != std::string::npos);
    CHECK(refused.err.find("Cannot be restored\n  lora_addon.a (") != std::string::npos);
}

TEST_CASE("state mv: a resource goes over to another file") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran moved =
        project.run({"state", "mv", "deployment.chat", "deployment.talk", "--state-out", "other.state.json"});
    INFO(moved.out << moved.err);
    CHECK(
        moved.out ==
        "deployment.chat is now deployment.talk of other.state.json. Move the block too, then look: fireform "
        "plan\n");
    CHECK(project.run({"state", "list"}).out.empty());
    CHECK(project.folder.read("other.state.json").find("\"address\": \"deployment.talk\"") !=
          std::string::npos);
    // As after a crash between the two writes: it is in both.
    const std::string before = project.folder.read("fireform.state.backup");
    project.folder.write("fireform.state.json", before);
    CHECK(
        project.run({"state", "mv", "deployment.chat", "deployment.talk", "--state-out", "other.state.json"})
            .code == 0);
    CHECK(project.run({"state", "list"}).out.empty());
    project.folder.write("fireform.state.json", before);
    CHECK(
        project
            .run({"state", "mv", "deployment.chat", "deployment.chat", "--state-out", "fireform.state.json"})
            .err.starts_with("error[FF3412]: Same state\n"));
    CHECK(
        project.run({"state", "push", "other.state.json"}).err.starts_with("error[FF3406]: Another state\n"));
    CHECK(project.run({"state", "push", "--force", "other.state.json"}).code == 0);
    CHECK(project.run({"state", "list"}).out == "deployment.talk\n");
}
