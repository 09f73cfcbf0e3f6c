// A golden file for every shape that a plan can take; what apply makes of it is looked up in the account.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fireform::tests;

namespace {

constexpr const char* deployments = "/v1/accounts/acme/deployments";

constexpr std::string_view named = R"([deployment.chat]
display_name     = "chat"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
)";

/// A deployment made by hand, with this display name.
void make_by_hand(const Emulator& emulator, const std::string& id, const std::string& display_name) {
    emulator.request(
        "POST", std::string(deployments) + "?deploymentId=" + id,
        R"({"displayName": ")" + display_name +
            R"(", "baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",)"
            R"("acceleratorType": "NVIDIA_H100_80GB", "minReplicaCount": 0, "maxReplicaCount": 1})");
}

void plan_and_apply(const Project& project, const std::string& golden) {
    const Ran plan = project.run({"plan"});
    INFO(plan.err);
    CHECK(plan.code == 0);
    check_golden(golden, project.normal(plan.out));
    project.apply();
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

}  // namespace

TEST_CASE("plans: adoption of a live deployment with the same display name and base model") {
    const Emulator emulator;
    make_by_hand(emulator, "by-hand", "chat");
    const Project project(emulator, named);
    plan_and_apply(project, "plan_adopt.txt");
    CHECK(project.id("deployment.chat") == "by-hand");
    CHECK(emulator.names("deployments") == std::vector<std::string>{"accounts/acme/deployments/by-hand"});
}

TEST_CASE("plans: adoption of a written id, with an update") {
    const Emulator emulator;
    make_by_hand(emulator, "by-hand", "another name");
    const Project project(emulator, std::string(named) + "id = \"by-hand\"\nmax_replica_count = 3\n");
    plan_and_apply(project, "plan_adopt_update.txt");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("plans: several with the natural identity are an error that lists them") {
    const Emulator emulator;
    make_by_hand(emulator, "first", "chat");
    make_by_hand(emulator, "second", "chat");
    const Project project(emulator, named);
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    check_golden("error_several.txt", project.normal(ran.err));
}

TEST_CASE("plans: a replacement brings the addons over before the old deployment goes") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    const std::string before = project.id("deployment.chat");
    project.configure(replaced(with_addons, "enable_addons    = true",
                               "enable_addons    = true\nmulti_region     = \"US\""));
    plan_and_apply(project, "plan_replace.txt");
    CHECK(project.id("deployment.chat") != before);
    const auto names = emulator.names("deployments");
    CHECK(names == std::vector<std::string>{"accounts/acme/deployments/" + project.id("deployment.chat")});
}

TEST_CASE("plans: as Markdown and as a page, saved ones too") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    project.configure(replaced(with_addons, "enable_addons    = true",
                               "enable_addons    = true\nmulti_region     = \"US\""));
    const Ran plan = project.run({"plan", "--out", "next.plan", "--format", "markdown"});
    CHECK(plan.code == 0);
    check_golden("plan_replace.md", project.normal(plan.out));
    const Ran cut =
        project.run({"show", "next.plan", "--format", "markdown", "--max-bytes", "1000", "--verbose"});
    CHECK(cut.out.size() <= 1000);
    CHECK(cut.out.find("\n> Cut to 1000 bytes: ") != std::string::npos);
    const std::string page = project.run({"plan", "--format", "html"}).out;
    CHECK(page == project.run({"show", "next.plan", "--format", "html"}).out);
    CHECK(page.starts_with("<!doctype html>\n"));
    CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("plans: with a written id the old deployment goes first, for good") {
    const Emulator emulator;
    const std::string written = std::string(named) + "id = \"chat-prod\"\n";
    const Project project(emulator, written);
    project.apply();
    project.configure(written + "multi_region = \"US\"\n");
    plan_and_apply(project, "plan_replace_written_id.txt");
    CHECK(project.id("deployment.chat") == "chat-prod");
}

TEST_CASE("plans: what is no longer written is destroyed, dependents first") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    project.configure("[deployment.other]\nmodel = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n");
    plan_and_apply(project, "plan_destroy.txt");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("plans: on_destroy keep forgets") {
    const Emulator emulator;
    const Project project(emulator,
                          std::string(named) + "\n[deployment.chat.lifecycle]\non_destroy = \"keep\"\n");
    project.apply();
    project.configure("[deployment.other]\nmodel = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n");
    plan_and_apply(project, "plan_forget.txt");
    CHECK(emulator.names("deployments").size() == 2);
}

TEST_CASE("plans: a deployment that was deleted by hand is restored") {
    const Emulator emulator;
    const Project project(emulator, named);
    project.apply();
    const std::string id = project.id("deployment.chat");
    emulator.request("DELETE", std::string(deployments) + "/" + id + "?ignoreChecks=true");
    plan_and_apply(project, "plan_undelete.txt");
    CHECK(project.id("deployment.chat") == id);
}

TEST_CASE("plans: a deployment that is gone for good is made again") {
    const Emulator emulator;
    const Project project(emulator, named);
    project.apply();
    emulator.request("DELETE", std::string(deployments) + "/" + project.id("deployment.chat") +
                                   "?ignoreChecks=true&hard=true");
    plan_and_apply(project, "plan_gone.txt");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("plans: a deployment that failed is repaired") {
    const Folder faults;
    faults.write("faults.toml",
                 "[[fault]]\noperation = \"POST deployments\"\nkind = \"fail_state\"\ntimes = 1\n"
                 "message = \"out of capacity\"\n");
    const Emulator emulator({"--faults", (faults.path() / "faults.toml").string()});
    const Project project(emulator, named);
    const Ran failed = project.run({"apply", "--auto-approve"});
    CHECK(failed.code == 1);
    CHECK(failed.err.find("out of capacity") != std::string::npos);
    plan_and_apply(project, "plan_repair.txt");
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("plans: --target takes a resource and what it needs, and says that the plan is partial") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    const Ran plan = project.run({"plan", "--target", "lora_addon.a"});
    check_golden("plan_target.txt", project.normal(plan.out + plan.err));
    CHECK(project.run({"apply", "--auto-approve", "--target", "lora_addon.a"})
              .out.ends_with("\nApply complete! Resources: 2 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"state", "list"}).out == "deployment.chat\nlora_addon.a\n");
}

TEST_CASE("plans: --refresh=false believes the state") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    emulator.request(
        "PATCH",
        std::string(deployments) + "/" + project.id("deployment.chat") + "?updateMask=max_replica_count",
        R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", "maxReplicaCount": 7})");
    const int lists = emulator.count("LIST deployments");
    CHECK(project.run({"plan", "--refresh=false"}).out ==
          "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.count("LIST deployments") == lists);
}

TEST_CASE("plans: --refresh=false still tells a LoRA from a base model") {
    const Emulator emulator;
    const Project project(emulator, R"([dataset.more]
external_url = "gs://bucket/more.jsonl"

[supervised_fine_tuning_job.next]
model        = "sample-lora"
dataset      = "${dataset.more.id}"
output_model = "next"
)");
    project.apply();
    CHECK(project.run({"plan", "--refresh=false"}).out ==
          "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("plans: a run that failed goes on where the configuration says so") {
    const Folder faults;
    faults.write("faults.toml", R"([[fault]]
operation = "POST supervisedFineTuningJobs"
kind      = "fail_state"
times     = 1
)");
    const Emulator emulator({"--faults", (faults.path() / "faults.toml").string()});
    const Project project(emulator, R"([dataset.more]
external_url = "gs://bucket/more.jsonl"

[supervised_fine_tuning_job.next]
model      = "llama-v3p1-8b-instruct"
dataset    = "${dataset.more.id}"
on_failure = "resume"
)");
    CHECK(project.run({"apply", "--auto-approve"}).code == 1);
    project.apply();
    CHECK(emulator.count("POST supervisedFineTuningJobs") == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("plans: --destroy shows the end") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    check_golden("plan_destroy_all.txt", project.normal(project.run({"plan", "--destroy"}).out));
}

TEST_CASE("plans: JSON lines and Terraform's shape") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const Ran stream = project.run({"plan", "--json", "--out", "next.plan"});
    CHECK(stream.err.empty());
    CHECK(std::ranges::count(stream.out, '\n') == 3);
    CHECK(stream.out.find(R"("type":"change_summary","changes":{"add":1,)") != std::string::npos);
    const Ran shown = project.run({"show", "--json", "next.plan"});
    CHECK(shown.out.find(R"("actions":["create"])") != std::string::npos);
    const Ran applied = project.run({"apply", "--json", "next.plan"});
    CHECK(applied.code == 0);
    CHECK(applied.out.find(R"("type":"apply_complete")") != std::string::npos);
    CHECK(applied.out.find(R"("@message":"Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")") !=
          std::string::npos);
}
