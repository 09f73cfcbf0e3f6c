// An account that is there already, written as configuration and state; objects that nobody owns; blocks for
// what [[import]] names.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fireform::tests;

namespace {

constexpr std::string_view no_changes = "No changes. Your fleet matches the configuration.\n";

void post(const Emulator& emulator, const std::string& path, const std::string& body) {
    emulator.request("POST", "/v1/accounts/acme/" + path, body);
}

/// A dataset whose file is elsewhere.
void upload_near(const Emulator& emulator) {
    const Project other(emulator, "[dataset.near]\nid   = \"near\"\nfile = \"near.jsonl\"\n");
    other.folder.write("near.jsonl", support_rows);
    other.apply();
}

/// One of most types, as people make them in the console.
void fill(const Emulator& emulator) {
    post(emulator, "deployments?deploymentId=chat-eu",
         R"({"displayName": "chat", "baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
         R"("acceleratorType": "NVIDIA_H100_80GB", "maxReplicaCount": 2, "enableAddons": true,)"
         R"("annotations": {"custom/team": "search"}, "autoscalingPolicy": {"scaleToZeroWindow": "300s"}})");
    post(emulator, "deployments?deploymentId=chat-us",
         R"({"displayName": "Chat \"US\" ${x}", "baseModel": "accounts/fireworks/models/qwen3-8b",)"
         R"("acceleratorType": "NVIDIA_H100_80GB", "minReplicaCount": 1, "maxReplicaCount": 1})");
    post(
        emulator, "deployedModels",
        R"({"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/chat-eu"})");
    post(emulator, "datasets",
         R"({"datasetId": "far", "dataset": {"exampleCount": "3", "externalUrl": "gs://b/x.jsonl"}})");
    post(emulator, "datasets",
         R"({"datasetId": "stuck", "dataset": {"exampleCount": "3", "userUploaded": {}}})");
    upload_near(emulator);
    post(emulator, "secrets",
         R"({"name": "accounts/acme/secrets/aws", "keyName": "AWS_CREDENTIALS", "value": "s3cr3t"})");
    post(emulator, "supervisedFineTuningJobs?supervisedFineTuningJobId=run",
         R"({"displayName": "support-v1", "baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
         R"("dataset": "accounts/acme/datasets/far", "outputModel": "accounts/acme/models/support-v1",)"
         R"("epochs": 3})");
    post(emulator, "routers?routerId=front",
         R"({"displayName": "front", "deployments": ["accounts/acme/deployments/chat-eu"]})");
}

/// Without a configuration.
class Unconfigured : public Project {
 public:
    explicit Unconfigured(const Emulator& emulator) : Project(emulator) {
        std::filesystem::remove(folder.path() / "fireform.toml");
        environment["FIREWORKS_ACCOUNT_ID"] = "acme";
    }
};

}  // namespace

TEST_CASE("export: a new user goes from an account to a managed one") {
    const Emulator emulator;
    fill(emulator);
    const Unconfigured project(emulator);
    const Ran ran = project.run({"export"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    check_golden("export.txt", project.normal(ran.out));
    std::string all;
    for (const char* type :
         {"dataset", "deployment", "lora_addon", "model", "router", "secret", "supervised_fine_tuning_job"})
        all += project.folder.read(std::string(type) + ".fireform.toml") + "\n";
    check_golden("export.toml", project.normal(all));

    CHECK(project.run({"fmt", "--check"}).code == 0);
    const Ran plan = project.run({"plan", "--detailed-exitcode"});
    CHECK(plan.code == 0);
    CHECK(plan.out == no_changes);
    CHECK(project.run({"drift"}).code == 0);
    const std::string before = emulator.request("GET", "/emulator/objects");
    CHECK(project.apply().code == 0);
    CHECK(emulator.request("GET", "/emulator/objects") == before);
    emulator.request("DELETE", "/v1/accounts/acme/datasets/stuck");
    CHECK(project.run({"orphans"}).out == "No orphans. Every live object has an owner.\n");
}

TEST_CASE("export: into another folder, and never over a file of the user's") {
    const Emulator emulator;
    fill(emulator);
    const Unconfigured project(emulator);
    CHECK(project.run({"export", "--out", "fleet"}).code == 0);
    CHECK(project.run({"--chdir", "fleet", "plan"}).out == no_changes);
    CHECK(project.folder.has("fleet/fireform.state.json"));
    CHECK(!project.folder.has("fireform.state.json"));

    const std::string before = project.folder.read("fleet/deployment.fireform.toml");
    const Ran again = project.run({"export", "--out", "fleet"});
    CHECK(again.code == 1);
    CHECK(again.err.starts_with("error[FF6750]: Folder is in use\n  fleet has a configuration: "));
    CHECK(project.folder.read("fleet/deployment.fireform.toml") == before);

    CHECK(project.run({"export"}).code == 0);
    CHECK(project.run({"export"}).err ==
          "error[FF6750]: Folder is in use\n"
          "  The configuration of this folder has resources already.\n"
          "  hint: fireform export --out DIR, or [[import]] with fireform plan --generate-config F\n");
}

TEST_CASE("export: only some of it, with names where nothing can be referred to") {
    const Emulator emulator;
    fill(emulator);
    const Unconfigured project(emulator);
    const Ran ran =
        project.run({"export", "--type", "lora_addon", "--type", "deployment", "--filter", "model=*llama*"});
    INFO(ran.err);
    CHECK(ran.out ==
          "Exported 1 object of account acme:\n"
          "  deployment.fireform.toml  1\n"
          "Checked: a plan of these files has no changes.\n\nNext: fireform plan\n");
    CHECK(project.run({"export", "--type", "deploymnt"}).err ==
          "error[FF1203]: Unknown resource type\n"
          "  There is no resource type \"deploymnt\".\n"
          "  hint: did you mean deployment?\n");
    CHECK(project.run({"export", "--filter", "colour=red"}).err ==
          "error[FF1115]: Unknown attribute\n"
          "  --filter \"colour=red\": no type has that attribute.\n"
          "  hint: --filter 'chat-*' for ids and display names, or --filter 'region=EU_*'\n");
}

TEST_CASE("export: what another state owns is left out, unless it is asked for") {
    const Emulator emulator;
    const Project owner(emulator, one_deployment);
    owner.apply();
    const Unconfigured project(emulator);
    const Ran ran = project.run({"export", "--type", "deployment"});
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("Account acme has nothing to export.\nLeft out:\n"));
    CHECK(!project.folder.has("fireform.state.json"));
    CHECK(project.run({"export", "--type", "deployment", "--force"}).code == 0);
    CHECK(project.folder.read("deployment.fireform.toml").find("adopt = \"force\"") != std::string::npos);
}

TEST_CASE("export: a dataset and a secret that are gone cannot be made from what was written") {
    const Emulator emulator;
    fill(emulator);
    const Unconfigured project(emulator);
    CHECK(project.run({"export", "--type", "dataset", "--type", "secret"}).code == 0);
    emulator.request("DELETE", "/v1/accounts/acme/datasets/near");
    emulator.request("DELETE", "/v1/accounts/acme/secrets/aws");
    check_golden("error_export_gone.txt", project.normal(project.run({"plan"}).err));
}

TEST_CASE("orphans: what no state owns, with what it costs") {
    const Emulator emulator;
    fill(emulator);
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran json = project.run({"orphans", "--json", "--type", "deployment"});
    CHECK(json.code == 0);
    CHECK(json.out.starts_with(
        "{\"format_version\":\"1.0\",\"orphans\":[{\"type\":\"deployment\",\"id\":\"chat-"));
    CHECK(json.out.find("\"hourly_usd\":") != std::string::npos);
    const Ran text = project.run({"orphans", "--filter", "chat*"});
    CHECK(text.out.find("chat-us \"Chat \\\"US\\\" ${x}\"") == std::string::npos);
    CHECK(text.out.find("deployment  chat-us") != std::string::npos);
    CHECK(text.out.find("2 orphans, ") != std::string::npos);
}

TEST_CASE("import: a pattern takes objects into a block with for_each") {
    const Emulator emulator;
    for (const char* id : {"chat-eu", "chat-us"})
        post(emulator, std::string("deployments?deploymentId=") + id,
             R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
             R"("acceleratorType": "NVIDIA_H100_80GB", "maxReplicaCount": 1})");
    const std::string block = R"([deployment.chat]
for_each         = ["eu", "us"]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"

)";
    const Project project(emulator, block + "[[import]]\nto = \"deployment.chat\"\nid = \"chat-*\"\n");
    check_golden("plan_import_pattern.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.id("deployment.chat[\"eu\"]") == "chat-eu");
    CHECK(project.run({"plan"}).out == no_changes);
    project.configure(block + "[[import]]\nto = \"deployment.chat\"\nid = \"nothing-*\"\n");
    CHECK(project.run({"plan"}).err ==
          "error[FF2750]: Import finds nothing\n"
          "  --> fireform.toml:8:6\n"
          "   8 | id = \"nothing-*\"\n"
          "     |      ^~~~~~~~~~~\n"
          "  No deployment of the account has an id like \"nothing-*\".\n"
          "  hint: there are chat-eu, chat-us\n");
    project.configure(
        "[deployment.one]\nmodel = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
        "[[import]]\nto = \"deployment.one\"\nid = \"chat-*\"\n");
    CHECK(project.run({"plan"}).err.starts_with("error[FF2751]: Two objects for one address\n"));
}

TEST_CASE("plan --generate-config: blocks for what [[import]] names") {
    const Emulator emulator;
    fill(emulator);
    const Project project(emulator,
                          "[[import]]\nto = \"deployment.*\"\nid = \"chat-*\"\n\n"
                          "[[import]]\nto = \"router.front\"\nid = \"front\"\n");
    CHECK(project.run({"plan"}).err.starts_with("error[FF1751]: Import without a block\n"));
    const Ran ran = project.run({"plan", "--generate-config", "imported.fireform.toml"});
    check_golden("plan_generate_config.txt", project.normal(ran.err + ran.out));
    check_golden("generated.toml", project.normal(project.folder.read("imported.fireform.toml")));
    const std::string before = project.folder.read("imported.fireform.toml");
    CHECK(project.run({"plan", "--generate-config", "imported.fireform.toml"}).err ==
          "error[FF6754]: File is there\n"
          "  imported.fireform.toml exists, and stays as it is.\n"
          "  hint: choose another name, or move it away\n");
    CHECK(project.folder.read("imported.fireform.toml") == before);
    project.apply();
    CHECK(project.run({"plan"}).out == no_changes);
    CHECK(project.run({"plan", "--generate-config", "more.toml"}).err ==
          "Nothing to write: every [[import]] has its block.\n\n");
    CHECK(!project.folder.has("more.toml"));
}

TEST_CASE("selection: --exclude takes along what needs it, patterns choose, --replace makes anew") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    const Ran partial = project.run({"plan", "--exclude", "lora_addon.*"});
    CHECK(partial.err ==
          "warning[FF2503]: Plan is partial\n"
          "  --exclude leaves out lora_addon.a, lora_addon.b; run without it to bring the rest up to "
          "date.\n\n");
    CHECK(partial.out.find("Plan: 1 to add, 0 to change, 0 to destroy.\n") != std::string::npos);
    const Ran all = project.run({"plan", "--exclude", "deployment.chat"});
    CHECK(all.err ==
          "warning[FF2503]: Plan is partial\n"
          "  --exclude leaves out deployment.chat, and what needs that: lora_addon.a, lora_addon.b; run "
          "without it to bring the rest up to date.\n\n");
    CHECK(project.run({"plan", "--target", "lora_adon.*"}).err ==
          "error[FF2504]: Unknown target\n"
          "  lora_adon.* is like nothing in the configuration or in state.\n"
          "  hint: did you mean --target lora_addon.a?\n");
    project.apply();
    check_golden("plan_replace_flag.txt",
                 project.normal(project.run({"plan", "--replace", "deployment.chat"}).out));
    const Ran kept = project.run({"plan", "--destroy", "--exclude", "lora_addon.a"});
    CHECK(kept.out.find("Plan: 0 to add, 0 to change, 1 to destroy.\n") != std::string::npos);
    CHECK(project.run({"apply", "--auto-approve", "--replace", "deployment.chat"}).code == 0);
    CHECK(project.run({"plan"}).out == no_changes);
}
