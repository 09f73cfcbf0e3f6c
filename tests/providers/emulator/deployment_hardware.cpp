#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

std::string body(const std::string& model, const std::string& more) {
    return "{\"baseModel\": \"accounts/fireworks/models/" + model + "\"" + (more.empty() ? "" : ", " + more) +
           "}";
}
std::string tell(Desk& desk, const std::string& model, const std::string& more,
                 const std::string& query = "") {
    return desk.tell("POST deployments?validateOnly=true" + query + " " + body(model, more));
}
std::string see(Desk& desk, const std::string& model, const std::string& more, const std::string& places) {
    return desk.see_in("POST deployments?validateOnly=true " + body(model, more), places);
}

const std::string shape =
    R"("deploymentShape": "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-)";
constexpr std::string_view version_prefix =
    "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast/versions/";

}  // namespace

TEST_CASE("hardware: without a shape an accelerator type is required, and must be able to serve the model") {
    Desk desk;
    CHECK(tell(desk, "qwen3-8b", "") == "400 accelerator_type must be specified for non-embeddings engines");
    CHECK(tell(desk, "qwen3-8b", R"("acceleratorType": "ACCELERATOR_TYPE_UNSPECIFIED")")
              .starts_with("400 accelerator_type"));
    CHECK(
        tell(desk, "deepseek-v3p1", R"("acceleratorType": "NVIDIA_L4_24GB")") ==
        "400 invalid deployment: model type deepseek_v3 is not supported on NVIDIA_L4_24GB, requires one of: "
        "AMD_MI300X_192GB, NVIDIA_H200_141GB, NVIDIA_B200_180GB, AMD_MI325X_256GB, AMD_MI350X_288GB, "
        "NVIDIA_B300_288GB");
}

TEST_CASE("hardware: the count is the smallest that fits unless it is said") {
    Desk desk;
    CHECK(see(desk, "qwen3-8b", R"("acceleratorType": "NVIDIA_H100_80GB")", "acceleratorCount precision") ==
          "1 BF16");
    CHECK(see(desk, "llama-v3p3-70b-instruct", R"("acceleratorType": "NVIDIA_H100_80GB")",
              "acceleratorCount") == "4");
    CHECK(see(desk, "llama-v3p3-70b-instruct", R"("acceleratorType": "NVIDIA_H100_80GB", "precision": "FP8")",
              "acceleratorCount precision") == "2 FP8");
    CHECK(see(desk, "qwen3-8b", R"("acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 2)",
              "acceleratorCount") == "2");
}

TEST_CASE("hardware: a shape becomes its validated version and brings its hardware") {
    Desk desk;
    CHECK(see(desk, "llama-v3p1-8b-instruct", shape + "fast\"",
              "acceleratorType acceleratorCount precision") == "NVIDIA_H200_141GB 2 BF16");
    const std::string version = see(desk, "llama-v3p1-8b-instruct", shape + "fast\"", "deploymentShape");
    CHECK(version.starts_with(version_prefix));
    CHECK(see(desk, "llama-v3p1-8b-instruct", "\"deploymentShape\": \"" + version + "\"",
              "deploymentShape") == version);
    CHECK(desk.see("/v1/" + version, "validated latestValidated snapshot.precision") == "true true BF16");
}

TEST_CASE("hardware: a shape excludes every part of the hardware, and belongs to one base model") {
    Desk desk;
    for (const char* field :
         {R"("acceleratorType": "NVIDIA_H100_80GB")", R"("acceleratorCount": 1)", R"("precision": "FP8")"})
        CHECK(tell(desk, "llama-v3p1-8b-instruct", shape + "fast\", " + field)
                  .starts_with("400 invalid deployment: "));
    CHECK(tell(desk, "qwen3-8b", shape + "fast\"").starts_with("400 invalid deployment: deployment shape"));
    CHECK(tell(desk, "llama-v3p1-8b-instruct", shape + "tiny\"") ==
          "404 the deployment shape version does not exist or you do not have access to it");
    CHECK(tell(desk, "llama-v3p1-8b-instruct", R"("deploymentShape": "fast")").starts_with("400"));
}

TEST_CASE("hardware: a LoRA may use the shapes of its base, and is merged into it") {
    Desk desk;
    const std::string lora = R"({"baseModel": "accounts/acme/models/sample-lora", )";
    CHECK(desk.tell("POST deployments?validateOnly=true " + lora + shape + "fast\"}") == "200");
    CHECK(desk.see_in(
              "POST deployments?validateOnly=true " + lora + R"("acceleratorType": "NVIDIA_H100_80GB"})",
              "precision") == "BF16");
    CHECK(desk.tell("POST deployments?validateOnly=true " + lora +
                    R"("acceleratorType": "NVIDIA_H100_80GB", "enableAddons": true})")
              .starts_with("400 live merge is not supported for this deployment configuration"));
    CHECK(desk.tell("POST deployments?validateOnly=true " + lora +
                    R"("acceleratorType": "NVIDIA_H100_80GB", "precision": "FP8"})")
              .starts_with("400 live merge is not supported"));
}

TEST_CASE("hardware: addons need a model that takes them and a precision that is not quantized") {
    Desk desk;
    const std::string h200 = R"("acceleratorType": "NVIDIA_H200_141GB", )";
    CHECK(tell(desk, "qwen3-8b", h200 + R"("enableAddons": true)") == "200");
    for (const char* precision : {"FP8", "FP8_MM_V2", "FP4", "NF4"})
        CHECK(tell(desk, "qwen3-8b", h200 + R"("enableAddons": true, "precision": ")" + precision + "\"") ==
              "400 invalid deployment: addons cannot be enabled with quantized precisions (FP8/FP4)");
    CHECK(tell(desk, "deepseek-v3p1", h200 + R"("enableAddons": true)") ==
          "400 addons are not supported for this model");
    CHECK(tell(desk, "qwen3-8b", h200 + R"("enableAddons": true, "enableHotReloadLatestAddon": true)")
              .starts_with("400"));
    CHECK(
        tell(
            desk, "deepseek-v3p1",
            R"("deploymentShape": "accounts/fireworks/deploymentShapes/deepseek-v3p1-fast", "enableAddons": true)")
            .starts_with("400 invalid deployment: the deployment shape does not support addons"));
}

TEST_CASE("hardware: the deployments of an account hold its quota of accelerators") {
    EmulatorOptions options;
    options.quota = 16;
    Desk desk(options);
    const std::string h200 =
        R"({"baseModel": "accounts/fireworks/models/qwen3-8b", "acceleratorType": "NVIDIA_H200_141GB", "maxReplicaCount": )";
    CHECK(desk.tell("POST deployments?deploymentId=a " + h200 + "14}") == "200");
    const std::string refusal =
        "429 quota exceeded: global--h200-count for account acme, in use: 14, quota: 16, requesting: ";
    CHECK(desk.tell("POST deployments?deploymentId=b " + h200 + "4}") == refusal + "4");
    CHECK(pick(desk.send(Desk::request("POST deployments " + h200 + "4}")).body, "code") == "8");
    CHECK(desk.see("quotas/global--h200-count", "value maxValue usage") == "16 16 14");
    desk.wait(seconds(2));
    CHECK(desk.tell("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 16}") == "200");
    CHECK(desk.tell("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 17}")
              .starts_with("429"));
    CHECK(desk.tell("DELETE deployments/a") == "200");
    CHECK(desk.see("quotas/global--h200-count", "usage") == "-");
    CHECK(desk.tell("POST deployments?deploymentId=b " + h200 + "4}") == "200");
    desk.wait(seconds(2));
    CHECK(desk.tell("POST deployments/a:undelete {}").starts_with("429"));
}

TEST_CASE("hardware: the quota may be checked first and then hides what else is wrong") {
    EmulatorOptions options;
    options.quota = 0;
    Desk desk(options);
    const std::string wrong = deployment_body(R"("autoscalingPolicy": {"scaleToZeroWindow": "1s"})");
    CHECK(desk.tell("POST deployments " + wrong).starts_with("400 autoscaling_policy"));
    options.quota_first = true;
    Desk first(options);
    CHECK(first.tell("POST deployments " + wrong).starts_with("429 quota exceeded: global--h100-count"));
}

TEST_CASE("hardware: quotas can be lowered, and raised again up to their maximum") {
    Desk desk;
    CHECK(desk.see_in("PATCH quotas/global--h100-count?updateMask=value {\"value\": \"8\"}",
                      "value maxValue") == "8 100000");
    CHECK(
        desk.tell("PATCH quotas/global--h100-count?updateMask=value {\"value\": 100001}").starts_with("400"));
    CHECK(desk.tell("PATCH quotas/global--h100-count?updateMask=max_value {\"maxValue\": 9}")
              .starts_with("400"));
    CHECK(desk.ids("quotas?filter=value<100000") ==
          "global--h100-count monthly-spend-usd on-demand-lora-count");
}
