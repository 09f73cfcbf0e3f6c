#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

const std::string lora =
    R"({"modelId": "m", "model": {"peftDetails": {"baseModel": "accounts/fireworks/models/qwen3-8b", "r": 16, "targetModules": ["q_proj", "w1"]}}})";

int put(Desk& desk, const std::string& url, const std::string& body) {
    HttpRequest request;
    request.method = "PUT";
    request.url = url;
    const std::string size = std::to_string(body.size());
    request.headers = {{"Content-Type", "application/octet-stream"},
                       {"x-goog-content-length-range", size + "," + size}};
    request.body = body;
    return desk.send(std::move(request)).status;
}

}  // namespace

TEST_CASE("models: the public ones are there with what plans need to know") {
    Desk desk;
    CHECK(desk.ids("/v1/accounts/fireworks/models") ==
          "deepseek-v3p1 llama-v3p1-8b-instruct llama-v3p2-3b-instruct llama-v3p3-70b-instruct qwen3-8b");
    constexpr std::string_view places =
        "kind state supportsLora supervisedLoraTunable supportsServerless baseModelDetails.moe "
        "baseModelDetails.defaultPrecision defaultDraftModel";
    const auto see = [&](const char* id) {
        return desk.see("/v1/accounts/fireworks/models/" + std::string(id), places);
    };
    CHECK(see("llama-v3p1-8b-instruct") == "HF_BASE_MODEL READY true true - - BF16 -");
    CHECK(see("llama-v3p3-70b-instruct") == "HF_BASE_MODEL READY - - true - BF16 -");
    CHECK(see("qwen3-8b") == "HF_BASE_MODEL READY true true - - BF16 -");
    CHECK(see("deepseek-v3p1") == "HF_BASE_MODEL READY - - true true BF16 -");
    CHECK(see("llama-v3p2-3b-instruct") == "HF_BASE_MODEL READY true true - - BF16 -");
}

TEST_CASE("models: the account starts with LoRAs") {
    EmulatorOptions options;
    options.loras = 2;
    Desk desk(options);
    CHECK(desk.ids("models") == "sample-lora sample-lora-001 sample-lora-002");
    CHECK(desk.see("models/sample-lora-002", "kind state peftDetails.baseModel peftDetails.r") ==
          "HF_PEFT_ADDON READY accounts/fireworks/models/llama-v3p1-8b-instruct 8");
}

TEST_CASE("models: a LoRA is made, uploaded, validated and then READY") {
    Desk desk;
    CHECK(desk.see_in("POST models " + lora, "name state kind") ==
          "accounts/acme/models/m UPLOADING HF_PEFT_ADDON");
    CHECK(desk.tell("POST models/m:getUploadEndpoint {\"filenameToSize\": {\"README.md\": 3}}") ==
          "400 unexpected file \"README.md\"");
    HttpRequest request = Desk::request(
        "POST models/m:getUploadEndpoint {\"filenameToSize\": {\"adapter_config.json\": 2, "
        "\"adapter_model.bin\": 4}}");
    const std::string reply = desk.send(request).body;
    CHECK(desk.tell("GET models/m:validateUpload").starts_with("400 LoRA validation failed"));
    const auto url = [&](const std::string& file) {
        const auto start = reply.find(file + "\":\"") + file.size() + 3;
        return reply.substr(start, reply.find('"', start) - start);
    };
    CHECK(put(desk, url("adapter_config.json"), "{}") == 200);
    CHECK(desk.tell("GET models/m:validateUpload")
              .starts_with("400 LoRA validation failed: adapter_model.bin was not uploaded"));
    CHECK(put(desk, url("adapter_model.bin"), "abcd") == 200);
    CHECK(desk.ask("GET models/m:validateUpload?skipHfConfigValidation=true") == "200 {}");
    CHECK(desk.see("models/m", "state") == "READY");
    CHECK(desk.tell("POST models/m:getUploadEndpoint {\"filenameToSize\": {\"adapter_config.json\": 2}}")
              .starts_with("400"));
}

TEST_CASE("models: what a LoRA needs is checked") {
    Desk desk;
    const auto tell = [&](const std::string& details) {
        return desk.tell("POST models {\"modelId\": \"m\", \"model\": {\"peftDetails\": " + details + "}}");
    };
    const std::string base = R"("baseModel": "accounts/fireworks/models/qwen3-8b")";
    CHECK(desk.tell("POST models {\"modelId\": \"m\"}") ==
          "400 peft_details is required for kind HF_PEFT_ADDON");
    CHECK(tell("{" + base + R"(, "r": 2, "targetModules": ["q_proj"]})") ==
          "400 peft_details.r must be between 4 and 64");
    CHECK(tell("{" + base + R"(, "r": 8, "targetModules": []})").starts_with("400"));
    CHECK(tell("{" + base + R"(, "r": 8, "targetModules": ["embed_tokens"]})")
              .starts_with("400 LoRA validation failed"));
    CHECK(
        tell(
            R"({"baseModel": "accounts/fireworks/models/deepseek-v3p1", "r": 8, "targetModules": ["q_proj"]})") ==
        "400 LoRA validation failed: base model \"accounts/fireworks/models/deepseek-v3p1\" does not support "
        "LoRA");
    CHECK(tell("{" + base + R"(, "r": 8})") == "400 target_modules of PEFTDetails is required");
    CHECK(tell(R"({"baseModel": "accounts/fireworks/models/none", "r": 8, "targetModules": ["q_proj"]})")
              .starts_with("404"));
    CHECK(desk.tell("POST models {\"modelId\": \"sample-lora\", \"model\": {}}").starts_with("409"));
    CHECK(desk.tell("POST models {\"modelId\": \"m\", \"model\": {\"kind\": \"HF_BASE_MODEL\"}}")
              .starts_with("400 base_model_details"));
}

TEST_CASE("models: each kind takes the details of its own and no others") {
    Desk desk;
    const auto tell = [&](const std::string& model) {
        return desk.tell("POST models {\"modelId\": \"m\", \"model\": {" + model + "}}");
    };
    const std::string peft =
        R"("peftDetails": {"baseModel": "accounts/fireworks/models/qwen3-8b", "r": 8, "targetModules": ["q_proj"]})";
    CHECK(tell(R"("kind": "CUSTOM_MODEL", "baseModelDetails": {"parameterCount": 1})") ==
          "400 base_model_details must not be set for kind CUSTOM_MODEL");
    CHECK(tell(peft + R"(, "baseModelDetails": {"parameterCount": 1})") ==
          "400 base_model_details must not be set for kind HF_PEFT_ADDON");
    CHECK(tell(peft + R"(, "teftDetails": {})") == "400 teft_details must not be set for kind HF_PEFT_ADDON");
    CHECK(tell(R"("kind": "HF_TEFT_ADDON", "teftDetails": {})") ==
          "400 peft_details is required for kind HF_TEFT_ADDON");
    CHECK(tell(R"("kind": "HF_TEFT_ADDON", )" + peft) ==
          "400 teft_details is required for kind HF_TEFT_ADDON");
    CHECK(tell(R"("kind": "HF_TEFT_ADDON", "teftDetails": {}, )" + peft) == "200");
}

TEST_CASE("models: metadata can be changed, the rest cannot") {
    Desk desk;
    CHECK(desk.see_in("PATCH models/sample-lora?updateMask=display_name,supports_tools {\"displayName\": "
                      "\"x\", \"supportsTools\": true}",
                      "displayName supportsTools") == "x true");
    CHECK(desk.tell("PATCH models/sample-lora?updateMask=kind {\"kind\": \"HF_BASE_MODEL\"}")
              .starts_with("400 field kind is immutable"));
    CHECK(desk.tell("PATCH models/sample-lora?updateMask=default_draft_model {\"defaultDraftModel\": "
                    "\"accounts/fireworks/models/qwen3-8b\"}")
              .starts_with("400 default_draft_token_count"));
}

TEST_CASE("models: deployedModelRefs come with a single get only") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body(R"("enableAddons": true)"));
    desk.ask(
        R"(POST deployedModels {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/a"})");
    CHECK(desk.see("models/sample-lora", "deployedModelRefs.0.state deployedModelRefs.0.default") ==
          "DEPLOYING true");
    CHECK(desk.see("models", "models.0.deployedModelRefs") == "-");
}

TEST_CASE("models: a deployed one cannot be deleted") {
    Desk desk;
    desk.ask(
        R"(POST deployments?deploymentId=a {"baseModel": "accounts/acme/models/sample-lora", "acceleratorType": "NVIDIA_H100_80GB"})");
    CHECK(desk.tell("DELETE models/sample-lora").find("active deployments") != std::string::npos);
    CHECK(desk.tell("POST models/sample-lora:prepare {\"precision\": \"FP8\"}") == "200");
}

TEST_CASE("models: a LoRA that was unloaded counts as deployed for some seconds more") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body(R"("enableAddons": true)"));
    const std::string addon = desk.see_in(
        R"(POST deployedModels {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/a"})",
        "name");
    desk.wait(std::chrono::seconds(4));
    desk.ask("DELETE /v1/" + addon);
    desk.wait(std::chrono::seconds(2));
    CHECK(desk.tell("GET /v1/" + addon).starts_with("404"));
    CHECK(desk.tell("DELETE models/sample-lora") ==
          "400 model \"accounts/acme/models/sample-lora\" has active deployments, undeploy it first");
    desk.wait(std::chrono::seconds(2));
    CHECK(desk.tell("DELETE models/sample-lora") == "200");
}

TEST_CASE("shapes: three of each public model, with a validated version, listed as clients look for them") {
    Desk desk;
    CHECK(
        desk.ids("/v1/accounts/fireworks/deploymentShapes?targetModel=accounts/fireworks/models/qwen3-8b") ==
        "qwen3-8b-fast qwen3-8b-throughput qwen3-8b-minimal");
    CHECK(desk.ids("/v1/accounts/fireworks/deploymentShapes?targetModel=accounts/acme/models/sample-lora") ==
          "llama-v3p1-8b-instruct-fast llama-v3p1-8b-instruct-throughput llama-v3p1-8b-instruct-minimal");
    const std::string path =
        "/v1/accounts/-/deploymentShapes/-/versions?filter=snapshot.base_model=\"accounts/fireworks/models/"
        "qwen3-8b\" AND "
        "latest_validated=true&orderBy=create_time desc";
    CHECK(
        desk.see(
            path,
            "totalSize deploymentShapeVersions.0.snapshot.presetType deploymentShapeVersions.0.validated") ==
        "3 FAST true");
    CHECK(desk.see("/v1/accounts/fireworks/deploymentShapes/qwen3-8b-minimal",
                   "acceleratorType acceleratorCount enableAddons presetType") ==
          "NVIDIA_H100_80GB 1 true MINIMAL");
    CHECK(desk.see("/v1/accounts/fireworks/deploymentShapes/qwen3-8b-minimal/versions", "totalSize") == "1");
    CHECK(desk.see("/v1/accounts/fireworks/deploymentShapes/deepseek-v3p1-fast",
                   "acceleratorType acceleratorCount precision") == "NVIDIA_H200_141GB 8 FP8_MM");
    CHECK(desk.ids("deploymentShapes") == "");
    CHECK(desk.tell("GET /v1/accounts/fireworks/deploymentShapes/none/versions").starts_with("404"));
    CHECK(desk.tell("POST deploymentShapes {\"baseModel\": \"x\"}").starts_with("403"));
}

TEST_CASE("accounts: quotas and the sample evaluator are there") {
    Desk desk;
    CHECK(desk.see("quotas/global--h200-count", "value") == "100000");
    CHECK(desk.see("quotas/on-demand-lora-count", "value") == "10000");
    CHECK(desk.ids("evaluators") == "sample-evaluator");
    CHECK(desk.see("evaluators/sample-evaluator", "state") == "ACTIVE");
}
