#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

/// A job on the LoRA-capable public model; `config` goes into its trainingConfig, `more` beside it.
std::string body(const std::string& config = "", const std::string& more = "",
                 const std::string& base = "llama-v3p1-8b-instruct") {
    return R"({"dataset": "accounts/acme/datasets/d", "trainingConfig": {"baseModel": "accounts/fireworks/models/)" +
           base + "\"" + (config.empty() ? "" : ", " + config) + "}" + (more.empty() ? "" : ", " + more) +
           "}";
}

std::string post(Desk& desk, const std::string& request, const std::string& id = "j") {
    return desk.tell("POST dpoJobs?dpoJobId=" + id + " " + request);
}

}  // namespace

TEST_CASE("dpo jobs: a run goes through its states and leaves a LoRA behind") {
    Desk desk;
    add_dataset(desk, "d", preference_example);
    CHECK(post(desk, body(R"("outputModel": "out", "loraRank": 16, "loraTargetModules": ["q_proj"])",
                          R"("lossConfig": {"method": "ORPO", "orpo": {"lambda": 0.1}})")) == "200");
    CHECK(desk.see("dpoJobs/j:getMetricsFileEndpoint", "signedUrl") == "-");
    CHECK(states_of(desk, "dpoJobs/j", 11, seconds(2)) ==
          "CREATING VALIDATING PENDING RUNNING RUNNING RUNNING RUNNING RUNNING RUNNING WRITING_RESULTS "
          "COMPLETED");
    CHECK(
        desk.see("models/out",
                 "state kind fineTuningJob peftDetails.baseModel peftDetails.r peftDetails.targetModules") ==
        "READY HF_PEFT_ADDON accounts/acme/dpoJobs/j accounts/fireworks/models/llama-v3p1-8b-instruct 16 "
        "[\"q_proj\"]");
    CHECK(desk.see("dpoJobs/j", "completedTime lossConfig trainingConfig.outputModel") ==
          "2026-05-01T12:00:21Z {\"method\":\"ORPO\",\"orpo\":{\"lambda\":1E-1}} accounts/acme/models/out");
    CHECK(desk.see("dpoJobs/j:getMetricsFileEndpoint", "signedUrl").starts_with("https://"));
}

TEST_CASE("dpo jobs: the service fills in what was left out, and has no more fields than the API") {
    Desk desk;
    add_dataset(desk, "d", preference_example);
    CHECK(post(desk, body()) == "200");
    CHECK(
        desk.see("dpoJobs/j", "trainingConfig") ==
        R"({"outputModel":"accounts/acme/models/j","baseModel":"accounts/fireworks/models/llama-v3p1-8b-instruct",)"
        R"("learningRate":1E-4,"maxContextLength":32768,"loraRank":8,"epochs":1})");
    desk.wait(seconds(10));
    CHECK(desk.see("dpoJobs/j", "jobProgress updateTime estimatedCost acceleratorSeconds") == "- - - -");
    CHECK(desk.ids("dpoJobs") == "j");
    CHECK(desk.tell("PATCH dpoJobs/j {}") == "501 Method Not Allowed");
}

TEST_CASE("dpo jobs: rows must be preference pairs, and the refusal has a stable reason") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, body()) ==
          "400 dataset \"accounts/acme/datasets/d\" does not hold preference pairs: {\"input\", "
          "\"preferred_output\", "
          "\"non_preferred_output\"}");
    const HttpResponse refused = desk.send(Desk::request("POST dpoJobs " + body()));
    CHECK(
        pick(refused.body, "code details.0") ==
        R"(3 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"DATASET_INVALID","domain":"fireworks.ai"})");
    Desk half;
    add_dataset(half, "d", std::string(preference_example) + "\n" + R"({"input": {"messages": []}})");
    CHECK(post(half, body()).starts_with("400 dataset"));
    Desk url;
    url.ask(R"(POST datasets {"datasetId": "d", "dataset": {"externalUrl": "gs://x"}})");
    CHECK(post(url, body()) == "400 dataset \"accounts/acme/datasets/d\" is not ready");
    url.wait(seconds(1));
    CHECK(post(url, body()) == "200");
}

TEST_CASE("dpo jobs: start model, parameters and loss are checked") {
    Desk desk;
    add_dataset(desk, "d", preference_example);
    const std::string dataset = R"({"dataset": "accounts/acme/datasets/d", "trainingConfig": {)";
    const auto refused = [&](const std::string& config) { return post(desk, dataset + config + "}}"); };
    CHECK(post(desk, R"({"dataset": "accounts/acme/datasets/d"})") ==
          "400 exactly one of base_model and warm_start_from must be specified");
    CHECK(refused(R"("baseModel": "accounts/acme/models/sample-lora")") ==
          "400 base_model must not be a LoRA; use warm_start_from");
    CHECK(refused(R"("warmStartFrom": "accounts/fireworks/models/qwen3-8b")") ==
          "400 warm_start_from must be a LoRA; use base_model");
    CHECK(post(desk, body("", "", "deepseek-v3p1")) ==
          "400 model is not supported for fine-tuning: \"accounts/fireworks/models/deepseek-v3p1\"");
    CHECK(post(desk, body(R"("loraRank": 64)")) == "400 lora_rank must be 0 or a power of two up to 32");
    CHECK(post(desk, body(R"("maxContextLength": 4097)")) ==
          "400 max_context_length must be divisible by 16");
    CHECK(post(desk, body(R"("epochs": 1.5)")) ==
          "400 invalid value for epochs of BaseTrainingConfig: expected a 32-bit integer");
    CHECK(post(desk, body(R"("acceleratorCount": 1)")) ==
          "400 unknown field \"acceleratorCount\" in BaseTrainingConfig");
    CHECK(post(desk, body(R"("batchSize": 1024)", "", "llama-v3p2-3b-instruct")) ==
          "400 batch_size is not supported for this model");
    CHECK(post(desk, body("", R"("lossConfig": {"method": "GRPO"})")) ==
          "400 loss_config.method GRPO is not supported for this job type");
    CHECK(post(desk, body(R"("outputModel": "sample-lora")")) ==
          "409 model \"accounts/acme/models/sample-lora\" already exists");
    CHECK(post(desk, body("", R"("awsS3Config": {"credentialsSecret": "accounts/acme/secrets/none"})"))
              .starts_with("404 \"accounts/acme/secrets/none\""));
    CHECK(post(desk, body(R"("outputModel": "out")")) == "200");
    CHECK(post(desk, body(R"("outputModel": "out")"), "k") ==
          "409 model \"accounts/acme/models/out\" already exists");
}

TEST_CASE("dpo jobs: cancel, resume, delete") {
    Desk desk;
    add_dataset(desk, "d", preference_example);
    post(desk, body());
    CHECK(desk.tell("POST dpoJobs/j:cancel {}") == "200");
    CHECK(states_of(desk, "dpoJobs/j", 2, seconds(2)) == "CANCELLING CANCELLED");
    CHECK(desk.see_in("POST dpoJobs/j:resume {}", "state") == "JOB_STATE_PENDING");
    desk.wait(seconds(20));
    CHECK(desk.see("dpoJobs/j", "state") == "JOB_STATE_COMPLETED");
    CHECK(desk.tell("POST dpoJobs/j:resume {}") ==
          "400 job \"accounts/acme/dpoJobs/j\" is JOB_STATE_COMPLETED and cannot be resumed");
    CHECK(desk.tell("DELETE dpoJobs/j") == "200");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET dpoJobs/j").starts_with("404"));
    CHECK(desk.see("models/j", "state") == "READY");
}
