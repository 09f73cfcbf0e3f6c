#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

void base(Desk& desk, const std::string& id, std::string_view more = R"("enableAddons": true)",
          const std::string& query = "") {
    REQUIRE(desk.tell("POST deployments?deploymentId=" + id + query + " " + deployment_body(more)) == "200");
    desk.wait(seconds(2));
}

std::string body(const std::string& model, const std::string& deployment, const std::string& more = "") {
    return R"({"model": "accounts/acme/models/)" + model + R"(", "deployment": "accounts/acme/deployments/)" +
           deployment + "\"" + (more.empty() ? "" : ", " + more) + "}";
}

/// Loads it and gives its path, "deployedModels/x".
std::string load(Desk& desk, const std::string& model, const std::string& deployment,
                 const std::string& more = "") {
    const std::string name = desk.see_in("POST deployedModels " + body(model, deployment, more), "name");
    REQUIRE(name.starts_with("accounts/acme/deployedModels/"));
    return name.substr(std::string("accounts/acme/").size());
}

EmulatorOptions with_loras(int count) {
    EmulatorOptions options;
    options.loras = count;
    return options;
}

}  // namespace

TEST_CASE("addons: loading goes from DEPLOYING to DEPLOYED, unloading through UNDEPLOYING to 404") {
    Desk desk;
    base(desk, "a");
    const std::string path = load(desk, "sample-lora", "a", R"("displayName": "x")");
    CHECK(desk.see(path, "state default displayName status") == "DEPLOYING true x {}");
    desk.wait(seconds(2));
    CHECK(desk.see(path, "state") == "DEPLOYED");
    CHECK(desk.ask("DELETE " + path) == "200 {}");
    CHECK(desk.see(path, "state") == "UNDEPLOYING");
    CHECK(desk.ask("DELETE " + path) == "200 {}");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET " + path).starts_with("404"));
}

TEST_CASE("addons: one loaded on a deployment that is still CREATING waits for it") {
    Desk desk;
    REQUIRE(desk.tell("POST deployments?deploymentId=a " + deployment_body(R"("enableAddons": true)")) ==
            "200");
    EmulatorOptions slow;
    const std::string path = load(desk, "sample-lora", "a");
    desk.wait(milliseconds(1900));
    CHECK(desk.see(path, "state") == "DEPLOYING");
    desk.wait(milliseconds(100));
    CHECK(desk.see(path, "state") == "DEPLOYED");
}

TEST_CASE("addons: model and deployment are required, must exist and must fit") {
    Desk desk;
    base(desk, "a");
    desk.ask(
        "POST deployments?deploymentId=qwen {\"baseModel\": \"accounts/fireworks/models/qwen3-8b\", "
        "\"acceleratorType\": \"NVIDIA_H100_80GB\", \"enableAddons\": true}");
    base(desk, "plain", "");
    const auto tell = [&](const std::string& request) { return desk.tell("POST deployedModels " + request); };
    CHECK(tell(R"({"deployment": "accounts/acme/deployments/a"})") ==
          "400 model of DeployedModel is required");
    CHECK(tell(R"({"model": "accounts/acme/models/sample-lora"})") ==
          "400 deployment of DeployedModel is required");
    CHECK(tell(body("none", "a")).starts_with("404"));
    CHECK(tell(body("sample-lora", "none")).starts_with("404"));
    CHECK(tell(R"({"model": "sample-lora", "deployment": "accounts/acme/deployments/a"})")
              .starts_with("400 invalid model"));
    CHECK(
        tell(
            R"({"model": "accounts/fireworks/models/qwen3-8b", "deployment": "accounts/acme/deployments/a"})")
            .starts_with("400 model \"accounts/fireworks/models/qwen3-8b\" is not a LoRA addon"));
    CHECK(tell(body("sample-lora", "qwen")).starts_with("400 the base model of"));
    CHECK(tell(body("sample-lora", "plain")) ==
          "400 addons are not enabled on deployment \"accounts/acme/deployments/plain\"");
    CHECK(desk.tell("POST deployedModels?deployedModelId=x " + body("sample-lora", "a"))
              .starts_with("400 unknown query parameter"));
}

TEST_CASE("addons: one of a rank below 4 can be trained but not loaded") {
    Desk desk;
    base(desk, "a");
    desk.ask(R"(POST datasets {"datasetId": "d", "dataset": {"externalUrl": "gs://x", "exampleCount": 9}})");
    desk.wait(seconds(1));
    REQUIRE(desk.tell("POST supervisedFineTuningJobs?supervisedFineTuningJobId=thin "
                      R"({"dataset": "accounts/acme/datasets/d", "loraRank": 2, )"
                      R"("baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct"})") == "200");
    desk.wait(seconds(30));
    CHECK(desk.see("models/thin", "state peftDetails.r") == "READY 2");
    CHECK(desk.tell("POST deployedModels " + body("thin", "a")) ==
          "400 LoRA validation failed: the rank must be between 4 and 64, it is 2");
}

TEST_CASE("addons: the same model twice on one deployment is 409") {
    Desk desk;
    base(desk, "a");
    load(desk, "sample-lora", "a");
    const HttpResponse again = desk.send(Desk::request("POST deployedModels " + body("sample-lora", "a")));
    CHECK(again.status == 409);
    CHECK(pick(again.body, "code") == "6");
}

TEST_CASE("addons: the list is filtered by model and ordered by name") {
    Desk desk(with_loras(3));
    base(desk, "a");
    base(desk, "b");
    load(desk, "sample-lora-001", "a");
    load(desk, "sample-lora-002", "a");
    load(desk, "sample-lora-001", "b");
    CHECK(desk.see("deployedModels?filter=model=\"accounts/acme/models/sample-lora-001\"", "totalSize") ==
          "2");
    CHECK(desk.see("deployedModels?filter=model=\"accounts/acme/models/sample-lora-003\"", "totalSize") ==
          "-");
}

TEST_CASE("addons: the first deployment of a model is its default, and setting another clears it") {
    Desk desk;
    base(desk, "a");
    base(desk, "b");
    base(desk, "c");
    const std::string a = load(desk, "sample-lora", "a"), b = load(desk, "sample-lora", "b");
    CHECK(desk.see(a, "default") == "true");
    CHECK(desk.see(b, "default") == "-");
    desk.wait(seconds(2));
    CHECK(desk.see_in("PATCH " + b + "?updateMask=default {\"default\": true}", "default state") ==
          "true UPDATING");
    CHECK(desk.see(a, "default state") == "- DEPLOYED");
    desk.wait(seconds(2));
    CHECK(desk.see(b, "state") == "DEPLOYED");
    const std::string c = load(desk, "sample-lora", "c", R"("default": true)");
    CHECK(desk.see(c, "default") == "true");
    CHECK(desk.see(b, "default") == "-");
    CHECK(desk.see("models/sample-lora", "deployedModelRefs.2.default deployedModelRefs.2.deployment") ==
          "true accounts/acme/deployments/c");
}

TEST_CASE("addons: names and texts can be changed, model and deployment cannot") {
    Desk desk;
    base(desk, "a");
    const std::string path = load(desk, "sample-lora", "a");
    desk.wait(seconds(2));
    CHECK(desk.see_in(
              "PATCH " + path + "?updateMask=display_name,public {\"displayName\": \"x\", \"public\": true}",
              "displayName public") == "x true");
    CHECK(desk.tell("PATCH " + path + "?updateMask=model {\"model\": \"accounts/acme/models/other\"}")
              .starts_with("400 field model is immutable"));
    CHECK(desk.tell("PATCH " + path + "?updateMask=serverless {\"serverless\": true}") == "200");
    CHECK(desk.see(path, "serverless") == "-");
}

TEST_CASE("addons: a hot-reload deployment holds one, and replacing it has to be agreed to") {
    Desk desk(with_loras(2));
    base(desk, "hot", R"("enableHotReloadLatestAddon": true)");
    base(desk, "multi");
    CHECK(desk.tell("POST deployedModels " + body("sample-lora", "hot"))
              .starts_with("400 replace_merged_addon must be true"));
    CHECK(desk.tell("POST deployedModels?replaceMergedAddon=true " + body("sample-lora", "multi"))
              .starts_with("400 replace_merged_addon is for"));
    const std::string first =
        desk.see_in("POST deployedModels?replaceMergedAddon=true " + body("sample-lora-001", "hot"), "name");
    desk.wait(seconds(2));
    const std::string second =
        desk.see_in("POST deployedModels?replaceMergedAddon=true " + body("sample-lora-002", "hot"), "name");
    CHECK(desk.see("/v1/" + first, "state") == "UNDEPLOYING");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET /v1/" + first).starts_with("404"));
    CHECK(desk.see("/v1/" + second, "state") == "DEPLOYED");
}

TEST_CASE("addons: they count towards the account's quota, the service's own record does not") {
    Desk desk(with_loras(2));
    base(desk, "a");
    CHECK(desk.see("deployedModels", "totalSize") == "1");
    desk.ask("PATCH quotas/on-demand-lora-count?updateMask=value {\"value\": \"1\"}");
    const std::string path = load(desk, "sample-lora-001", "a");
    CHECK(desk.see("quotas/on-demand-lora-count", "usage") == "1");
    CHECK(desk.tell("POST deployedModels " + body("sample-lora-002", "a")) ==
          "429 quota exceeded: on-demand-lora-count for account acme, in use: 1, quota: 1, requesting: 1");
    desk.ask("DELETE " + path);
    desk.wait(seconds(2));
    load(desk, "sample-lora-002", "a");
}

TEST_CASE("addons: a deployment takes 100 of them") {
    Desk desk(with_loras(101));
    base(desk, "a");
    for (int i = 1; i <= 100; ++i) {
        char id[24];
        std::snprintf(id, sizeof id, "sample-lora-%03d", i);
        load(desk, id, "a");
    }
    CHECK(desk.tell("POST deployedModels " + body("sample-lora-101", "a")).starts_with("429"));
}

TEST_CASE("addons: a load that fails shows STATE_UNSPECIFIED and says why in its status") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST deployedModels";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "adapter has rank 128";
    options.faults.push_back(fails);
    options.emit_defaults = true;
    Desk desk(options);
    base(desk, "a");
    const std::string path = load(desk, "sample-lora", "a");
    desk.wait(seconds(2));
    CHECK(desk.see(path, "state status.code status.message") ==
          "STATE_UNSPECIFIED INTERNAL adapter has rank 128");
}

TEST_CASE("addons: deploying a base model for the first time makes its record, unless that is switched off") {
    Desk desk;
    base(desk, "off", "", "&disableAutoDeploy=true");
    CHECK(desk.ids("deployedModels") == "");
    base(desk, "first", "");
    base(desk, "second", "");
    CHECK(desk.see("deployedModels",
                   "totalSize deployedModels.0.deployment deployedModels.0.state deployedModels.0.default") ==
          "1 accounts/acme/deployments/first DEPLOYED true");
    // A serverless model is deployed already.
    desk.ask(
        "POST deployments {\"baseModel\": \"accounts/fireworks/models/llama-v3p3-70b-instruct\", "
        "\"acceleratorType\": \"NVIDIA_H200_141GB\"}");
    CHECK(desk.see("deployedModels", "totalSize") == "1");
}

TEST_CASE("addons: a model cannot be deleted while it is loaded, nor a moment later") {
    Desk desk;
    base(desk, "a");
    const std::string path = load(desk, "sample-lora", "a");
    const std::string refusal =
        "400 model \"accounts/acme/models/sample-lora\" has active deployments, undeploy it first";
    CHECK(desk.tell("DELETE models/sample-lora") == refusal);
    desk.ask("DELETE " + path);
    desk.wait(seconds(2));
    CHECK(desk.tell("GET " + path).starts_with("404"));
    CHECK(desk.tell("DELETE models/sample-lora") == refusal);
    desk.wait(seconds(2));
    CHECK(desk.tell("DELETE models/sample-lora") == "200");
    CHECK(desk.tell("GET models/sample-lora").starts_with("404"));
}
