#include "tests/contract/stories.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>

namespace fireform::testing {

void supervised_jobs_story(CheckedEmulator& api) {
    const std::string job = R"({"displayName": "x", "dataset": "accounts/acme/datasets/d", "baseModel":
        "accounts/fireworks/models/qwen3-8b", "outputModel": "tuned", "epochs": 2, "learningRate": 0.0002, "maxContextLength": 8192,
        "loraRank": 16, "batchSizeSamples": 4, "batchSize": 1024, "gradientAccumulationSteps": 2, "learningRateWarmupSteps": 1,
        "optimizerWeightDecay": 0.02, "earlyStop": true, "isTurbo": true, "evalAutoCarveout": true, "evaluationDataset":
        "accounts/acme/datasets/d", "jinjaTemplate": "t", "nodes": 1, "mtpEnabled": true, "mtpNumDraftTokens": 1,
        "mtpFreezeBaseModel": true, "purpose": "PURPOSE_PILOT", "wandbConfig": {"enabled": true, "apiKey": "k", "project": "p",
        "entity": "e", "runId": "r"}, "awsS3Config": {"iamRoleArn": "a"}, "azureBlobStorageConfig": {"tenantId": "t"},
        "lrScheduler": {"cosine": {"minLrRatio": 0.1}}})";
    api.ask("POST", "/acme/supervisedFineTuningJobs:estimateCost", job);
    api.ask("POST", "/acme/supervisedFineTuningJobs?supervisedFineTuningJobId=j", job);
    for (int i = 0; i < 11; ++i) {
        api.ask("GET", "/acme/supervisedFineTuningJobs/j");
        api.wait(std::chrono::seconds(2));
    }
    api.ask("GET", "/acme/supervisedFineTuningJobs");
    api.ask("GET", "/acme/models/tuned");
    api.ask("POST", "/acme/supervisedFineTuningJobs?supervisedFineTuningJobId=k",
            R"({"dataset": "accounts/acme/datasets/d", "warmStartFrom": "accounts/acme/models/tuned"})");
    api.ask("POST", "/acme/supervisedFineTuningJobs/k:cancel", "{}");
    api.wait(std::chrono::seconds(2));
    api.ask("POST", "/acme/supervisedFineTuningJobs/k:resume", "{}");
    api.ask("DELETE", "/acme/supervisedFineTuningJobs/k");
}

namespace {

/// A trainingConfig with everything in it that every job type takes.
std::string config(const std::string& output, const std::string& more = "") {
    return R"("trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b", "outputModel": ")" +
           output +
           R"(", "jinjaTemplate": "t", "learningRate": 0.0002, "maxContextLength": 8192, "loraRank": 16, "epochs": 2,
        "batchSize": 1024, "gradientAccumulationSteps": 2, "learningRateWarmupSteps": 1, "batchSizeSamples": 4,
        "optimizerWeightDecay": 0.02, "trainerShardingScheme": {"tensorParallelism": 2, "sequenceParallelism": true},
        "loraAlpha": 32, "loraDropout": 0.1, "loraTargetModules": ["q_proj"])" +
           more + "}";
}

/// What all of them have beside it.
const std::string helpers =
    R"("displayName": "x", "purpose": "PURPOSE_PILOT", "wandbConfig": {"enabled": true,
        "apiKey": "k", "project": "p", "entity": "e"}, "awsS3Config": {"iamRoleArn": "a"},
        "azureBlobStorageConfig": {"tenantId": "t"})";

/// Everything that a run shows while it lasts, and a second one that is cancelled, resumed and deleted.
void follow(CheckedEmulator& api, const std::string& collection, const std::string& id) {
    for (int i = 0; i < 11; ++i) {
        api.ask("GET", "/acme/" + collection + "/" + id);
        api.wait(std::chrono::seconds(2));
    }
    api.ask("GET", "/acme/" + collection);
}

void stop(CheckedEmulator& api, const std::string& job) {
    api.ask("POST", "/acme/" + job + ":cancel", "{}");
    api.wait(std::chrono::seconds(2));
    api.ask("POST", "/acme/" + job + ":resume", "{}");
    api.ask("DELETE", "/acme/" + job);
    api.ask("GET", "/acme/" + job);
    api.wait(std::chrono::seconds(2));
}

}  // namespace

void dpo_jobs_story(CheckedEmulator& api) {
    const auto job = [](const std::string& id) {
        return "{\"dataset\": \"accounts/acme/datasets/pairs\", " + config("dpo-" + id) + ", " + helpers +
               R"(, "lossConfig": {"method": "DPO", "klBeta": 0.1, "dpo": {"beta": 0.2, "refCacheConcurrency": 1}}})";
    };
    api.ask("POST", "/acme/dpoJobs?dpoJobId=a", job("a"));
    api.ask("GET", "/acme/dpoJobs/a:getMetricsFileEndpoint");
    follow(api, "dpoJobs", "a");
    api.ask("GET", "/acme/dpoJobs/a:getMetricsFileEndpoint");
    api.ask("GET", "/acme/models/dpo-a");
    api.ask("POST", "/acme/dpoJobs?dpoJobId=b", job("b"));
    stop(api, "dpoJobs/b");
}

void reinforcement_jobs_story(CheckedEmulator& api) {
    const auto job = [](const std::string& id) {
        return R"({"dataset": "accounts/acme/datasets/d", "evaluator": "accounts/acme/evaluators/sample-evaluator", )" +
               config("rft-" + id) + ", " + helpers +
               R"(, "evaluationDataset": "accounts/acme/datasets/d", "evalAutoCarveout": true, "inferenceParameters":
        {"maxOutputTokens": 16, "temperature": 1.5, "topP": 0.5, "responseCandidatesCount": 2, "extraBody": "{}",
        "topK": 1}, "chunkSize": 10, "maxInferenceReplicaCount": 2, "nodeCount": 2, "maxConcurrentRollouts": 3,
        "maxConcurrentEvaluations": 4, "lossConfig": {"method": "GRPO", "klBeta": 0.1}})";
    };
    const std::string all = "/acme/reinforcementFineTuningJobs";
    api.ask("POST", all + "?reinforcementFineTuningJobId=a", job("a"));
    api.ask("PATCH", all + "/a", job("a"), 403);
    follow(api, "reinforcementFineTuningJobs", "a");
    api.ask("GET", all + "/a:getMetricsFileEndpoint");
    api.ask("POST", all + "?reinforcementFineTuningJobId=failing", job("failing"));
    api.wait(std::chrono::seconds(20));
    api.ask("POST", all + "/failing:debug", "{}");
    api.ask("POST", all + "?reinforcementFineTuningJobId=b", job("b"));
    stop(api, "reinforcementFineTuningJobs/b");
}

void trainer_jobs_story(CheckedEmulator& api) {
    const auto job = [](const std::string& id) {
        return "{\"dataset\": \"accounts/acme/datasets/samples\", " +
               config("step-" + id, R"(, "acceleratorType": "NVIDIA_H200_141GB", "acceleratorCount": 2,
        "region": "US_IOWA_1", "customImageTag": "t", "extraArgs": ["-x"])") +
               ", " + helpers + R"(, "evalAutoCarveout": true, "rewardWeights": ["score=1"], "nodeCount": 2,
        "rolloutDeploymentName": "accounts/acme/deployments/full", "forwardOnly": true, "lossConfig": {"method": "DAPO"}})";
    };
    const std::string all = "/acme/rlorTrainerJobs";
    api.ask("POST", all + "?rlorTrainerJobId=a&trainingShape=accounts/fireworks/trainingShapes/s", job("a"));
    follow(api, "rlorTrainerJobs", "a");
    api.ask("GET", all + "/a/publicLogs");
    api.ask("GET", all + "/a/checkpoints?pageSize=1");
    api.ask(
        "POST", "/acme/checkpoints/step-1:promote",
        R"({"outputModel": "accounts/acme/models/promoted", "trainerJobId": "accounts/acme/rlorTrainerJobs/a",
        "baseModel": "accounts/fireworks/models/qwen3-8b"})");
    api.ask("POST", all + "?rlorTrainerJobId=b", job("b"));
    stop(api, "rlorTrainerJobs/b");
    api.ask("GET", all + "/b");
    api.ask("POST", all + "?rlorTrainerJobId=idle",
            R"({"keepAlive": true, "serviceMode": true, "hotLoadDeploymentId": "x", "trainingConfig":
        {"baseModel": "accounts/fireworks/models/qwen3-8b"}})");
    api.wait(std::chrono::seconds(6));
    api.ask("GET", all + "/idle");
    api.ask("POST", all + "/idle:executeTrainStep",
            R"({"dataset": "accounts/acme/datasets/samples", "outputModel": "stepped"})");
    follow(api, "rlorTrainerJobs", "idle");
}

void batch_jobs_story(CheckedEmulator& api) {
    api.ask("POST", "/acme/batchInferenceJobs?batchInferenceJobId=a",
            R"({"displayName": "x", "model": "accounts/fireworks/models/qwen3-8b", "inputDatasetId":
        "accounts/acme/datasets/d", "outputDatasetId": "accounts/acme/datasets/answers", "inferenceParameters": {"maxTokens": 1,
        "temperature": 1, "topP": 0.5, "n": 2, "extraBody": "{}", "topK": 3}, "precision": "BF16"})");
    follow(api, "batchInferenceJobs", "a");
    api.ask("POST", "/acme/batchInferenceJobs",
            R"({"continuedFromJobName": "accounts/acme/batchInferenceJobs/a"})");
    api.ask("GET", "/acme/datasets/answers");
    api.ask("DELETE", "/acme/batchInferenceJobs/a");
}

}  // namespace fireform::testing
