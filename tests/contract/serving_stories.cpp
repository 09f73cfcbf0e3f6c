#include "tests/contract/stories.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>

namespace fireform::testing {

void deployments_story(CheckedEmulator& api) {
    const std::string full =
        R"({"displayName": "a", "description": "b", "annotations": {"custom/a": "b"}, "minReplicaCount": 1,
        "maxReplicaCount": 2, "maxWithRevocableReplicaCount": 3, "autoscalingPolicy": {"scaleUpWindow": "1s", "loadTargets":
        {"requests_per_second": 2.5}, "scalingSchedules": {"s": {"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "3600s",
        "timezone": "UTC"}}}, "baseModel": "accounts/fireworks/models/qwen3-8b", "acceleratorType": "NVIDIA_H100_80GB",
        "precision": "BF16", "enableAddons": true, "draftTokenCount": 2, "draftModel": "accounts/fireworks/models/qwen3-8b",
        "ngramSpeculationLength": 3, "enableSessionAffinity": true, "directRouteApiKeys": ["k"], "numPeftDeviceCached": 1,
        "directRouteType": "INTERNET", "deploymentTemplate": "t", "autoTune": {"longPrompt": true}, "placement": {"regions":
        ["US_IOWA_1"]}, "maxContextLength": 4096, "disableDeploymentSizeValidation": true, "enableHotLoad": true,
        "hotLoadBucketType": "S3", "hotLoadTrainerJob": "accounts/acme/rlorTrainerJobs/x", "pricingPlanId": "p",
        "expireTime": "2027-01-01T00:00:00Z", "enableMtp": true, "preemptible": true})";
    api.ask("POST", "/acme/deployments?deploymentId=full&validateOnly=true", full);
    api.ask("POST", "/acme/deployments?deploymentId=full", full);
    api.ask("POST", "/acme/deployments?deploymentId=shaped",
            R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",
        "enableAddons": true, "deploymentShape": "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"})");
    for (int i = 0; i < 3; ++i) {
        api.ask("GET", "/acme/deployments");
        api.ask("GET", "/acme/deployments/full");
        api.ask("GET", "/acme/deployments/full/shards");
        api.wait(std::chrono::seconds(1));
    }
    api.ask("PATCH", "/acme/deployments/full?updateMask=max_replica_count", R"({"maxReplicaCount": 3})");
    api.ask("PATCH", "/acme/deployments/full:scale", R"({"replicaCount": 2})");
    api.ask("GET", "/acme/deployments/full:metrics?timeRange=10m");
    api.ask("GET", "/acme/deployments/full/terminationMessage");
    api.ask("GET", "/acme/deployments/full/ledger");
    api.ask("DELETE", "/acme/deployments/full/ledger");
    api.ask("POST", "/acme/deployments/full:setTags", R"({"tags": {"custom/c": "d"}})");
    api.ask("POST", "/acme/deployments/full:deleteTags", R"({"keys": ["custom/c"]})");
    api.ask("DELETE", "/acme/deployments/full");
    api.ask("GET", "/acme/deployments/full");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", "/acme/deployments?showDeleted=true");
    api.ask("POST", "/acme/deployments/full:undelete", "{}");
}

void addons_story(CheckedEmulator& api) {
    const json::value made =
        api.ask("POST", "/acme/deployedModels", R"({"displayName": "x", "description": "y", "public": true,
        "model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/shaped"})");
    const std::string path(made.at("name").as_string().subview(8));
    api.ask("GET", "/acme/deployedModels");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", path);
    api.ask("GET", "/acme/models/sample-lora");
    api.ask("PATCH", path + "?updateMask=display_name", R"({"displayName": "z"})");
    api.ask("DELETE", path);
    api.ask("GET", path);
    api.wait(std::chrono::seconds(5));
}

void routers_story(CheckedEmulator& api) {
    api.ask("GET", "/acme/routers");
    const std::string deployments = R"({"deployments": ["accounts/acme/deployments/shaped"])";
    api.ask(
        "POST", "/acme/routers?routerId=r",
        deployments + R"(, "displayName": "x", "model": "accounts/acme/models/sample-lora", "evenLoad": {},
        "public": true})");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", "/acme/routers/r");
    api.ask("PATCH", "/acme/routers/r?updateMask=weighted_random", R"({"weightedRandom": {}})");
    api.ask("DELETE", "/acme/routers/r");
    api.ask("GET", "/acme/routers");
}

void shapes_story(CheckedEmulator& api) {
    api.ask("GET", "/fireworks/deploymentShapes?targetModel=accounts/fireworks/models/qwen3-8b");
    api.ask("GET", "/fireworks/deploymentShapes/qwen3-8b-fast");
    const json::value versions = api.ask("GET", "/fireworks/deploymentShapes/qwen3-8b-fast/versions");
    const std::string name(versions.at("deploymentShapeVersions").at(0).at("name").as_string());
    api.ask("GET", name.substr(8));
    api.ask("GET", "/-/deploymentShapes/-/versions");
    const std::string body = R"({"baseModel": "accounts/fireworks/models/qwen3-8b"})";
    api.ask("POST", "/acme/deploymentShapes?deploymentShapeId=own", body, 403);
    api.ask("PATCH", "/fireworks/deploymentShapes/qwen3-8b-fast", body, 403);
    api.ask("DELETE", "/fireworks/deploymentShapes/qwen3-8b-fast", "", 403);
    api.ask("PATCH", name.substr(8), R"({"public": true})", 403);
}

}  // namespace fireform::testing
