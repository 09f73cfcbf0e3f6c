#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

std::string job(std::string_view more = "epochs = 3", std::string_view output = "support-v1") {
    return fmt::format(R"(
        [supervised_fine_tuning_job.support]
        display_name = "support"
        model        = "llama-v3p1-8b-instruct"
        dataset      = "ds-support"
        output_model = "{}"
        {}
    )",
                       output, more);
}

constexpr std::string_view record =
    R"("display_name": "support", "base_model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
       "dataset": "accounts/acme/datasets/ds-support", "output_model": "accounts/acme/models/support-v1",
       "epochs": 3)";

constexpr std::string_view made = R"({"kind": "HF_PEFT_ADDON", "state": "READY",
    "fine_tuning_job": "accounts/acme/supervisedFineTuningJobs/support-1"})";

Given ran(const std::string& toml, std::string_view state = "JOB_STATE_COMPLETED",
          std::string_view more = "") {
    Given g(toml);
    g.prior("supervised_fine_tuning_job.support",
            fmt::format(R"({{"id": "support-1", "applied": {{{}}}}})", record));
    g.live("supervised_fine_tuning_job support-1",
           fmt::format(R"({{"state": "{}", {}{}}})", state, record, more));
    return g;
}

std::string first_error(const Given& g) {
    const auto planned = g.checked();
    return planned.value || planned.diagnostics.empty() ? "no error" : planned.diagnostics[0].summary;
}

}  // namespace

TEST_CASE("runs: one that never started is created") {
    CHECK(given(job()).plan() == "+ supervised_fine_tuning_job.support\n");
}

TEST_CASE("runs: one in progress is waited for") {
    auto running = ran(job(), "JOB_STATE_RUNNING");
    CHECK(running.plan() == "No changes.\n");
    CHECK(running.steps() == "0 wait supervised_fine_tuning_job.support (support-1)\n");
}

TEST_CASE("runs: one that finished with the same signature is left alone, whatever the service chose") {
    CHECK(ran(job(), "JOB_STATE_COMPLETED", R"(, "learning_rate": 0.0001, "lora_rank": 8)").plan() ==
          "No changes.\n");
}

TEST_CASE("runs: a display name is no reason to run again") {
    auto renamed = ran(job());
    renamed.world.objects[0].attributes.put(*renamed.world.objects[0].type, "display_name", Value("old"));
    CHECK(renamed.plan() == "No changes.\n");
}

TEST_CASE("runs: what belongs to the next run is told once and changes nothing") {
    auto renamed = ran(job("epochs = 3\npurpose = \"PURPOSE_PILOT\"\nwandb.enabled = false"));
    CHECK(renamed.told() ==
          "note: Change for the next run: \"purpose\" changed; "
          "accounts/acme/supervisedFineTuningJobs/support-1 "
          "has started already and is not changed by it. (supervised_fine_tuning_job.support, "
          "fireform.toml:8:11) | \n");
    CHECK(renamed.checked().value->changes.at(0).action == Action::none);
    renamed.state.resources.begin()->second.applied.put(*renamed.world.objects[0].type, "purpose",
                                                        Value("PURPOSE_PILOT"));
    CHECK(renamed.told() == "");
}

TEST_CASE("runs: a record that is gone needs nothing while its model is there") {
    auto archived = given(job()).prior("supervised_fine_tuning_job.support",
                                       fmt::format(R"({{"id": "support-1", "applied": {{{}}}}})", record));
    archived.model("support-v1", made);
    CHECK(archived.plan() == "No changes.\n");
    CHECK(archived.checked().value->drift.empty());
}

TEST_CASE("runs: a record that is gone does not hide a changed signature") {
    const auto archived = [](std::string_view more, std::string_view output) {
        auto g = given(job(more, output))
                     .prior("supervised_fine_tuning_job.support",
                            fmt::format(R"({{"id": "support-1", "applied": {{{}}}}})", record));
        return g.model("support-v1", made);
    };
    CHECK(first_error(archived("epochs = 5", "support-v1")) == "New run needs a new output model");
    CHECK(archived("epochs = 5", "support-v2").plan() == text(R"(
        +/- supervised_fine_tuning_job.support  # a run cannot be changed: this is a new run
            output_model: "accounts/acme/models/support-v1" -> "accounts/acme/models/support-v2"  # forces replacement
            epochs: 3 -> 5  # forces replacement
    )"));
    const auto again = archived("epochs = 5\ndelete_output_model = true", "support-v1").checked();
    REQUIRE(again.value);
    CHECK(again.value->changes.at(0).output_model == "accounts/acme/models/support-v1");
}

TEST_CASE("runs: the model goes with the run although its record went before") {
    constexpr std::string_view entry =
        R"({{"id": "support-1", "applied": {{"delete_output_model": {}, {}}}}})";
    const auto removed = [&](std::string_view wanted) {
        return given("")
            .destroying()
            .prior("supervised_fine_tuning_job.support", fmt::format(fmt::runtime(entry), wanted, record))
            .model("support-v1", made);
    };
    CHECK(removed("true").plan() ==
          "- supervised_fine_tuning_job.support  # the record of the run is gone, "
          "its output model is there\n");
    CHECK(removed("true").checked().value->changes.at(0).output_model == "accounts/acme/models/support-v1");
    CHECK(removed("false").plan() == ". supervised_fine_tuning_job.support  # the object is gone\n");
}

TEST_CASE("runs: gone with its model, it runs again") {
    CHECK(given(job())
              .prior("supervised_fine_tuning_job.support",
                     fmt::format(R"({{"id": "support-1", "applied": {{{}}}}})", record))
              .plan() == "+ supervised_fine_tuning_job.support  # the run and its output model are gone\n");
}

TEST_CASE("runs: a new one that an interrupted run has begun already is gone on with") {
    const std::string id = derived_id(lineage, *parse_address("supervised_fine_tuning_job.support"), 2);
    auto changed = ran(job("epochs = 4", "support-v2"));
    changed.live("supervised_fine_tuning_job " + id,
                 R"({"state": "JOB_STATE_RUNNING", "display_name": "support", "epochs": 4,
                     "base_model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
                     "dataset": "accounts/acme/datasets/ds-support",
                     "output_model": "accounts/acme/models/support-v2"})");
    changed.model("support-v2", fmt::format(R"({{"kind": "HF_PEFT_ADDON", "state": "UPLOADING",
        "fine_tuning_job": "accounts/acme/supervisedFineTuningJobs/{}"}})",
                                            id));
    CHECK(changed.steps() == fmt::format("0 create supervised_fine_tuning_job.support ({})\n"
                                         "1 destroy supervised_fine_tuning_job.support (support-1) deposed "
                                         "after 0\n",
                                         id));
}

TEST_CASE("runs: a failed one is an error with its status and the ways out") {
    auto failed = ran(job(), "JOB_STATE_FAILED", R"(, "$status": "DATASET_INVALID")");
    const auto planned = failed.checked();
    REQUIRE_FALSE(planned.value);
    CHECK(planned.diagnostics[0].summary == "Run has failed");
    CHECK(planned.diagnostics[0].detail.find("DATASET_INVALID") != std::string::npos);
}

TEST_CASE("runs: a failed one runs again when the configuration says so") {
    CHECK(ran(job("epochs = 3\non_failure = \"retry\""), "JOB_STATE_FAILED").plan() ==
          "! supervised_fine_tuning_job.support  # the run ended in JOB_STATE_FAILED; on_failure is "
          "\"retry\"\n");
    CHECK(ran(job("epochs = 3\non_failure = \"resume\""), "JOB_STATE_FAILED").plan() ==
          "~ supervised_fine_tuning_job.support  # the run ended in JOB_STATE_FAILED; on_failure is "
          "\"resume\"\n");
}

TEST_CASE("runs: a changed signature is a new run and needs a new output model") {
    CHECK(first_error(ran(job("epochs = 5")).model("support-v1", made)) ==
          "New run needs a new output model");
    CHECK(ran(job("epochs = 5", "support-v2")).model("support-v1", made).plan() == text(R"(
        +/- supervised_fine_tuning_job.support  # a run cannot be changed: this is a new run
            output_model: "accounts/acme/models/support-v1" -> "accounts/acme/models/support-v2"  # forces replacement
            epochs: 3 -> 5  # forces replacement
    )"));
}

TEST_CASE("runs: one that names no output model takes the name of its next id") {
    constexpr std::string_view unnamed = R"(
        [supervised_fine_tuning_job.support]
        model   = "llama-v3p1-8b-instruct"
        dataset = "ds-support"
        epochs  = 5

        [lora_addon.support]
        model   = "${supervised_fine_tuning_job.support.output_model}"
        base_id = "d-1"
    )";
    auto again = ran(std::string(unnamed));
    for (LiveObject& object : again.world.objects)
        object.attributes.put(*object.type, "output_model", Value("accounts/acme/models/support-1"));
    again.model("support-1", made);
    const std::string id = derived_id(lineage, {"supervised_fine_tuning_job", "support", {}}, 2);
    CHECK(again.plan() == fmt::format("+ lora_addon.support\n"
                                      "+/- supervised_fine_tuning_job.support  # a run cannot be changed: "
                                      "this is a new run\n"
                                      "    epochs: 3 -> 5  # forces replacement\n"));
    const auto planned = again.checked();
    const Change* addon = planned.value->find({"lora_addon", "support", {}});
    REQUIRE(addon);
    CHECK(addon->desired.get(*addon->type, "model") == Value("accounts/acme/models/" + id));
}

TEST_CASE("runs: deleting the old model makes room for a run of the same name") {
    auto again = ran(job("epochs = 5\ndelete_output_model = true")).model("support-v1", made);
    const std::string id = derived_id(lineage, {"supervised_fine_tuning_job", "support", {}}, 2);
    CHECK(again.steps() == fmt::format("0 destroy supervised_fine_tuning_job.support (support-1)\n"
                                       "1 create supervised_fine_tuning_job.support ({}) after 0\n",
                                       id));
}

TEST_CASE("runs: an addon leaves the model before it is deleted for a run of the same name") {
    auto again = ran(job("epochs = 5\ndelete_output_model = true") + R"(
        [lora_addon.support]
        model   = "${supervised_fine_tuning_job.support.output_model}"
        base_id = "d-1"
    )");
    again.model("support-v1", made);
    constexpr std::string_view loaded =
        R"("model": "accounts/acme/models/support-v1", "base_id": "accounts/acme/deployments/d-1")";
    again.prior("lora_addon.support",
                fmt::format(R"({{"id": "addon-1", "dependencies": ["supervised_fine_tuning_job.support"],
                                 "applied": {{{}}}}})",
                            loaded));
    again.live("lora_addon addon-1", fmt::format(R"({{"state": "DEPLOYED", {}}})", loaded));
    CHECK(again.plan() == text(R"(
        -/+ lora_addon.support  # supervised_fine_tuning_job.support is replaced under the same name and takes it along
        -/+ supervised_fine_tuning_job.support  # a run cannot be changed: this is a new run
            epochs: 3 -> 5  # forces replacement
    )"));
    CHECK(again.steps() ==
          fmt::format("0 destroy lora_addon.support (addon-1)\n"
                      "1 destroy supervised_fine_tuning_job.support (support-1) after 0\n"
                      "2 create supervised_fine_tuning_job.support ({}) after 1\n"
                      "3 create lora_addon.support after 0 2\n",
                      derived_id(lineage, {"supervised_fine_tuning_job", "support", {}}, 2)));
}

TEST_CASE("runs: an output model that somebody else made is an error before anything is sent") {
    auto taken = given(job()).model("support-v1", R"({"kind": "HF_PEFT_ADDON", "state": "READY"})");
    CHECK(first_error(taken) == "Output model exists already");
}

TEST_CASE("runs: one with the same display name, model and signature is adopted") {
    CHECK(given(job())
              .live("supervised_fine_tuning_job x1",
                    fmt::format(R"({{"state": "JOB_STATE_COMPLETED", {}}})", record))
              .plan() == "& supervised_fine_tuning_job.support  # display name, model and signature match\n");
}

TEST_CASE("runs: a start model that is a LoRA becomes warm_start_from") {
    auto chained = given(R"(
        [supervised_fine_tuning_job.next]
        display_name = "next"
        model        = "accounts/acme/models/support-v1"
        dataset      = "ds-support"
        output_model = "support-v2"
    )");
    chained.model("support-v1", made);
    const auto planned = chained.checked();
    REQUIRE(planned.value);
    const Change& change = planned.value->changes.at(0);
    CHECK(change.desired.get(*change.type, "warm_start_from") == Value("accounts/acme/models/support-v1"));
    CHECK(change.desired.get(*change.type, "base_model").is_null());
}

TEST_CASE("runs: the model a job will make feeds the addon, whose steps follow") {
    const auto planned = given(job() + R"(
        [deployment.base]
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        enable_addons    = true

        [lora_addon.support]
        model   = "${supervised_fine_tuning_job.support.output_model}"
        base_id = "${deployment.base.id}"
    )");
    CHECK(planned.steps() ==
          fmt::format("0 create deployment.base ({})\n1 create supervised_fine_tuning_job.support ({})\n"
                      "2 create lora_addon.support after 0 1\n",
                      derived_id(lineage, {"deployment", "base", {}}, 1),
                      derived_id(lineage, {"supervised_fine_tuning_job", "support", {}}, 1)));
}

TEST_CASE(
    "runs: a model named by its data is known in plan, and a name that comes to nothing good is refused") {
    const std::string row =
        R"({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]})"
        "\n";
    const auto trained = [&row](std::string_view prefix) {
        return given(fmt::format(R"(
            [dataset.rows]
            file = "rows.jsonl"
            [deployment.chat]
            model            = "llama-v3p1-8b-instruct"
            accelerator_type = "NVIDIA_H100_80GB"
            [supervised_fine_tuning_job.support]
            base_model   = "llama-v3p1-8b-instruct"
            dataset      = "${{dataset.rows.id}}"
            output_model = "{}"
        )",
                                 prefix))
            .file("rows.jsonl", row + row + row);
    };
    const auto planned = trained("s-${dataset.rows.content_hash}").checked();
    REQUIRE(planned.value);
    const Change& run = planned.value->changes.back();
    CHECK(run.desired.get(*run.type, "output_model").text() ==
          "accounts/acme/models/s-60899cf1d8ef482272511b0873626c33");
    const auto refused =
        trained("a-model-of-fifty-characters-and-more-before-what-is-${deployment.chat.id}").plan();
    CHECK(
        refused.starts_with("error: Invalid object name: \"output_model\" is "
                            "\"a-model-of-fifty-characters-and-more-before-what-is-chat-"));
    CHECK(refused.find(
              "\"; it takes 1 to 63 of a-z, 0-9 and \"-\", a letter first and no \"-\" last, and this has "
              "65 characters.") != std::string::npos);
}

TEST_CASE("plan: a content hash of before, with all digits, is the same content") {
    auto known = given("[dataset.rows]\nfile = \"rows.jsonl\"\n").file("rows.jsonl", "{}\n{}\n{}\n");
    known.prior("dataset.rows", R"({"id": "ds-rows", "applied": {"display_name": "rows", "file": "rows.jsonl",
        "content_hash": "b65d76e848a9d7b03dbe60a365428da200000000000000000000000000000000"}})");
    known.live("dataset ds-rows", R"({"state": "READY", "display_name": "rows", "example_count": 3})");
    CHECK(known.plan() == "No changes.\n");
}
