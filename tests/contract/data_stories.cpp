#include "tests/contract/stories.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace fireform::testing {
namespace {

constexpr std::string_view preference_row =
    R"({"input": {"messages": [{"role": "user"}]}, "preferred_output": [{"role": "assistant"}], )"
    R"("non_preferred_output": [{"role": "assistant"}]})";
constexpr std::string_view samples_row =
    R"({"samples": [{"messages": [{"role": "user"}], "evals": {"score": 1}}]})";

const std::string chat_row =
    R"({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]})";

}  // namespace

void datasets_story(CheckedEmulator& api) {
    for (const auto& [id, row] : {std::pair{"pairs", preference_row}, std::pair{"samples", samples_row}}) {
        api.ask("POST", "/acme/datasets",
                "{\"datasetId\": \"" + std::string(id) + "\", \"dataset\": {\"userUploaded\": {}}}");
        api.upload(id, std::string(row) + "\n");
    }
    api.ask(
        "POST", "/acme/datasets",
        R"({"datasetId": "d", "dataset": {"displayName": "x", "exampleCount": "3", "userUploaded": {}, "format": "CHAT"}})");
    api.ask("GET", "/acme/datasets/d");
    api.upload("d", chat_row + "\n" + chat_row + "\n" + chat_row + "\n");
    api.ask("POST", "/acme/datasets", R"({"datasetId": "bad", "dataset": {"userUploaded": {}}})");
    api.upload("bad", "no rows");
    api.ask("POST", "/acme/datasets",
            R"({"datasetId": "url", "dataset": {"externalUrl": "gs://x", "exampleCount": 300}})");
    api.ask("POST", "/acme/datasets", R"({"datasetId": "big", "dataset": {}})");
    const json::value urls =
        api.ask("POST", "/acme/datasets/big:getUploadEndpoint", R"({"filenameToSize": {"b.jsonl": "2"}})");
    api.put(std::string(urls.at("filenameToSignedUrls").at("b.jsonl").as_string()), "{}");
    api.ask("POST", "/acme/datasets/big:validateUpload", "{}");
    api.wait(std::chrono::seconds(1));
    api.ask("POST", "/acme/datasets",
            R"({"datasetId": "derived", "sourceDatasetId": "d", "filter": "a = 1", "dataset": {}})");
    api.ask("GET", "/acme/datasets");
    api.ask("GET", "/acme/datasets/d:getDownloadEndpoint");
    api.ask("POST", "/acme/datasets/url:splitDataset", R"({"chunkSize": 200})");
    api.ask("PATCH", "/acme/datasets/d?updateMask=display_name", R"({"displayName": "y"})");
    api.ask("DELETE", "/acme/datasets/bad");
    api.ask("GET", "/acme/datasets");
}

void models_story(CheckedEmulator& api) {
    api.ask("GET", "/fireworks/models");
    api.ask("GET", "/fireworks/models/deepseek-v3p1");
    api.ask("POST", "/acme/models",
            R"({"modelId": "own", "model": {"displayName": "x", "githubUrl": "g", "huggingFaceUrl": "h",
        "contextLength": 4096, "conversationConfig": {"style": "jinja"}, "snapshotType": "INCREMENTAL_SNAPSHOT", "deprecationDate":
        {"year": 2030, "month": 1, "day": 2}, "peftDetails": {"baseModel": "accounts/fireworks/models/qwen3-8b", "r": 8,
        "targetModules": ["q_proj"]}}})");
    const json::value urls =
        api.ask("POST", "/acme/models/own:getUploadEndpoint",
                R"({"filenameToSize": {"adapter_config.json": 2, "adapter_model.safetensors": 2}})");
    for (const auto& entry : urls.at("filenameToSignedUrls").as_object())
        api.put(std::string(entry.value().as_string()), "{}");
    api.ask("GET", "/acme/models/own:validateUpload");
    api.ask("GET", "/acme/models/own:getDownloadEndpoint");
    api.ask("POST", "/acme/models/own:prepare", R"({"precision": "FP8"})");
    api.ask("PATCH", "/acme/models/own?updateMask=description", R"({"description": "d"})");
    api.ask("GET", "/acme/models");
    api.ask("DELETE", "/acme/models/own");
}

void model_versions_story(CheckedEmulator& api) {
    api.ask("POST", "/acme/models/sample-lora/versions?versionId=one", "{}");
    api.ask("GET", "/acme/models/sample-lora/versions:count");
    api.ask("POST", "/acme/deployments?deploymentId=merged",
            R"({"baseModel": "accounts/acme/models/sample-lora", "acceleratorType": "NVIDIA_H100_80GB"})");
    api.wait(std::chrono::seconds(2));
    api.ask(
        "POST", "/acme/models/sample-lora/versions/one:deploy",
        R"({"deployment": "accounts/acme/deployments/merged", "rolloutStrategy": "ROLLOUT_STRATEGY_STANDARD"})");
    api.ask("GET", "/acme/deployments/merged");
    api.ask("POST", "/acme/models",
            R"({"modelId": "far", "model": {"kind": "HF_BASE_MODEL", "baseModelDetails": {}}})");
    api.ask("POST", "/acme/models/far:import", R"({"awsS3Source": {"s3Bucket": "b", "s3Path": "p"}})");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", "/acme/models/far");
}

}  // namespace fireform::testing
