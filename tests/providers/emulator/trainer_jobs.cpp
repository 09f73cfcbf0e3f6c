#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

std::string from(const std::string& start, const std::string& config = "", const std::string& more = "") {
    return "{\"dataset\": \"accounts/acme/datasets/d\", \"trainingConfig\": {" + start +
           (config.empty() ? "" : ", " + config) + "}" + (more.empty() ? "" : ", " + more) + "}";
}

/// `config` goes into the trainingConfig, `more` beside it.
std::string body(const std::string& config = "", const std::string& more = "") {
    return from(R"("baseModel": "accounts/fireworks/models/qwen3-8b")", config, more);
}

std::string post(Desk& desk, const std::string& request, const std::string& id = "j") {
    return desk.tell("POST rlorTrainerJobs?rlorTrainerJobId=" + id + " " + request);
}

constexpr std::string_view job = "rlorTrainerJobs/j";

}  // namespace

TEST_CASE("trainer jobs: a step fills in what was left out, and leaves a model behind") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    CHECK(post(desk, body(R"("outputModel": "out")")) == "200");
    CHECK(desk.see(job, "trainingConfig nodeCount") ==
          R"({"outputModel":"accounts/acme/models/out","baseModel":"accounts/fireworks/models/qwen3-8b",)"
          R"("learningRate":1E-4,"maxContextLength":8192,"loraRank":16,"epochs":1,"batchSize":32768} 1)");
    CHECK(states_of(desk, job, 11, seconds(2)) ==
          "CREATING VALIDATING PENDING RUNNING RUNNING RUNNING RUNNING RUNNING RUNNING WRITING_RESULTS "
          "COMPLETED");
    CHECK(desk.see("models/out", "state kind fineTuningJob peftDetails.r") ==
          "READY HF_PEFT_ADDON accounts/acme/rlorTrainerJobs/j 16");
    CHECK(desk.see("rlorTrainerJobs/j/publicLogs", "signedUrl").starts_with("https://"));
}

TEST_CASE("trainer jobs: progress and accelerator seconds grow while it runs") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    post(desk, body(R"("acceleratorType": "NVIDIA_H200_141GB", "acceleratorCount": 4, "epochs": 2)",
                    R"("nodeCount": 2)"));
    CHECK(desk.see(job, "jobProgress acceleratorSeconds") == "- -");
    desk.wait(seconds(11));
    CHECK(desk.see(job, "jobProgress.percent jobProgress.epoch acceleratorSeconds") ==
          R"(50 1 {"NVIDIA_H200_141GB":"48"})");
    desk.wait(seconds(9));
    CHECK(desk.see(job, "state acceleratorSeconds") == R"(JOB_STATE_COMPLETED {"NVIDIA_H200_141GB":"120"})");
}

TEST_CASE("trainer jobs: hardware is taken, though the public description lacks it") {
    EmulatorOptions options;
    emulator::FaultRule refuses;
    refuses.operation = "POST rlorTrainerJobs";
    refuses.match = "refused";
    refuses.status = 400;
    refuses.message = "unknown field \"acceleratorType\" in BaseTrainingConfig";
    options.faults.push_back(refuses);
    Desk desk(options);
    add_dataset(desk, "d", samples_example);
    CHECK(
        post(desk, body(R"("acceleratorType": "NVIDIA_B200_180GB")")) ==
        "400 accelerator_type NVIDIA_B200_180GB is not supported for training, use one of: NVIDIA_A100_80GB, "
        "NVIDIA_H100_80GB, NVIDIA_H200_141GB");
    CHECK(post(desk, body(R"("acceleratorType": "TPU")")).starts_with("400 invalid value for enum field"));
    CHECK(post(desk, body(R"("acceleratorCount": -1)")) == "400 accelerator_count must not be negative");
    const std::string all =
        R"("acceleratorType": "NVIDIA_A100_80GB", "acceleratorCount": 1, "region": "US_IOWA_1", "customImageTag": "t", "extraArgs": ["-x"])";
    CHECK(post(desk, body(all)) == "200");
    CHECK(desk.see(job,
                   "trainingConfig.acceleratorType trainingConfig.acceleratorCount trainingConfig.region "
                   "trainingConfig.customImageTag trainingConfig.extraArgs") ==
          "NVIDIA_A100_80GB 1 US_IOWA_1 t [\"-x\"]");
    CHECK(post(desk, body(all), "refused") == "400 unknown field \"acceleratorType\" in BaseTrainingConfig");
    CHECK(post(desk, body(R"("outputModel": "other")"), "k") == "200");
}

TEST_CASE("trainer jobs: a step that starts from a LoRA keeps the five values of the run that made it") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    CHECK(
        post(
            desk,
            body(
                R"("outputModel": "first", "loraRank": 8, "learningRate": 0.0002, "maxContextLength": 4096, )"
                R"("epochs": 2, "batchSize": 16384)")) == "200");
    desk.wait(seconds(20));
    const std::string warm = R"("warmStartFrom": "accounts/acme/models/first")";
    const auto refusal = [](const std::string& field) {
        return "400 " + field +
               " must be the same as in \"accounts/acme/rlorTrainerJobs/j\", which made the model that "
               "warm_start_from names";
    };
    CHECK(post(desk, from(warm, R"("loraRank": 16)"), "k") == refusal("lora_rank"));
    CHECK(post(desk, from(warm, R"("learningRate": 0.0001)"), "k") == refusal("learning_rate"));
    CHECK(post(desk, from(warm, R"("maxContextLength": 8192)"), "k") == refusal("max_context_length"));
    CHECK(post(desk, from(warm, R"("epochs": 1)"), "k") == refusal("epochs"));
    CHECK(post(desk, from(warm, R"("batchSize": 32768)"), "k") == refusal("batch_size"));
    // As 32-bit floats: what a reply spells out is the same value.
    CHECK(post(desk, from(warm, R"("learningRate": 0.00019999999494757503, "outputModel": "second")"), "k") ==
          "200");
    CHECK(desk.see("rlorTrainerJobs/k", "trainingConfig") ==
          R"({"outputModel":"accounts/acme/models/second","warmStartFrom":"accounts/acme/models/first",)"
          R"("learningRate":2E-4,"maxContextLength":4096,"loraRank":8,"epochs":2,"batchSize":16384})");
    desk.wait(seconds(20));
    CHECK(desk.see("models/second", "peftDetails.baseModel peftDetails.r") ==
          "accounts/fireworks/models/qwen3-8b 8");
}

TEST_CASE("trainer jobs: of a LoRA that no job of ours made only the rank is known") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    const std::string warm = R"("warmStartFrom": "accounts/acme/models/sample-lora")";
    CHECK(post(desk, from(warm, R"("loraRank": 16)")) ==
          "400 lora_rank must be 8, as in the model that warm_start_from names");
    CHECK(post(desk, from(warm, R"("learningRate": 0.5, "epochs": 7)")) == "200");
}

TEST_CASE("trainer jobs: a supervised run is continued with the values it recorded") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    add_dataset(desk, "chat", chat_example);
    CHECK(
        desk.tell(
            R"(POST supervisedFineTuningJobs?supervisedFineTuningJobId=s {"dataset": "accounts/acme/datasets/chat", "baseModel": "accounts/fireworks/models/qwen3-8b", "loraRank": 16, "maxContextLength": 4096})") ==
        "200");
    desk.wait(seconds(20));
    const std::string warm = R"("warmStartFrom": "accounts/acme/models/s", "outputModel": "next")";
    CHECK(post(desk, from(warm, R"("maxContextLength": 8192)")) ==
          "400 max_context_length must be the same as in \"accounts/acme/supervisedFineTuningJobs/s\", which "
          "made the "
          "model that warm_start_from names");
    CHECK(post(desk, from(warm, R"("batchSize": 8192)")) == "200");  // the first run recorded none
}

TEST_CASE("trainer jobs: rows, modes, weights and shapes are checked") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, body()) ==
          "400 dataset \"accounts/acme/datasets/d\" does not hold rows of samples: {\"samples\": "
          "[{\"messages\", "
          "\"evals\": {\"score\"}}]}");
    Desk good;
    add_dataset(good, "d", samples_example);
    const std::string base = R"("trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b"})";
    CHECK(post(good, "{" + base + "}") == "400 dataset is required without keep_alive and service_mode");
    CHECK(post(good, body("", R"("hotLoadDeploymentId": "x")")) ==
          "400 hot_load_deployment_id is for service-mode and keep-alive jobs only");
    CHECK(post(good, body("", R"("rewardWeights": ["score"])")) ==
          "400 reward_weights: \"score\" is not <reward_name>=<weight>");
    CHECK(post(good, body("", R"("lossConfig": {"method": "DAPO", "klBeta": 0.5})")) ==
          "400 loss_config.kl_beta must be 0/unset when method is DAPO");
    CHECK(post(good, body(R"("loraRank": 24)")) == "400 lora_rank must be 0 or a power of two from 4 to 32");
    CHECK(post(good, body(R"("maxContextLength": 8200)")) ==
          "400 max_context_length must be divisible by 16");
    CHECK(post(good, body(R"("outputModel": "sample-lora")")) ==
          "409 model \"accounts/acme/models/sample-lora\" already exists");
    const auto shaped = [&](const std::string& shape) {
        return good.tell(
            "POST rlorTrainerJobs?rlorTrainerJobId=s&skipValidations=true&deploymentId=d&trainingShape=" +
            shape + " " + body("", R"("rewardWeights": ["score=1.5"], "lossConfig": {"klBeta": 0.5})"));
    };
    CHECK(shaped("qwen") ==
          "400 invalid training_shape \"qwen\": accounts/<account>/trainingShapes/<id>[/versions/<version>] "
          "is expected");
    CHECK(
        shaped("accounts/fireworks/trainingShapes/qwen/versions/").starts_with("400 invalid training_shape"));
    CHECK(shaped("accounts/fireworks/trainingShapes/qwen/versions/latest") == "200");
}

TEST_CASE("trainer jobs: deletion leaves a tombstone, whose id is burnt") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    post(desk, body());
    desk.wait(seconds(20));
    CHECK(desk.tell("DELETE rlorTrainerJobs/j") == "200");
    CHECK(states_of(desk, job, 2, seconds(2)) == "DELETING DELETED");
    CHECK(desk.ids("rlorTrainerJobs") == "j");
    CHECK(post(desk, body(R"("outputModel": "other")")) ==
          "409 trainer job \"accounts/acme/rlorTrainerJobs/j\" already exists");
    CHECK(desk.tell("DELETE rlorTrainerJobs/j").starts_with("404"));
    CHECK(desk.tell("POST rlorTrainerJobs/j:resume {}") ==
          "400 job \"accounts/acme/rlorTrainerJobs/j\" is JOB_STATE_DELETED and cannot be resumed");
    CHECK(desk.see("models/j", "state") == "READY");
}

TEST_CASE("trainer jobs: a completed one can be resumed and trains the same model on") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    post(desk, body());
    desk.wait(seconds(20));
    const std::string first = desk.see("models/j", "createTime updateTime");
    CHECK(desk.see_in("POST rlorTrainerJobs/j:resume {}", "state completedTime") == "JOB_STATE_PENDING -");
    CHECK(desk.tell("POST rlorTrainerJobs/j:cancel {}") == "200");
    desk.wait(seconds(2));
    CHECK(desk.see_in("POST rlorTrainerJobs/j:resume {}", "state") == "JOB_STATE_PENDING");
    desk.wait(seconds(20));
    CHECK(desk.see(job, "state") == "JOB_STATE_COMPLETED");
    CHECK(desk.see("models/j", "createTime") == first.substr(0, first.find(' ')));
    CHECK(desk.see("models/j", "createTime updateTime") != first);
}

TEST_CASE("trainer jobs: a keep-alive trainer idles between its steps") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    post(desk,
         R"({"keepAlive": true, "trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b"}})");
    const std::string step =
        R"(POST rlorTrainerJobs/j:executeTrainStep {"dataset": "accounts/acme/datasets/d", "outputModel": )";
    CHECK(desk.tell(step + "\"one\"}") ==
          "400 job \"accounts/acme/rlorTrainerJobs/j\" is not a keep-alive trainer that waits for a train "
          "step");
    desk.wait(seconds(6));
    CHECK(desk.see(job, "state") == "JOB_STATE_IDLE");
    CHECK(desk.tell(step + "\"sample-lora\"}").starts_with("409 model"));
    CHECK(desk.tell(R"(POST rlorTrainerJobs/j:executeTrainStep {"dataset": "accounts/acme/datasets/d"})") ==
          "400 output_model of ExecuteRlorTrainStepRequest is required");
    CHECK(desk.ask(step + "\"one\"}") == "200 {}");
    CHECK(desk.see(job, "state jobProgress.percent") == "JOB_STATE_RUNNING -");
    desk.wait(seconds(15));
    CHECK(desk.see(job, "state jobProgress.percent completedTime") == "JOB_STATE_IDLE 100 -");
    CHECK(desk.see("models/one", "fineTuningJob peftDetails.r") == "accounts/acme/rlorTrainerJobs/j 16");
    CHECK(desk.tell(step + "\"two\"}") == "200");
    desk.wait(seconds(15));
    CHECK(desk.see("models/two", "state") == "READY");
    desk.wait(minutes(59));
    CHECK(desk.see(job, "state") == "JOB_STATE_IDLE");
    desk.wait(minutes(1));
    CHECK(desk.see(job, "state") == "JOB_STATE_COMPLETED");
}

TEST_CASE("trainer jobs: a service-mode trainer runs until it is cancelled, with a route of its own") {
    Desk desk;
    post(desk, R"({"serviceMode": true, "hotLoadDeploymentId": "x", )"
               R"("trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b"}})");
    CHECK(desk.see(job, "directRouteHandle") == "-");
    desk.wait(seconds(30));
    CHECK(desk.see(job, "state") == "JOB_STATE_RUNNING");
    CHECK(desk.see(job, "directRouteHandle").ends_with(".trainer.fireworks.ai"));
    CHECK(desk.tell("POST rlorTrainerJobs/j:cancel {}") == "200");
    desk.wait(minutes(61));
    CHECK(desk.see(job, "state") == "JOB_STATE_CANCELLED");
    CHECK(desk.tell("GET models/j").starts_with("404"));
}

TEST_CASE("trainer jobs: checkpoints are listed, and the promotable ones become models") {
    Desk desk;
    add_dataset(desk, "d", samples_example);
    post(desk, body());
    CHECK(desk.ask("GET rlorTrainerJobs/j/checkpoints") == "200 {}");
    desk.wait(seconds(18));
    CHECK(desk.ids("rlorTrainerJobs/j/checkpoints?pageSize=1") == "step-1");
    CHECK(
        desk.see("rlorTrainerJobs/j/checkpoints",
                 "totalSize checkpoints.0 checkpoints.1.checkpointType checkpoints.1.promotable") ==
        R"(2 {"name":"accounts/acme/rlorTrainerJobs/j/checkpoints/step-1","createTime":"2026-05-01T12:00:19Z",)"
        R"("updateTime":"2026-05-01T12:00:19Z","checkpointType":"CHECKPOINT_TYPE_INFERENCE_LORA","promotable":true} )"
        R"(CHECKPOINT_TYPE_TRAINING_LORA -)");
    CHECK(desk.tell("GET rlorTrainerJobs/j/checkpoints?filter=x").starts_with("400 unknown query parameter"));
    const auto promote = [&](const std::string& id, const std::string& model,
                             const std::string& base = "qwen3-8b") {
        return "POST checkpoints/" + id +
               R"(:promote {"trainerJobId": "accounts/acme/rlorTrainerJobs/j", "outputModel": )"
               R"("accounts/acme/models/)" +
               model + R"(", "baseModel": "accounts/fireworks/models/)" + base + "\"}";
    };
    CHECK(desk.tell(promote("step-2", "p"))
              .starts_with("404 \"accounts/acme/rlorTrainerJobs/j/checkpoints/step-2\""));
    CHECK(desk.tell(promote("step-1-training", "p")) ==
          "400 checkpoint \"step-1-training\" of type CHECKPOINT_TYPE_TRAINING_LORA cannot be promoted");
    CHECK(
        desk.tell(promote("step-1", "p", "llama-v3p1-8b-instruct")) ==
        "400 base_model must be \"accounts/fireworks/models/qwen3-8b\", which the checkpoint was trained on");
    CHECK(desk.tell(promote("step-1", "sample-lora")).starts_with("409 model"));
    CHECK(desk.tell(promote(std::string(64, 'x'), "p")).ends_with("it must be at most 63 characters"));
    CHECK(desk.see_in(promote("step-1", "p"), "model.state model.kind model.fineTuningJob") ==
          "READY HF_PEFT_ADDON accounts/acme/rlorTrainerJobs/j");
    CHECK(desk.see("models/p", "peftDetails.r") == "16");
    CHECK(desk.tell("GET checkpoints").starts_with("501"));
    CHECK(desk.tell("GET checkpoints/step-1").starts_with("501"));
}
