#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view qwen = "accounts/fireworks/models/qwen3-8b";

/// A run of every kind, each with what it needs.
std::string run(std::string_view type, std::string_view more) {
    return fmt::format("[{}.r]\ndataset = \"data\"\noutput_model = \"out\"\n{}{}\n", type,
                       type == "reinforcement_fine_tuning_job" ? "evaluator = \"e\"\n" : "", more);
}

constexpr std::string_view tunable = R"({"kind": "HF_BASE_MODEL", "state": "READY",
    "supervised_lora_tunable": true, "reinforcement_lora_tunable": true, "training_context_length": 16384})";

constexpr std::string_view lora = R"({"kind": "HF_PEFT_ADDON", "state": "READY", "lora_rank": 16,
    "base_model": "accounts/fireworks/models/qwen3-8b"})";

}  // namespace

TEST_CASE("run start: a base model that allows the tuning is taken in silence") {
    for (const char* type : {"supervised_fine_tuning_job", "dpo_job", "reinforcement_fine_tuning_job"}) {
        CAPTURE(type);
        CHECK(given(run(type, "model = \"qwen3-8b\"")).model(qwen, tunable).plan() ==
              fmt::format("+ {}.r\n", type));
    }
}

TEST_CASE("run start: a LoRA is gone on from, any other model is a base") {
    CHECK(given(run("dpo_job", "base_model = \"adapter\"")).model("adapter", lora).told() ==
          "error: Base model is a LoRA: accounts/acme/models/adapter is a LoRA, which a run can only go on "
          "from. (dpo_job.r, fireform.toml:4:14) | write it as warm_start_from, or as model, which says what "
          "fits\n");
    CHECK(
        given(run("supervised_fine_tuning_job", "warm_start_from = \"qwen3-8b\""))
            .model(qwen, tunable)
            .told() ==
        "error: Start model is no LoRA: accounts/fireworks/models/qwen3-8b is no LoRA, and a run can only go "
        "on from one. (supervised_fine_tuning_job.r, fireform.toml:4:19) | write it as base_model, or as "
        "model, which says what fits\n");
}

TEST_CASE("run start: what a run of the configuration makes is a LoRA unless it tunes all parameters") {
    const std::string all = R"(
        [supervised_fine_tuning_job.all]
        model        = "qwen3-8b"
        dataset      = "chat"
        output_model = "whole"
        lora_rank    = 0
    )";
    const auto start_of = [&](std::string_view written) {
        const auto planned = given(all + run("dpo_job", fmt::format("model = \"{}\"", written))).checked();
        REQUIRE(planned.value);
        const Change& change = *planned.value->find({"dpo_job", "r", {}});
        return change.desired.get(*change.type, "base_model");
    };
    CHECK(start_of("whole") == Value("accounts/acme/models/whole"));
    CHECK(start_of("${supervised_fine_tuning_job.all.output_model}") == Value("accounts/acme/models/whole"));
    CHECK(
        given(all + run("dpo_job", "warm_start_from = \"whole\"")).told() ==
        "error: Start model is no LoRA: accounts/acme/models/whole is no LoRA, and a run can only go on from "
        "one. (dpo_job.r, fireform.toml:10:19) | write it as base_model, or as model, which says what "
        "fits\n");
}

TEST_CASE("run start: a model that is still on its way cannot be started from") {
    CHECK(given(run("dpo_job", "model = \"adapter\""))
              .model("adapter", R"({"kind": "HF_PEFT_ADDON", "state": "UPLOADING"})")
              .told() ==
          "error: Start model is not ready: accounts/acme/models/adapter is UPLOADING. (dpo_job.r, "
          "fireform.toml:4:9) | run again when it is READY\n");
}

TEST_CASE("run start: the model's marks say what can be tuned") {
    const auto told = [](std::string_view type, std::string_view more, std::string_view model) {
        return given(run(type, more)).model(qwen, model).told();
    };
    constexpr std::string_view only_lora = R"({"kind": "HF_BASE_MODEL", "supervised_lora_tunable": true})";
    constexpr std::string_view only_full = R"({"kind": "HF_BASE_MODEL", "reinforcement_full_tunable": true})";
    constexpr std::string_view silent = R"({"kind": "HF_BASE_MODEL", "tunable": true})";
    constexpr std::string_view nothing = R"({"kind": "HF_BASE_MODEL"})";
    CHECK(told("supervised_fine_tuning_job", "model = \"qwen3-8b\"\nlora_rank = 0", only_lora) ==
          "error: Model cannot be tuned: accounts/fireworks/models/qwen3-8b does not allow supervised tuning "
          "of "
          "all parameters. (supervised_fine_tuning_job.r, fireform.toml:4:9) | write a lora_rank above 0, or "
          "choose another model\n");
    CHECK(told("reinforcement_step", "model = \"qwen3-8b\"", only_full) ==
          "error: Model cannot be tuned: accounts/fireworks/models/qwen3-8b does not allow reinforcement "
          "tuning "
          "of a LoRA. (reinforcement_step.r, fireform.toml:4:9) | write lora_rank = 0, or choose another "
          "model\n");
    CHECK(told("dpo_job", "base_model = \"qwen3-8b\"", nothing) ==
          "error: Model cannot be tuned: accounts/fireworks/models/qwen3-8b does not allow supervised tuning "
          "of "
          "a LoRA. (dpo_job.r, fireform.toml:4:14) | choose another model\n");
    CHECK(told("dpo_job", "model = \"qwen3-8b\"", silent) ==
          "warning: Model may not be tunable: accounts/fireworks/models/qwen3-8b says only that it can be "
          "tuned, and not how; the service may refuse supervised tuning of a LoRA. (dpo_job.r, "
          "fireform.toml:4:9) | nothing is to be done before it does\n");
}

TEST_CASE("run start: the gate is that of the base below a LoRA") {
    CHECK(given(run("dpo_job", "model = \"adapter\""))
              .model("adapter", lora)
              .model(qwen, R"({"kind": "HF_BASE_MODEL", "reinforcement_lora_tunable": true})")
              .told() ==
          "error: Model cannot be tuned: accounts/fireworks/models/qwen3-8b does not allow supervised tuning "
          "of "
          "a LoRA. (dpo_job.r, fireform.toml:4:9) | choose another model\n");
}

TEST_CASE("run start: a context is at most what the model trains on") {
    CHECK(
        given(run("dpo_job", "model = \"qwen3-8b\"\nmax_context_length = 32768"))
            .model(qwen, tunable)
            .told() ==
        "error: Context longer than the model's: \"max_context_length\" is 32768; "
        "accounts/fireworks/models/qwen3-8b trains on up to 16384 tokens. (dpo_job.r, fireform.toml:5:22) | "
        "write 16384\n");
}

TEST_CASE("run start: settings of the old training stack are told of") {
    CHECK(
        given(run("supervised_fine_tuning_job",
                  "model = \"qwen3-8b\"\nbatch_size = 1024\ngradient_accumulation_steps = 2\nearly_stop = "
                  "true\n"
                  "jinja_template = \"x\""))
            .told() ==
        "warning: Setting of the old training stack: The present stack refuses \"batch_size\", "
        "\"gradient_accumulation_steps\", \"early_stop\" and \"jinja_template\"; which one a run gets is not "
        "known beforehand. (supervised_fine_tuning_job.r, fireform.toml:5:14) | remove them; "
        "batch_size_samples takes the place of batch_size\n");
    CHECK(given(run("reinforcement_fine_tuning_job", "model = \"qwen3-8b\"\nbatch_size = 1024")).plan() ==
          "+ reinforcement_fine_tuning_job.r\n");
    CHECK(given(run("dpo_job", "model = \"qwen3-8b\"\nbatch_size = 0")).plan() == "+ dpo_job.r\n");
}

TEST_CASE("run start: a finished run is not judged again") {
    auto done = given(run("dpo_job", "model = \"qwen3-8b\"\nbatch_size = 1024"));
    const auto* record = R"({"state": "JOB_STATE_COMPLETED", "dataset": "data", "output_model": "out",
        "base_model": "accounts/fireworks/models/qwen3-8b", "batch_size": 1024})";
    done.prior("dpo_job.r", R"({"id": "r-1"})").live("dpo_job r-1", record);
    done.model(qwen, R"({"kind": "HF_BASE_MODEL"})");
    CHECK(done.plan() == "No changes.\n");
}

TEST_CASE("run start: the rank of a LoRA is inherited, and another one is told of") {
    auto inherits = given(run("dpo_job", "model = \"adapter\"")).model("adapter", lora);
    const auto planned = inherits.checked();
    REQUIRE(planned.value);
    const Change& change = planned.value->changes.at(0);
    CHECK(change.desired.get(*change.type, "lora_rank") == Value(16));
    CHECK(given(run("dpo_job", "model = \"adapter\"\nlora_rank = 8")).model("adapter", lora).told() ==
          "warning: Rank differs from the start model: \"lora_rank\" is 8; accounts/acme/models/adapter has "
          "16, "
          "and a run that goes on from a LoRA keeps it. (dpo_job.r, fireform.toml:5:13) | write lora_rank = "
          "16, "
          "or remove it: it is inherited\n");
}
