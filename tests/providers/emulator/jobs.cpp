#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

void add_dataset(Desk& desk, const std::string& id, int rows = 3, const std::string& more = "") {
    testing::add_dataset(desk, id, chat_example, rows, more);
    REQUIRE(desk.see("datasets/" + id, "state") == "READY");
}

std::string body(const std::string& more = "", const std::string& base = "llama-v3p1-8b-instruct") {
    return R"({"dataset": "accounts/acme/datasets/d", "baseModel": "accounts/fireworks/models/)" + base +
           "\"" + (more.empty() ? "" : ", " + more) + "}";
}

std::string post(Desk& desk, const std::string& request, const std::string& id = "j") {
    return desk.tell("POST supervisedFineTuningJobs?supervisedFineTuningJobId=" + id + " " + request);
}

constexpr std::string_view job = "supervisedFineTuningJobs/j";

}  // namespace

TEST_CASE("jobs: a run goes through its states and leaves a model behind") {
    Desk desk;
    add_dataset(desk, "d");
    CHECK(post(desk, body(R"("outputModel": "out", "epochs": 2, "loraRank": 16)")) == "200");
    std::string seen;
    for (int i = 0; i < 11; ++i) {
        seen += desk.see(job, "state jobProgress.percent jobProgress.epoch").substr(10) + "\n";
        desk.wait(seconds(2));
    }
    CHECK(seen ==
          "CREATING - -\nVALIDATING - -\nPENDING - -\nRUNNING - -\nRUNNING 20 -\nRUNNING 40 -\nRUNNING 50 1\n"
          "RUNNING 70 1\nRUNNING 90 1\nWRITING_RESULTS 100 1\nCOMPLETED 100 1\n");
    CHECK(desk.see("models/out", "state kind fineTuningJob peftDetails.baseModel peftDetails.r") ==
          "READY HF_PEFT_ADDON accounts/acme/supervisedFineTuningJobs/j "
          "accounts/fireworks/models/llama-v3p1-8b-instruct 16");
    CHECK(desk.see(job, "outputModel completedTime") == "accounts/acme/models/out 2026-05-01T12:00:21Z");
    CHECK(desk.see(job, "metricsFileSignedUrl").starts_with("https://"));
}

TEST_CASE("jobs: the service fills in what was left out") {
    Desk desk;
    add_dataset(desk, "d");
    CHECK(post(desk, body()) == "200");
    CHECK(
        desk.see(job, "epochs loraRank maxContextLength outputModel createdBy estimatedCost.currencyCode") ==
        "1 8 32768 accounts/acme/models/j owner@acme.example USD");
    CHECK(desk.see_in("POST supervisedFineTuningJobs " + body(), "name").size() ==
          std::string("accounts/acme/supervisedFineTuningJobs/").size() + 36);
}

TEST_CASE("jobs: with --ready-after 0s the next read is COMPLETED") {
    EmulatorOptions options;
    options.ready_after = milliseconds(0);
    Desk desk(options);
    add_dataset(desk, "d");
    CHECK(desk.see_in("POST supervisedFineTuningJobs?supervisedFineTuningJobId=j " + body(), "state") ==
          "JOB_STATE_CREATING");
    CHECK(desk.see(job, "state") == "JOB_STATE_COMPLETED");
    CHECK(desk.see("models/j", "state") == "READY");
}

TEST_CASE("jobs: dataset and start model must be there and fit") {
    Desk desk;
    CHECK(post(desk, body()).starts_with("404 \"accounts/acme/datasets/d\""));
    desk.ask("POST datasets {\"datasetId\": \"d\", \"dataset\": {}}");
    CHECK(post(desk, body()) == "400 dataset \"accounts/acme/datasets/d\" is not ready");
    desk.ask("DELETE datasets/d");
    add_dataset(desk, "d");
    CHECK(post(desk, R"({"baseModel": "x"})") == "400 dataset of SupervisedFineTuningJob is required");
    CHECK(post(desk, R"({"dataset": "accounts/acme/datasets/d"})")
              .starts_with("400 exactly one of base_model and warm_start_from"));
    CHECK(post(desk, body(R"("warmStartFrom": "accounts/acme/models/sample-lora")"))
              .starts_with("400 exactly one"));
    CHECK(post(desk, R"({"dataset": "d", "baseModel": "accounts/fireworks/models/qwen3-8b"})")
              .starts_with("400 invalid dataset"));
    CHECK(post(desk,
               R"({"dataset": "accounts/acme/datasets/d", "baseModel": "accounts/acme/models/sample-lora"})")
              .starts_with("400 base_model must not be a LoRA"));
    CHECK(
        post(
            desk,
            R"({"dataset": "accounts/acme/datasets/d", "warmStartFrom": "accounts/fireworks/models/qwen3-8b"})")
            .starts_with("400 warm_start_from must be a LoRA"));
    CHECK(post(desk, body("", "deepseek-v3p1")).starts_with("400 model is not supported for fine-tuning"));
    CHECK(post(desk, body("", "none")).starts_with("404"));
}

TEST_CASE("jobs: parameters are checked") {
    Desk desk;
    add_dataset(desk, "d");
    const auto refused = [&](const std::string& more) { return post(desk, body(more)); };
    CHECK(refused(R"("loraRank": 12)") == "400 lora_rank must be 0 or a power of two up to 32");
    CHECK(refused(R"("loraRank": 64)").starts_with("400"));
    CHECK(refused(R"("maxContextLength": 1000)") == "400 max_context_length must be divisible by 16");
    CHECK(refused(R"("maxContextLength": 1048576)").starts_with("400 max_context_length must not exceed"));
    CHECK(refused(R"("epochs": 1.5)").starts_with("400"));
    CHECK(refused(R"("epochs": 2000000)") == "400 examples times epochs must not exceed 3000000");
    CHECK(refused(R"("learningRate": -1)").starts_with("400"));
    CHECK(refused(R"("wandbConfig": {"enabled": true, "project": "p", "entity": "e"})")
              .starts_with("400 wandb_config"));
    CHECK(refused(R"("awsS3Config": {"credentialsSecret": "a", "iamRoleArn": "b"})")
              .starts_with("400 aws_s3_config"));
    CHECK(refused(R"("lrScheduler": {"constant": {}, "linear": {}})").starts_with("400 lr_scheduler"));
    CHECK(refused(R"("mtpNumDraftTokens": 4)").starts_with("400"));
    CHECK(refused(R"("purpose": "PURPOSE_FUN")").starts_with("400"));
    CHECK(
        refused(R"("batchSize": 1024, "earlyStop": true, "lrScheduler": {"cosine": {"minLrRatio": 0.1}})") ==
        "200");
}

TEST_CASE("jobs: the newer training stack, which one model runs on, takes less") {
    Desk desk;
    add_dataset(desk, "d");
    for (const char* more : {R"("batchSize": 1024)", R"("gradientAccumulationSteps": 2)",
                             R"("jinjaTemplate": "x")", R"("earlyStop": true)", R"("mtpEnabled": true)"})
        CHECK(post(desk, body(more, "llama-v3p2-3b-instruct")).ends_with("is not supported for this model"));
    CHECK(post(desk, body(R"("batchSizeSamples": 32)", "llama-v3p2-3b-instruct")) == "200");
}

TEST_CASE("jobs: the W&B key is checked and never seen again") {
    Desk desk;
    add_dataset(desk, "d");
    CHECK(
        post(
            desk,
            body(
                R"("wandbConfig": {"enabled": true, "apiKey": "secret-key", "project": "p", "entity": "e"})")) ==
        "200");
    CHECK(desk.see(job, "wandbConfig") == R"({"enabled":true,"project":"p","entity":"e"})");
    CHECK(desk.emulator.save().find("secret-key") == std::string::npos);
}

TEST_CASE("jobs: the output model must not exist, nor be on its way") {
    Desk desk;
    add_dataset(desk, "d");
    CHECK(post(desk, body(R"("outputModel": "sample-lora")")).starts_with("409 model"));
    CHECK(post(desk, body(R"("outputModel": "accounts/acme/models/out")")) == "200");
    CHECK(post(desk, body(R"("outputModel": "out")"), "k").starts_with("409 model"));
    CHECK(post(desk, body(), "j").starts_with("409 supervised fine-tuning job"));
    CHECK(post(desk, body(R"("outputModel": "accounts/other/models/out")"), "k")
              .starts_with("400 output_model"));
    CHECK(post(desk, body(R"("outputModel": "Out")"), "k").starts_with("400 invalid output_model"));
}

TEST_CASE("jobs: a warm start keeps base and rank") {
    Desk desk;
    add_dataset(desk, "d");
    const std::string warm =
        R"({"dataset": "accounts/acme/datasets/d", "warmStartFrom": "accounts/acme/models/sample-lora", "outputModel": "next")";
    CHECK(post(desk, warm + R"(, "loraRank": 16})").starts_with("400 lora_rank must be 8"));
    CHECK(post(desk, warm + "}") == "200");
    desk.wait(seconds(20));
    CHECK(desk.see("models/next", "peftDetails.baseModel peftDetails.r") ==
          "accounts/fireworks/models/llama-v3p1-8b-instruct 8");
}

TEST_CASE("jobs: rank 0 is full-parameter tuning and leaves a base model") {
    Desk desk;
    add_dataset(desk, "d");
    CHECK(post(desk, body(R"("loraRank": 0)")) == "200");
    desk.wait(seconds(20));
    CHECK(desk.see("models/j", "kind peftDetails baseModelDetails.modelType") == "HF_BASE_MODEL - llama");
}

TEST_CASE("jobs: what is wrong with the rows is found while it is VALIDATING") {
    Desk desk;
    add_dataset(desk, "d", 2, R"(, "exampleCount": 900)");
    CHECK(post(desk, body()) == "200");
    desk.wait(seconds(5));
    CHECK(desk.see(job, "state status.code status.message") ==
          "JOB_STATE_FAILED INVALID_ARGUMENT dataset must have at least 3 examples, it has 2");
    CHECK(desk.tell("GET models/j").starts_with("404"));
}

TEST_CASE("jobs: cancel while it runs, resume when it has stopped") {
    Desk desk;
    add_dataset(desk, "d");
    post(desk, body());
    CHECK(desk.tell("POST supervisedFineTuningJobs/j:resume {}").starts_with("400"));
    desk.wait(seconds(8));
    CHECK(desk.ask("POST supervisedFineTuningJobs/j:cancel {}") == "200 {}");
    CHECK(desk.see(job, "state") == "JOB_STATE_CANCELLING");
    CHECK(desk.tell("POST supervisedFineTuningJobs/j:cancel {}").starts_with("400"));
    desk.wait(seconds(2));
    CHECK(desk.see(job, "state") == "JOB_STATE_CANCELLED");
    CHECK(desk.see_in("POST supervisedFineTuningJobs/j:resume {}", "state completedTime") ==
          "JOB_STATE_PENDING -");
    desk.wait(seconds(20));
    CHECK(desk.see(job, "state") == "JOB_STATE_COMPLETED");
    CHECK(desk.tell("POST supervisedFineTuningJobs/j:cancel {}").starts_with("400"));
}

TEST_CASE("jobs: deleting one keeps its output model") {
    Desk desk;
    add_dataset(desk, "d");
    post(desk, body());
    desk.wait(seconds(20));
    CHECK(desk.ask("DELETE supervisedFineTuningJobs/j") == "200 {}");
    CHECK(desk.see(job, "state") == "JOB_STATE_DELETING");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET supervisedFineTuningJobs/j").starts_with("404"));
    CHECK(desk.see("models/j", "state") == "READY");
}

TEST_CASE("jobs: an injected failure ends one, and a resume gets it through") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST supervisedFineTuningJobs";
    fails.match = "j";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "node lost";
    options.faults.push_back(fails);
    Desk desk(options);
    add_dataset(desk, "d");
    post(desk, body());
    desk.wait(seconds(20));
    CHECK(desk.see(job, "state status.message") == "JOB_STATE_FAILED node lost");
    desk.ask("POST supervisedFineTuningJobs/j:resume {}");
    desk.wait(seconds(20));
    CHECK(desk.see(job, "state status") == "JOB_STATE_COMPLETED {}");
}

TEST_CASE("jobs: the cost follows the price list") {
    Desk desk;
    REQUIRE(desk.tell("POST datasets {\"datasetId\": \"d\", \"dataset\": {\"externalUrl\": \"gs://x\", "
                      "\"exampleCount\": 5}}") == "200");
    desk.wait(seconds(1));
    const auto cost = [&](const std::string& request) {
        return desk.see_in("POST supervisedFineTuningJobs:estimateCost " + request,
                           "estimatedCost.currencyCode estimatedCost.units estimatedCost.nanos");
    };
    CHECK(cost(body()) == "USD - -");
    desk.ask("DELETE datasets/d");
    add_dataset(desk, "d", 4000);  // 90 bytes a row
    CHECK(desk.see("datasets/d", "estimatedTokenCount") == "90000");
    CHECK(cost(body(R"("epochs": 10)")) == "USD - 450000000");
    CHECK(cost(body(R"("epochs": 100, "loraRank": 0)")) == "USD 9 -");
    CHECK(desk.ids("supervisedFineTuningJobs") == "");
}
