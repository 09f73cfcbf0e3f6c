#include "engine/cli/candidates.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

/// What can stand at the end of the line, in one line.
std::string at_end_of(std::string_view line) {
    const AskLive ask = [](LiveWords what) -> std::vector<Candidate> {
        if (what == LiveWords::addresses)
            return {{"deployment.chat"}, {"deployment.a[\"eu\"]"}, {"lora_addon.x"}};
        if (what == LiveWords::outputs) return {{"chat_model"}};
        if (what == LiveWords::codes) return {{"FF1121", "Attribute out of range"}};
        return {{"deployment"}, {"dataset"}};
    };
    const Candidates found = candidates(command_tree(), words_to_cursor(line), ask);
    std::string out;
    for (const Candidate& one : found.words)
        out += (out.empty() ? "" : " ") + one.word;
    if (found.files == FilesWanted::files) out += "<files>";
    if (found.files == FilesWanted::folders) out += "<folders>";
    return out;
}

}  // namespace

TEST_CASE("completion: commands, and commands of commands") {
    CHECK(at_end_of("fireform ap") == "apply");
    CHECK(at_end_of("fireform state ") == "list show mv rm pull push lock rebuild unlock");
    CHECK(at_end_of("fireform state lock ") == "show");
    CHECK(at_end_of("fireform --chdir fleet --no-color dr") == "drift");
    CHECK(at_end_of("fireform nope ") == "");
    CHECK(at_end_of("fireform") == "");
    CHECK(at_end_of("fireform plan x") == "");
}

TEST_CASE("completion: flags of the command, then those of every command") {
    CHECK(at_end_of("fireform plan --no") == "--no-color");
    CHECK(at_end_of("fireform plan --re") == "--replace --refresh --refresh-only");
    CHECK(at_end_of("fireform plan -detail") == "--detailed-exitcode");
    CHECK(at_end_of("fireform state lock show -") ==
          "--help --chdir --env --no-color --log-level --log-file");
    CHECK(at_end_of("fireform state mv -- -") == "");
}

TEST_CASE("completion: values of flags, behind a blank and behind a =") {
    CHECK(at_end_of("fireform client --format ") == "env json python curl");
    CHECK(at_end_of("fireform client --format=p") == "--format=python");
    CHECK(at_end_of("fireform client -format=p") == "-format=python");
    CHECK(at_end_of("fireform plan --refresh=f") == "--refresh=false");
    CHECK(at_end_of("fireform --log-level wa") == "warn");
    CHECK(at_end_of("fireform plan --out ") == "<files>");
    CHECK(at_end_of("fireform plan --out=x") == "<files>");
    CHECK(at_end_of("fireform --chdir ") == "<folders>");
    CHECK(at_end_of("fireform plan --target dep") == "deployment.chat deployment.a[\"eu\"]");
    CHECK(at_end_of("fireform plan --nope=x") == "");
}

TEST_CASE("completion: arguments") {
    CHECK(at_end_of("fireform client l") == "lora_addon.x");
    CHECK(at_end_of("fireform client lora_addon.x ") == "");
    CHECK(at_end_of("fireform client 'deployment.a[") == "deployment.a[\"eu\"]");
    CHECK(at_end_of("fireform state rm a.b --lock-timeout 5m c.d lora") == "lora_addon.x");
    CHECK(at_end_of("fireform state mv dep") == "deployment.chat deployment.a[\"eu\"]");
    CHECK(at_end_of("fireform state mv deployment.chat dep") == "");
    CHECK(at_end_of("fireform import dep") == "deployment.chat deployment.a[\"eu\"]");
    CHECK(at_end_of("fireform import deployment.chat ") == "");
    CHECK(at_end_of("fireform apply ") == "<files>");
    CHECK(at_end_of("fireform output ") == "chat_model");
    CHECK(at_end_of("fireform schema d") == "deployment dataset");
    CHECK(at_end_of("fireform explain F") == "FF1121");
    CHECK(at_end_of("fireform completion ") == "bash zsh fish");
}

TEST_CASE("completion: the folder that the line works in") {
    CHECK(folder_of(words_to_cursor("fireform --chdir fleet plan ")) == "fleet");
    CHECK(folder_of(words_to_cursor("fireform plan -chdir=a/b --target ")) == "a/b");
    CHECK(folder_of(words_to_cursor("fireform plan ")) == "");
}

TEST_CASE("completion: what the scripts read") {
    Candidates found{{{"plan", "show what"}, {"deployment.chat"}}, FilesWanted::files};
    CHECK(to_lines(found) == "plan\tshow what\ndeployment.chat\n:files\n");
    found = {{}, FilesWanted::folders};
    CHECK(to_lines(found) == ":folders\n");
}

TEST_CASE("command tree: everything explains itself") {
    std::vector<const CommandWords*> open;
    const CommandWords tree = command_tree();
    open.push_back(&tree);
    int seen = 0;
    while (!open.empty()) {
        const CommandWords& at = *open.back();
        open.pop_back();
        CAPTURE(at.name);
        ++seen;
        CHECK_FALSE(at.summary.empty());
        CHECK_FALSE(at.examples.empty());
        CHECK(at.argument.empty() == at.argument_description.empty());
        for (const FlagWords& flag : at.flags)
            CHECK_FALSE(flag.description.empty());
        for (const CommandWords& child : at.commands)
            open.push_back(&child);
    }
    CHECK(seen > 25);
}
