#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

/// `config` goes into the trainingConfig, `more` beside it.
std::string body(const std::string& config = "", const std::string& more = "",
                 const std::string& base = "qwen3-8b") {
    return R"({"dataset": "accounts/acme/datasets/d", "evaluator": "accounts/acme/evaluators/sample-evaluator", )"
           R"("trainingConfig": {"baseModel": "accounts/fireworks/models/)" +
           base + "\"" + (config.empty() ? "" : ", " + config) + "}" + (more.empty() ? "" : ", " + more) +
           "}";
}

std::string post(Desk& desk, const std::string& request) {
    return desk.tell("POST reinforcementFineTuningJobs?reinforcementFineTuningJobId=j " + request);
}

constexpr std::string_view job = "reinforcementFineTuningJobs/j";

}  // namespace

TEST_CASE("reinforcement jobs: the service fills in its defaults") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, body()) == "200");
    CHECK(desk.see(job,
                   "trainingConfig.learningRate trainingConfig.epochs trainingConfig.loraRank "
                   "trainingConfig.maxContextLength trainingConfig.batchSize "
                   "trainingConfig.outputModel") == "1E-4 1 8 8192 32768 accounts/acme/models/j");
    CHECK(
        desk.see(job,
                 "inferenceParameters chunkSize maxInferenceReplicaCount nodeCount "
                 "maxConcurrentRollouts maxConcurrentEvaluations") ==
        R"({"maxOutputTokens":2048,"temperature":7E-1,"topP":1,"responseCandidatesCount":8,"topK":40} 200 1 1 96 -)");
}

TEST_CASE(
    "reinforcement jobs: progress grows while it runs, accelerator seconds are there when it has ended") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, body(R"("epochs": 2)", R"("nodeCount": 3)")) == "200");
    desk.wait(seconds(11));
    CHECK(desk.see(job, "state jobProgress.percent acceleratorSeconds") == "JOB_STATE_RUNNING 50 -");
    desk.wait(seconds(9));
    CHECK(desk.see(job, "state jobProgress acceleratorSeconds") ==
          R"(JOB_STATE_COMPLETED {"percent":100,"epoch":1} {"NVIDIA_H100_80GB":"45"})");
    CHECK(desk.see("models/j", "kind fineTuningJob peftDetails.r peftDetails.baseModel") ==
          "HF_PEFT_ADDON accounts/acme/reinforcementFineTuningJobs/j 8 accounts/fireworks/models/qwen3-8b");
    CHECK(desk.see("reinforcementFineTuningJobs/j:getMetricsFileEndpoint", "signedUrl")
              .starts_with("https://"));
}

TEST_CASE("reinforcement jobs: limits, model gate, rows and evaluator are checked") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    add_dataset(desk, "rl", samples_example);
    struct Case {
        const char* config;
        const char* more;
        const char* refusal;
    };
    for (const auto& [config, more, refusal] : std::initializer_list<Case>{
             {R"("learningRate": 9e-6)", "", "400 learning_rate must be between 1e-5 and 5e-4"},
             {R"("learningRate": 6e-4)", "", "400 learning_rate must be between 1e-5 and 5e-4"},
             {R"("epochs": 11)", "", "400 epochs must be between 1 and 10"},
             {R"("epochs": -1)", "", "400 epochs must not be negative"},
             {R"("epochs": 0.5)", "",
              "400 invalid value for epochs of BaseTrainingConfig: expected a 32-bit integer"},
             {R"("loraRank": 2)", "", "400 lora_rank must be 0 or a power of two from 4 to 32"},
             {R"("loraRank": 12)", "", "400 lora_rank must be 0 or a power of two from 4 to 32"},
             {R"("maxContextLength": 100)", "", "400 max_context_length must be divisible by 16"},
             {"", R"("lossConfig": {"method": "DAPO", "klBeta": 0.1})",
              "400 loss_config.kl_beta must be 0/unset when method is DAPO"},
             {"", R"("lossConfig": {"method": "GSPO_TOKEN", "klBeta": 0.1})",
              "400 loss_config.kl_beta must be 0/unset when method is GSPO_TOKEN"},
             {"", R"("lossConfig": {"method": "DPO"})",
              "400 loss_config.method DPO is not supported for this job type"},
             {"", R"("inferenceParameters": {"maxOutputTokens": 15})",
              "400 max_output_tokens must be between 16 and 16384"},
             {"", R"("inferenceParameters": {"temperature": 2.5})",
              "400 temperature must be between 0.1 and 2"},
             {"", R"("inferenceParameters": {"topP": 1.5})", "400 top_p must be between 0 and 1"},
             {"", R"("inferenceParameters": {"topK": 101})", "400 top_k must be between 0 and 100"},
             {"", R"("inferenceParameters": {"responseCandidatesCount": 1})",
              "400 response_candidates_count must be at least 2"},
             {"", R"("inferenceParameters": {"extraBody": "stop"})",
              "400 extra_body must be a JSON object, as a string"},
             {"", R"("chunkSize": -2)", "400 chunk_size must be between -1 and 10000"},
             {"", R"("nodeCount": -1)", "400 node_count must be at least 1"},
         })
        CHECK(post(desk, body(config, more)) == refusal);
    CHECK(post(desk, body("", "", "deepseek-v3p1")) ==
          "400 model does not support tuning: \"accounts/fireworks/models/deepseek-v3p1\"");
    const std::string elsewhere =
        R"(, "trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b"}})";
    CHECK(post(desk, R"({"dataset": "accounts/acme/datasets/d")" + elsewhere) ==
          "400 evaluator of ReinforcementFineTuningJob is required");
    CHECK(
        post(desk, R"({"dataset": "accounts/acme/datasets/d", "evaluator": "accounts/acme/evaluators/none")" +
                       elsewhere)
            .starts_with("404 \"accounts/acme/evaluators/none\""));
    CHECK(
        post(
            desk,
            R"({"dataset": "accounts/acme/datasets/rl", "evaluator": "accounts/acme/evaluators/sample-evaluator")" +
                elsewhere) ==
        "400 dataset \"accounts/acme/datasets/rl\" does not hold chat rows: {\"messages\": [...]}");
    CHECK(post(desk, body(R"("learningRate": 1e-5, "loraRank": 4, "epochs": 10)",
                          R"("lossConfig": {"method": "DAPO"}, "chunkSize": -1)")) == "200");
}

TEST_CASE("reinforcement jobs: only Fireworks may update one, and only a failed one is debugged") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST reinforcementFineTuningJobs";
    fails.kind = emulator::FaultKind::fail_state;
    options.faults.push_back(fails);
    Desk desk(options);
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, body()) == "200");
    CHECK(desk.tell("PATCH reinforcementFineTuningJobs/j {\"displayName\": \"x\"}") ==
          "400 dataset of ReinforcementFineTuningJob is required");
    CHECK(desk.tell("PATCH reinforcementFineTuningJobs/j " + body()) ==
          "403 reinforcement fine-tuning jobs can be updated by Fireworks only");
    CHECK(desk.tell("POST reinforcementFineTuningJobs/j:debug {}") ==
          "400 job \"accounts/acme/reinforcementFineTuningJobs/j\" is JOB_STATE_CREATING and cannot be "
          "debugged");
    desk.wait(seconds(20));
    CHECK(desk.see_in("POST reinforcementFineTuningJobs/j:debug {}", "failedJobName") ==
          "accounts/acme/reinforcementFineTuningJobs/j");
    CHECK(desk.see_in("POST reinforcementFineTuningJobs/j:resume {}", "state") == "JOB_STATE_PENDING");
    CHECK(desk.tell("POST reinforcementFineTuningJobs/j:cancel {}") == "200");
    CHECK(desk.tell("DELETE reinforcementFineTuningJobs/j") == "200");
}
