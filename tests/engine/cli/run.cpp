// Whole commands inside the process: those that need no server of their own.
#include "engine/cli/run.hpp"

#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include <boost/json.hpp>

using namespace fireform;
using namespace fireform::tests;
namespace json = boost::json;

namespace {

constexpr std::string_view small = R"([provider.fireworks]
base_url = "emulator"

[deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
max_replica_count = 2

[outputs.chat_id]
value = "${deployment.chat.id}"
)";

/// A state with one deployment that nobody made.
constexpr std::string_view small_state = R"({
  "format": 1,
  "fireform_version": "0.1.0",
  "lineage": "11111111-2222-3333-4444-555555555555",
  "serial": 7,
  "resources": [
    {"address": "deployment.chat", "id": "chat-1", "name": "accounts/acme/deployments/chat-1",
     "seen": {"max_replica_count": 2}}
  ],
  "outputs": {"chat_id": {"value": "chat-1"}, "sizes": {"value": [1, 0.8, 3.0]}, "key": {"value": null, "sensitive": true}}
}
)";

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string out(text);
    out.replace(out.find(what), what.size(), by);
    return out;
}

/// The type of each event, each with a blank behind it.
std::string types(const std::string& events) {
    std::string out;
    std::istringstream lines(events);
    for (std::string line; std::getline(lines, line);)
        out += std::string(json::parse(line).at("type").as_string()) + ' ';
    return out;
}

}  // namespace

TEST_CASE("version: as text and as JSON") {
    CHECK(ff({"version"}).out == "fireform 0.1.0 linux_amd64\n");
    CHECK(json::parse(ff({"version", "--json"}).out).at("fireform_version") == "0.1.0");
}

TEST_CASE("usage: wrong words go to stderr and end with 1, help goes to stdout and ends with 0") {
    const Ran wrong = ff({"plam"});
    CHECK(wrong.code == 1);
    CHECK(wrong.out.empty());
    CHECK(wrong.err.starts_with("error[FF6101]: Unknown command\n"));
    const Ran help = ff({"--help"});
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    CHECK(help.out.starts_with("Keeps a Fireworks AI account equal to a set of TOML files.\n"));
}

TEST_CASE("output that is lost turns success into failure") {
    ListeningConsole console;
    console.lost = "No space left on device";
    CHECK(cli::run({"version"}, {}, console) == 1);
    CHECK(console.err_text ==
          "error[FF6115]: Output was lost\n  stdout cannot be written: No space left on device.\n");
}

TEST_CASE("chdir: a folder that is not there") {
    const Ran ran = ff({"--chdir", "/nonexistent", "validate"});
    CHECK(ran.code == 1);
    CHECK(ran.err.starts_with(
        "error[FF6108]: Folder cannot be entered\n  /nonexistent: No such file or directory.\n"));
}

TEST_CASE("init: the starter is valid, plans against the emulator, and is never overwritten") {
    const Folder folder;
    CHECK(ff({"init"}).out == "Wrote fireform.toml. Next: fireform plan\n");
    const Ran valid = ff({"validate"});
    CHECK(valid.out == "The configuration is valid: 2 resources in 1 file.\n");
    CHECK(valid.err.empty());
    const Ran plan = ff({"plan"});
    CHECK(plan.err.empty());
    CHECK(plan.out.ends_with("\nPlan: 2 to add, 0 to change, 0 to destroy.\n"));

    folder.write("fireform.toml", "mine");
    const Ran again = ff({"init"});
    CHECK(again.code == 1);
    CHECK(again.err.starts_with("error[FF6109]: Configuration exists\n"));
    CHECK(folder.read("fireform.toml") == "mine");
}

TEST_CASE("validate: every error at once, with its place; no network") {
    const Folder folder;
    folder.write("fireform.toml",
                 "[deployment.a]\nmodle = \"x\"\n\n[deployment.b]\nmax_replica_count = \"two\"\n");
    const Ran ran = ff({"validate"});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("--> fireform.toml:2:1\n") != std::string::npos);
    CHECK(ran.err.find("--> fireform.toml:5:21\n") != std::string::npos);
    const json::value result = json::parse(ff({"validate", "--json"}).out);
    CHECK(result.at("valid") == false);
    CHECK(result.at("error_count").as_int64() >= 2);
}

TEST_CASE("plan: JSON is one object a line, from version to change summary") {
    const Folder folder;
    folder.write("fireform.toml", small);
    const Ran ran = ff({"plan", "--json"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(types(ran.out) == "version planned_change outputs change_summary ");
}

TEST_CASE("plan: --json-into writes the events beside the text, for the owner's eyes") {
    const Folder folder;
    folder.write("fireform.toml", small);
    const Ran ran = ff({"plan", "--json-into", "events.json"});
    CHECK(ran.code == 0);
    CHECK(ran.out.ends_with("\nPlan: 1 to add, 0 to change, 0 to destroy.\n"));
    CHECK(types(folder.read("events.json")) == "version planned_change outputs change_summary ");
    using std::filesystem::perms;
    CHECK(std::filesystem::status("events.json").permissions() == (perms::owner_read | perms::owner_write));

    folder.write("fireform.toml", "[deployment.a]\nmodle = 1\n");
    const Ran wrong = ff({"plan", "--json-into", "events.json"});
    CHECK(wrong.code == 1);
    CHECK(wrong.err.find("error[FF1115]: Unknown attribute\n") != std::string::npos);
    CHECK(types(folder.read("events.json")).starts_with("version diagnostic "));

    CHECK(ff({"plan", "--json-into", "/nope/x"}).err ==
          "error[FF6111]: Events cannot be written\n  /nope/x cannot be written.\n"
          "  hint: --json-into with a file in a folder that exists and has room\n");
}

TEST_CASE(
    "plan: --detailed-exitcode tells by 2 that there is something to do; --out saves for the owner's eyes") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"plan"}).code == 0);
    CHECK(ff({"plan", "--detailed-exitcode"}).code == 2);
    const Ran saved = ff({"plan", "--out", "next.plan"});
    CHECK(saved.err == "\nSaved. To carry it out: fireform apply next.plan\n");
    using std::filesystem::perms;
    CHECK(std::filesystem::status("next.plan").permissions() == (perms::owner_read | perms::owner_write));
    const Ran shown = ff({"show", "next.plan"});
    CHECK(shown.out == saved.out);
    CHECK(json::parse(ff({"show", "--json", "next.plan"}).out)
              .at("resource_changes")
              .at(0)
              .at("change")
              .at("actions")
              .at(0) == "create");
}

TEST_CASE("plan: a file that cannot be written is a plan, not a state") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(
        ff({"plan", "--out", "/nope/x"}).err ==
        "error[FF2709]: Plan cannot be saved\n  /nope/x: No such file or directory. The plan was not saved.\n"
        "  hint: --out with a file in a folder that exists and may be written to\n");
    CHECK(ff({"apply", "."}).err.starts_with("error[FF2702]: Plan cannot be read\n"));
}

TEST_CASE("plan: a target that is nowhere") {
    const Folder folder;
    folder.write("fireform.toml", small);
    const Ran ran = ff({"plan", "--target", "deployment.caht"});
    CHECK(ran.code == 1);
    CHECK(ran.err ==
          "error[FF2504]: Unknown target\n  deployment.caht is neither in the configuration nor in state.\n"
          "  hint: did you mean --target deployment.chat?\n");
}

TEST_CASE("apply: without a terminal and without --auto-approve nothing happens") {
    const Folder folder;
    folder.write("fireform.toml", small);
    const Ran ran = ff({"apply"});
    CHECK(ran.code == 1);
    CHECK(ran.err.starts_with("error[FF2506]: Approval needed\n"));
    CHECK_FALSE(std::filesystem::exists("fireform.state.json"));
    const Ran refused = ff({"apply"}, {}, "no", true);
    CHECK(refused.code == 1);
    CHECK(refused.err.ends_with("\nNothing was changed.\n"));
    CHECK(ff({"apply"}, {}, "", true).code == 1);
}

TEST_CASE("apply: --wait=false leaves the waiting to the next run, which plan announces") {
    const Folder folder;
    folder.write("fireform.toml", small);
    const Ran ran = ff({"apply", "--wait=false"}, {}, "yes", true);
    CHECK(ran.code == 0);
    CHECK(ran.out.ends_with(
        "\nApply complete! Resources: 1 added, 0 changed, 0 destroyed. 1 accepted and not waited for.\n"));
    CHECK(ran.out.find("\nchat_id = \"") != std::string::npos);
    CHECK(ff({"plan", "--detailed-exitcode"}).code == 2);
    CHECK(ff({"plan"}).out ==
          "deployment.chat is not ready yet: apply waits for it.\n\nNo changes. Your fleet matches the "
          "configuration.\n");
    CHECK(ff({"output", "chat_id", "--raw"}).out.starts_with("chat-"));
}

TEST_CASE("output: one, all, raw and as JSON; a sensitive one is not there to be had") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"output", "--json"}).out == "{}\n");
    CHECK(ff({"output"}).err == "State has no outputs.\n");
    folder.write("fireform.state.json", small_state);
    CHECK(ff({"output"}).out == "chat_id = \"chat-1\"\nkey = (sensitive)\nsizes = [1, 0.8, 3]\n");
    CHECK(ff({"output", "chat_id"}).out == "\"chat-1\"\n");
    CHECK(ff({"output", "chat_id", "--raw"}).out == "chat-1");
    CHECK(ff({"output", "sizes", "--raw"}).out == "[1,0.8,3.0]");
    CHECK(ff({"output", "sizes", "--json"}).out == "[1,0.8,3.0]\n");
    CHECK(ff({"output", "--json"}).out ==
          R"({"chat_id":{"sensitive":false,"value":"chat-1"},"key":{"sensitive":true,"value":null},)"
          R"("sizes":{"sensitive":false,"value":[1,0.8,3.0]}})"
          "\n");
    CHECK(ff({"output", "key"}).out == "(sensitive)\n");
    CHECK(ff({"output", "key", "--raw"}).err.starts_with("error[FF6302]: Output is sensitive\n"));
    const Ran unknown = ff({"output", "chat_di"});
    CHECK(unknown.code == 1);
    CHECK(
        unknown.err ==
        "error[FF6301]: No such output\n  State has no output \"chat_di\".\n  hint: did you mean chat_id?\n");
}

TEST_CASE("show: the state as text and as JSON") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"show"}).err == "State has no resources.\n");
    folder.write("fireform.state.json", small_state);
    const Ran ran = ff({"show"});
    CHECK(ran.out.starts_with("deployment.chat  # ready\n  id = \"chat-1\"\n"));
    CHECK(ran.out.ends_with("Outputs:\n\nchat_id = \"chat-1\"\nkey = (sensitive)\nsizes = [1, 0.8, 3]\n"));
    CHECK(json::parse(ff({"show", "--json"}).out)
              .at("values")
              .at("root_module")
              .at("resources")
              .at(0)
              .at("values")
              .at("id") == "chat-1");
}

TEST_CASE("state: list, show, mv, rm, pull, push") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"state", "pull"}).err.starts_with("error[FF3101]: No state\n"));
    folder.write("fireform.state.json", small_state);
    CHECK(ff({"state", "list"}).out == "deployment.chat\n");
    CHECK(ff({"state", "list", "lora*", "*.chat"}).out == "deployment.chat\n");
    CHECK(ff({"state", "list", "lora*"}).out.empty());
    CHECK(ff({"state", "list", "deployment"}).out == "deployment.chat\n");
    CHECK(ff({"state", "list", "lora_addon"}).out.empty());
    CHECK(ff({"state", "show", "deployment.chat"}).out.starts_with("deployment.chat  # ready\n"));
    CHECK(ff({"state", "show", "deployment.x"}).code == 1);
    const std::string pulled = ff({"state", "pull"}).out;
    CHECK(json::parse(pulled).at("serial") == 7);

    CHECK(ff({"state", "mv", "deployment.chat", "deployment.talk"}).out ==
          "deployment.chat is now deployment.talk. Rename the block too, then look: fireform plan\n");
    CHECK(ff({"state", "list"}).out == "deployment.talk\n");
    CHECK(ff({"state", "rm", "deployment.talk"}).out ==
          "Forgot deployment.talk. What it stood for in the account is untouched.\n");
    CHECK(ff({"state", "list"}).out.empty());

    folder.write("old.json", pulled);
    CHECK(ff({"state", "push", "old.json"}).err.starts_with("error[FF3407]: Older state\n"));
    folder.write("new.json", replaced(pulled, "\"serial\": 7", "\"serial\": 20"));
    CHECK(ff({"state", "push", "new.json"}).out == "State is that of new.json: 1 resource.\n");
    CHECK(ff({"state", "list"}).out == "deployment.chat\n");
    CHECK(ff({"state", "push", "nothing.json"}).err.starts_with("error[FF3409]: No such file\n"));
    CHECK(ff({"state", "push", "fireform.toml"}).err ==
          "error[FF3408]: File cannot be pushed\n  --> fireform.toml:1:2\n  fireform.toml: it is not JSON: "
          "syntax "
          "error.\n"
          "  hint: push what `fireform state pull` of this version printed\n");
}

TEST_CASE("state: push replaces a state that cannot be read, and keeps it beside") {
    const Folder folder;
    folder.write("fireform.toml", small);
    folder.write("good.json", small_state);
    folder.write("fireform.state.json", "<<<<<<<");
    CHECK(ff({"state", "push", "fireform.toml"}).err.starts_with("error[FF3408]: File cannot be pushed\n"));
    CHECK(folder.read("fireform.state.json") == "<<<<<<<");

    const Ran ran = ff({"state", "push", "good.json"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(
        ran.out ==
        "State is that of good.json: 1 resource.\nWhat was there is kept as fireform.state.json.damaged.\n");
    CHECK(folder.read("fireform.state.json.damaged") == "<<<<<<<");
    CHECK(ff({"state", "list"}).out == "deployment.chat\n");

    folder.write("fireform.state.json", replaced(small_state, "\"format\": 1", "\"format\": 99"));
    folder.write("fireform.state.journal", "not a journal\n");
    CHECK(ff({"state", "push", "good.json"})
              .out.ends_with("\nWhat was there is kept as fireform.state.json.damaged.2 and "
                             "fireform.state.journal.damaged.\n"));
    CHECK(ff({"state", "list"}).out == "deployment.chat\n");
}

TEST_CASE("state: the lock is shown, and unlock explains why there is nothing to break") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");
    CHECK(ff({"state", "unlock"})
              .out.starts_with("fireform.state.json is not locked. The lock is the kernel's"));
}

TEST_CASE("state: commands that only look do with a configuration that has errors") {
    const Folder folder;
    folder.write("fireform.toml", std::string(small) + "\n[deployment.bad]\nnonsense = 1\n");
    folder.write("fireform.state.json", small_state);
    const Ran ran = ff({"state", "list"});
    CHECK(ran.code == 0);
    CHECK(ran.out == "deployment.chat\n");
}

TEST_CASE("schema: types, one type, an unknown one") {
    CHECK(ff({"schema"}).out.find("\ndeployment ") != std::string::npos);
    CHECK(ff({"schema", "dataset"}).out.starts_with("[dataset.NAME]\n"));
    CHECK(ff({"schema", "--markdown"}).out.find("\n## `deployment`\n") != std::string::npos);
    CHECK(ff({"schema", "dataset"}).out.find("\n  timeouts.create  ") != std::string::npos);
    const std::string markdown = ff({"schema", "--markdown"}).out;
    CHECK(markdown.find("| `timeouts.create` |") == markdown.rfind("| `timeouts.create` |"));
    CHECK(markdown.find("| `timeouts.create` |") != std::string::npos);
    CHECK(json::parse(ff({"schema", "--json-schema"}).out).at("type") == "object");
    CHECK(ff({"schema"}).out.find("\nlookup.model ") != std::string::npos);
    CHECK(ff({"schema", "lookup.model"}).out.starts_with("[lookup.model.NAME]\n"));
    CHECK(markdown.find("\n## `lookup.deployment_shape`\n") != std::string::npos);
    CHECK(ff({"schema", "lookup.model", "--markdown"}).out.starts_with("## `lookup.model`\n"));
    CHECK(json::parse(ff({"schema", "lookup.model", "--json-schema"}).out).at("required") ==
          json::array{"name"});
    CHECK(ff({"schema", "lookup.modle"}).err.find("hint: did you mean lookup.model?\n") != std::string::npos);
    CHECK(ff({"schema", "deploymnet"}).err ==
          "error[FF6107]: Unknown type\n  There is no resource type \"deploymnet\".\n  hint: did you mean "
          "deployment?\n");
}

TEST_CASE("emulator: a store that cannot be written is told before it listens") {
    const Ran ran = ff({"emulator", "--store", "/nope/x"});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("error[FF7106]: Store cannot be written\n  cannot write /nope/x."));
}

TEST_CASE("logs: requests of the embedded emulator go to the file, for the owner's eyes") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"--log-file", "http.log", "plan"}).code == 0);
    CHECK(folder.read("http.log").find("debug GET /v1/accounts/acme/deployments 200 ") != std::string::npos);
    using std::filesystem::perms;
    CHECK((std::filesystem::status("http.log").permissions() & (perms::group_all | perms::others_all)) ==
          perms::none);
    CHECK(ff({"--log-level", "debug", "plan"}).err.find("debug GET ") != std::string::npos);
    CHECK(ff({"--log-file", "no/such/folder", "plan"})
              .err.starts_with("error[FF6112]: Log cannot be written\n"));
}

TEST_CASE("saved plan: what is none, or is for another state, is refused") {
    const Folder folder;
    folder.write("fireform.toml", small);
    CHECK(ff({"apply", "nothing.plan"}).err ==
          "error[FF2701]: No such plan\n  nothing.plan does not exist.\n  hint: fireform plan --out "
          "nothing.plan\n");
    CHECK(ff({"apply", "fireform.toml"}).err.starts_with("error[FF2703]: Not a saved plan\n"));
    CHECK(ff({"plan", "--out", "first.plan"}).code == 0);
    folder.write("fireform.state.json", small_state);
    CHECK(ff({"apply", "first.plan"}).err.starts_with("error[FF2706]: Plan of another state\n"));
    std::filesystem::remove("fireform.state.json");
    CHECK(ff({"apply", "first.plan", "--wait=false"}).code == 0);
    const Ran stale = ff({"apply", "first.plan"});
    CHECK(stale.code == 1);
    CHECK(stale.err.starts_with(
        "error[FF2708]: Plan is stale\n  first.plan was made from serial 0 of the state"));
}

TEST_CASE("validate: as JUnit and as annotations of GitHub, with paths from the root of the repository") {
    const Folder folder;
    std::filesystem::create_directory("fleet");
    folder.write("fleet/fireform.toml", small);
    CHECK(ff({"--chdir", "fleet", "validate", "--format", "github"}).out ==
          "The configuration is valid: 1 resource in 1 file.\n");
    std::filesystem::current_path(folder.path());
    CHECK(ff({"--chdir", "fleet", "validate", "--format", "junit"})
              .out.find("<testcase classname=\"fleet/fireform.toml\" name=\"valid\" "
                        "file=\"fleet/fireform.toml\"/>") != std::string::npos);

    std::filesystem::current_path(folder.path());
    folder.write("fleet/fireform.toml", replaced(small, "max_replica_count", "max_replica_cout "));
    const Ran github = ff({"--chdir", "fleet", "validate", "--format", "github"});
    CHECK(github.code == 1);
    CHECK(github.err.empty());
    CHECK(github.out ==
          "::error file=fleet/fireform.toml,line=7,col=1,endColumn=16,title=Unknown attribute::in "
          "deployment.chat: A "
          "deployment has no attribute \"max_replica_cout\".%0Ahint: did you mean \"max_replica_count\"?\n");
    std::filesystem::current_path(folder.path());
    const Ran junit = ff({"--chdir", "fleet", "validate", "--format", "junit"});
    CHECK(junit.code == 1);
    CHECK(junit.out.find(" file=\"fleet/fireform.toml\" line=\"7\">") != std::string::npos);
}

TEST_CASE("explain: one, all, and none") {
    CHECK(ff({"explain", "FF1121"}).out.starts_with("FF1121: Attribute out of range\n\n"));
    CHECK(ff({"explain", "attribute out of range"}).out == ff({"explain", "1121"}).out);
    const Ran all = ff({"explain"});
    CHECK(all.code == 0);
    CHECK(all.out.starts_with("FF1101  No configuration\n"));
    CHECK(ff({"explain", "FF1121", "--json"})
              .out.starts_with(R"({"code":"FF1121","summary":"Attribute out of range","meaning":")"));
    CHECK(ff({"explain", "--json"})
              .out.starts_with(R"({"format_version":"1.0","explanations":[{"code":"FF1101",)"));
    const Ran none = ff({"explain", "Atribute out of range"});
    CHECK(none.code == 1);
    CHECK(none.err ==
          "error[FF6114]: Unknown code\n  There is no message \"Atribute out of range\".\n"
          "  hint: did you mean Attribute out of range?\n");
    CHECK(ff({"explain", "FF9999"}).err.ends_with("  hint: fireform explain\n"));
}
