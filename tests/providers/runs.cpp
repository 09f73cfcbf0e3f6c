// What is special about runs at the API: nested training values, tombstones, estimates, and fields that a
// service may not know.
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const char* step = R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m",
    "output_model": "out"})";
const char* made = R"({"name": "accounts/acme/rlorTrainerJobs/s", "state": "JOB_STATE_CREATING"})";

/// What a create sends.
std::string sent(std::string_view address, std::string_view json, const char* reply) {
    Scene scene;
    scene.http.reply(200, reply);
    CreateRequest request = create_request(address, "s", json);
    (void)scene.run(scene.provider->create(std::move(request)));
    return scene.requests();
}

}  // namespace

TEST_CASE("runs: a step sends the defaults of the SDK in its training values") {
    CHECK(
        sent("reinforcement_step.s", step, made) ==
        "POST /v1/accounts/acme/rlorTrainerJobs?rlorTrainerJobId=s "
        R"({"dataset":"accounts/acme/datasets/d","trainingConfig":{"baseModel":"accounts/fireworks/models/m",)"
        R"("outputModel":"accounts/acme/models/out","epochs":1,"learningRate":1E-4,"loraRank":16,)"
        R"("maxContextLength":8192,"batchSize":32768,"acceleratorType":"NVIDIA_A100_80GB","acceleratorCount":1}})"
        "\n");
}

TEST_CASE("runs: a step whose accelerator is written empty does not send it, but a rank of 0") {
    CHECK(
        sent("reinforcement_step.s",
             R"({"dataset": "accounts/acme/datasets/d", "warm_start_from": "accounts/acme/models/l",
                   "lora_rank": 0, "epochs": 2, "learning_rate": 2e-4, "max_context_length": 16,
                   "batch_size": 1, "accelerator_type": "", "accelerator_count": 0})",
             made) ==
        "POST /v1/accounts/acme/rlorTrainerJobs?rlorTrainerJobId=s "
        R"({"dataset":"accounts/acme/datasets/d","trainingConfig":{"warmStartFrom":"accounts/acme/models/l",)"
        R"("epochs":2,"learningRate":2E-4,"loraRank":0,"maxContextLength":16,"batchSize":1}})"
        "\n");
}

TEST_CASE("runs: a DPO job says its method and rank even where nothing is written") {
    CHECK(
        sent("dpo_job.s",
             R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m"})",
             R"({"name": "accounts/acme/dpoJobs/s", "state": "JOB_STATE_CREATING"})") ==
        "POST /v1/accounts/acme/dpoJobs?dpoJobId=s "
        R"({"dataset":"accounts/acme/datasets/d","trainingConfig":{"baseModel":"accounts/fireworks/models/m",)"
        R"("loraRank":8},"lossConfig":{"method":"DPO"}})"
        "\n");
}

TEST_CASE("runs: a scheduler without settings is an empty message") {
    CHECK(sent("supervised_fine_tuning_job.s",
               R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m",
                   "lr_scheduler": {"linear": {}}})",
               R"({"name": "accounts/acme/supervisedFineTuningJobs/s"})")
              .find(R"("lrScheduler":{"linear":{}})") != std::string::npos);
    CHECK(sent("supervised_fine_tuning_job.s",
               R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m",
                   "lr_scheduler": {"cosine": {"min_lr_ratio": 0.5, "decay_ratio": 1}}})",
               R"({"name": "accounts/acme/supervisedFineTuningJobs/s"})")
              .find(R"("lrScheduler":{"cosine":{"minLrRatio":5E-1,"decayRatio":1)") != std::string::npos);
}

TEST_CASE("runs: a refusal of the accelerator says how to do without") {
    const auto refused = [](const char* message, const char* json = step) {
        Scene scene;
        scene.http.reply(400, message);
        const auto created =
            scene.run(scene.provider->create(create_request("reinforcement_step.s", "s", json)));
        REQUIRE(created.diagnostics.size() == 1);
        return created.diagnostics[0].hint;
    };
    const char* way_out =
        "write accelerator_type = \"\" and accelerator_count = 0: then it is not sent, and the service "
        "chooses";
    CHECK(refused(R"({"code": 3, "message": "unknown field \"acceleratorType\""})") == way_out);
    CHECK(refused(R"({"code": 3, "message": "Accelerators cannot be chosen"})") == way_out);
    CHECK(refused(R"({"code": 3, "message": "epochs must not be negative"})") ==
          "correct the attribute that the message names");
    CHECK(refused(R"({"code": 3, "message": "unknown field \"acceleratorCount\""})",
                  R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m",
                      "accelerator_type": ""})") ==
          "write accelerator_count = 0: then it is not sent, and the service chooses");
}

TEST_CASE("runs: a list shows deleted steps, whose ids are taken, and no other deleted runs") {
    Scene scene;
    scene.http
        .reply(200, R"({"rlorTrainerJobs": [{"name": "accounts/acme/rlorTrainerJobs/s",
                        "state": "JOB_STATE_DELETED"}]})")
        .reply(200, R"({"dpoJobs": [{"name": "accounts/acme/dpoJobs/s", "state": "JOB_STATE_DELETED"}]})");
    const auto steps = scene.run(scene.provider->list(type_named("reinforcement_step")));
    REQUIRE(steps.ok());
    REQUIRE(steps.value->size() == 1);
    CHECK(steps.value->front().phase == Phase::gone);
    CHECK(scene.run(scene.provider->list(type_named("dpo_job"))).value->empty());
}

TEST_CASE("runs: the cost of a run is asked for without making it") {
    Scene scene;
    scene.http.reply(200, R"({"estimatedCost": {"currencyCode": "USD", "units": "12", "nanos": 340000000}})");
    const auto cost = scene.run(scene.provider->estimate_cost(create_request(
        "supervised_fine_tuning_job.s", "",
        R"({"dataset": "accounts/acme/datasets/d", "base_model": "accounts/fireworks/models/m"})")));
    REQUIRE(cost.ok());
    CHECK(*cost.value == Money{"USD", 12, 340000000});
    CHECK(scene.requests() ==
          "POST /v1/accounts/acme/supervisedFineTuningJobs:estimateCost "
          R"({"dataset":"accounts/acme/datasets/d","baseModel":"accounts/fireworks/models/m","loraRank":8})"
          "\n");
}

TEST_CASE("runs: a cost that is not told is an error of this request alone") {
    Scene scene;
    scene.http.reply(400, R"({"code": 3, "message": "no such dataset"})").reply(200, "{}");
    const auto ask = [&scene] {
        const auto cost = scene.run(
            scene.provider->estimate_cost(create_request("supervised_fine_tuning_job.s", "", step)));
        CHECK_FALSE(cost.value);
        return text(cost.diagnostics);
    };
    CHECK(ask().starts_with(
        "error: Request refused: Estimating the cost of the supervised fine tuning job "
        "\"s\": the service answered 400: no such dataset. (supervised_fine_tuning_job.s)"));
    CHECK(ask().find("JSON without what was asked for") != std::string::npos);
}
