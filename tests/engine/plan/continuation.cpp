// Reinforcement steps: what they inherit, what they must keep, and how they follow one another.
#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

std::string step(std::string_view name, std::string_view model, std::string_view more = "") {
    return fmt::format(R"(
[reinforcement_step.{0}]
model        = "{1}"
dataset      = "samples"
output_model = "out-{0}"
{2}
)",
                       name, model, more);
}

constexpr std::string_view recorded = R"("lora_rank": 8, "learning_rate": 4.999999873689376e-05,
    "max_context_length": 4096, "epochs": 2, "batch_size": 16384)";

/// A LoRA "rl-0" that the step "s0" made.
Given after_a_step(const std::string& toml, std::string_view values = recorded) {
    Given g(toml);
    g.live("reinforcement_step s0", fmt::format(R"({{"state": "JOB_STATE_COMPLETED",
        "output_model": "accounts/acme/models/rl-0", {}}})",
                                                values));
    g.model("rl-0", R"({"kind": "HF_PEFT_ADDON", "state": "READY", "lora_rank": 8,
        "fine_tuning_job": "accounts/acme/rlorTrainerJobs/s0"})");
    return g;
}

/// The values of the step that this plan sends, one a line, with their notes.
std::string values(const Given& g, std::string_view name) {
    const auto planned = g.checked();
    std::string out = to_text(planned.diagnostics);
    if (!planned.value) return out;
    for (const AttributeChange& each :
         planned.value->find({"reinforcement_step", std::string(name), {}})->attributes)
        if (each.path != "dataset" && each.path != "display_name" && each.path != "output_model")
            out += fmt::format("{} = {}{}\n", each.path, to_text(each.after),
                               each.note.empty() ? "" : "  # " + each.note);
    return out;
}

std::string id_of(std::string_view name, int generation) {
    return derived_id(lineage, {"reinforcement_step", std::string(name), {}}, generation);
}

}  // namespace

TEST_CASE("continuation: a step from a base model takes every default") {
    CHECK(values(given(step("a", "qwen3-8b", "epochs = 3")), "a") == text(R"(
        base_model = "accounts/fireworks/models/qwen3-8b"
        epochs = 3
        learning_rate = 0.0001  # default
        lora_rank = 16  # default
        max_context_length = 8192  # default
        batch_size = 32768  # default
        accelerator_type = "NVIDIA_A100_80GB"  # default
        accelerator_count = 1  # default
    )"));
}

TEST_CASE("continuation: what is written empty stays away") {
    CHECK(values(given(step("a", "qwen3-8b", "accelerator_type = \"\"\naccelerator_count = 0")), "a") ==
          text(R"(
        base_model = "accounts/fireworks/models/qwen3-8b"
        epochs = 1  # default
        learning_rate = 0.0001  # default
        lora_rank = 16  # default
        max_context_length = 8192  # default
        batch_size = 32768  # default
        accelerator_type = ""
        accelerator_count = 0
    )"));
}

TEST_CASE("continuation: values that are left out come from the run that made the LoRA") {
    CHECK(values(after_a_step(step("a", "rl-0", "epochs = 2")), "a") == text(R"(
        warm_start_from = "accounts/acme/models/rl-0"
        epochs = 2
        learning_rate = 5e-05  # from accounts/acme/rlorTrainerJobs/s0
        lora_rank = 8  # from accounts/acme/rlorTrainerJobs/s0
        max_context_length = 4096  # from accounts/acme/rlorTrainerJobs/s0
        batch_size = 16384  # from accounts/acme/rlorTrainerJobs/s0
        accelerator_type = "NVIDIA_A100_80GB"  # default
        accelerator_count = 1  # default
    )"));
}

TEST_CASE("continuation: equal in 32 bits is equal") {
    CHECK(after_a_step(step("a", "rl-0", "learning_rate = 0.00005\nbatch_size = 16384")).plan() ==
          "+ reinforcement_step.a\n");
}

TEST_CASE("continuation: each of the five values must be that of the first run") {
    const struct {
        const char* written;
        const char* name;
        const char* mine;
        const char* first;
    } rows[] = {{"lora_rank = 16", "lora_rank", "16", "8"},
                {"learning_rate = 0.0001", "learning_rate", "0.0001", "5e-05"},
                {"max_context_length = 8192", "max_context_length", "8192", "4096"},
                {"epochs = 1", "epochs", "1", "2"},
                {"batch_size = 32768", "batch_size", "32768", "16384"}};
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const std::string said = after_a_step(step("a", "rl-0", row.written)).told();
        const std::string where =
            said.substr(said.find("fireform.toml"),
                        said.find(')', said.find("fireform.toml")) - said.find("fireform.toml"));
        CHECK(said ==
              fmt::format("error: Continuation differs from its start: \"{0}\" is {1}; "
                          "accounts/acme/rlorTrainerJobs/s0, which made accounts/acme/models/rl-0, has "
                          "{2}, and a run that goes on from a LoRA keeps it. (reinforcement_step.a, {3}) | "
                          "write {0} = {2}, or remove it: it is inherited\n",
                          row.name, row.mine, row.first, where));
    }
}

TEST_CASE("continuation: what the first run does not tell is not compared") {
    CHECK(values(after_a_step(step("a", "rl-0", "epochs = 4\nlora_rank = 8"),
                              R"("lora_rank": 8, "max_context_length": 4096, "batch_size": 0)"),
                 "a") == text(R"(
        warning: Continuation cannot be checked: The run that made accounts/acme/models/rl-0 had its own "learning_rate", "epochs" and "batch_size", and one that goes on from it must have the same: accounts/acme/rlorTrainerJobs/s0, which made it, does not tell them. (reinforcement_step.a, fireform.toml:3:16)
        warm_start_from = "accounts/acme/models/rl-0"
        epochs = 4
        learning_rate = 0.0001  # default
        lora_rank = 8
        max_context_length = 4096  # from accounts/acme/rlorTrainerJobs/s0
        batch_size = 32768  # default
        accelerator_type = "NVIDIA_A100_80GB"  # default
        accelerator_count = 1  # default
    )"));
}

TEST_CASE("continuation: of a run that is gone the model still tells the rank") {
    const auto gone = [](std::string_view more) {
        auto g = given(step("a", "rl-0", more));
        g.model("rl-0", R"({"kind": "HF_PEFT_ADDON", "state": "READY", "lora_rank": 8,
            "fine_tuning_job": "accounts/acme/rlorTrainerJobs/s0"})");
        return g;
    };
    CHECK(gone("lora_rank = 16")
              .told()
              .starts_with("error: Continuation differs from its start: \"lora_rank\" is 16; "
                           "accounts/acme/models/rl-0 has 8, and a "
                           "run that goes on from a LoRA keeps it. (reinforcement_step.a, "));
    CHECK(gone("").told() ==
          "warning: Continuation cannot be checked: The run that made accounts/acme/models/rl-0 had its own "
          "\"learning_rate\", \"max_context_length\", \"epochs\" and \"batch_size\", and one that goes on "
          "from it "
          "must have the same: accounts/acme/rlorTrainerJobs/s0, which made it, is not to be found. "
          "(reinforcement_step.a, "
          "fireform.toml:3:16) | write them as in that run, if the service refuses what the plan shows\n");
}

namespace {

/// A LoRA "rl-0" of the step "s0", which state remembers and the configuration has no more; `model` with what
/// more the service tells of it.
Given remembered(std::string_view more, std::string_view model) {
    Given g(step("a", "rl-0", more));
    g.prior("reinforcement_step.s0", fmt::format(R"({{"id": "s0", "applied": {{}}, "seen": {{
        "state": "JOB_STATE_COMPLETED", "output_model": "accounts/acme/models/rl-0", {}}}}})",
                                                 recorded));
    g.model("rl-0", fmt::format(R"({{"kind": "HF_PEFT_ADDON", "state": "READY"{}}})", model));
    return g;
}

constexpr std::string_view made_by_s0 = R"(, "fine_tuning_job": "accounts/acme/rlorTrainerJobs/s0")";

/// As --refresh=false plans: models are looked up, all else is what state saw.
Given unread(Given g) {
    Live live = live_from_state(g.state, g.world.naming, fireworks_catalog());
    live.models = g.world.models;
    live.own_models = true;
    g.world = std::move(live);
    g.options.refreshed = false;
    return g;
}

}  // namespace

TEST_CASE("continuation: state tells what a run had whose record is gone") {
    // A model may not name the run; state knows which one made it.
    for (const std::string_view model : {made_by_s0, std::string_view()}) {
        CAPTURE(model);
        for (const bool read : {true, false}) {
            CAPTURE(read);
            const auto planned = [&](std::string_view more) {
                return read ? remembered(more, model) : unread(remembered(more, model));
            };
            CHECK(planned("epochs = 1").told() ==
                  "error: Continuation differs from its start: \"epochs\" is 1; "
                  "accounts/acme/rlorTrainerJobs/s0, which made accounts/acme/models/rl-0, has 2, and a run "
                  "that goes on from a LoRA keeps it. (reinforcement_step.a, fireform.toml:6:10) | write "
                  "epochs = 2, or remove it: it is inherited\n");
            CHECK(values(planned(""), "a") == text(R"(
                warm_start_from = "accounts/acme/models/rl-0"
                epochs = 2  # from accounts/acme/rlorTrainerJobs/s0
                learning_rate = 5e-05  # from accounts/acme/rlorTrainerJobs/s0
                lora_rank = 8  # from accounts/acme/rlorTrainerJobs/s0
                max_context_length = 4096  # from accounts/acme/rlorTrainerJobs/s0
                batch_size = 16384  # from accounts/acme/rlorTrainerJobs/s0
                accelerator_type = "NVIDIA_A100_80GB"  # default
                accelerator_count = 1  # default
            )"));
        }
    }
}

TEST_CASE("continuation: what state saw of one run says nothing about another") {
    const Given other = remembered("", R"(, "fine_tuning_job": "accounts/acme/rlorTrainerJobs/s1")");
    CHECK(other.told().find("accounts/acme/rlorTrainerJobs/s1, which made it, is not to be found.") !=
          std::string::npos);
}

TEST_CASE("continuation: without a refresh a run that state does not know is not looked for") {
    CHECK(
        unread(after_a_step(step("a", "rl-0"))).told() ==
        "warning: Continuation cannot be checked: The run that made accounts/acme/models/rl-0 had its own "
        "\"learning_rate\", \"max_context_length\", \"epochs\" and \"batch_size\", and "
        "one that goes on from it must have the same: state does not know accounts/acme/rlorTrainerJobs/s0, "
        "which made it, and the account is not read. (reinforcement_step.a, fireform.toml:3:16) | plan "
        "without --refresh=false, or write them as in that run\n");
}

TEST_CASE(
    "continuation: a chain inherits along the configuration and runs in order, by reference or by name") {
    for (const char* start : {"${reinforcement_step.z.output_model}", "out-z"}) {
        CAPTURE(start);
        const auto chain = given(step("z", "qwen3-8b", "learning_rate = 0.0002") + step("a", start));
        CHECK(values(chain, "a") == text(R"(
            warm_start_from = "accounts/acme/models/out-z"
            epochs = 1  # from reinforcement_step.z
            learning_rate = 0.0002  # from reinforcement_step.z
            lora_rank = 16  # from reinforcement_step.z
            max_context_length = 8192  # from reinforcement_step.z
            batch_size = 32768  # from reinforcement_step.z
            accelerator_type = "NVIDIA_A100_80GB"  # default
            accelerator_count = 1  # default
        )"));
        CHECK(chain.steps() == fmt::format("0 create reinforcement_step.z ({})\n"
                                           "1 create reinforcement_step.a ({}) after 0\n",
                                           id_of("z", 1), id_of("a", 1)));
    }
}

TEST_CASE("continuation: within a configuration the desired values are compared") {
    CHECK(given(step("a", "qwen3-8b", "epochs = 2") + step("b", "out-a", "epochs = 1")).told() ==
          "error: Continuation differs from its start: \"epochs\" is 1; reinforcement_step.a, which made "
          "accounts/acme/models/out-a, has 2, and a run that goes on from a LoRA keeps it. "
          "(reinforcement_step.b, fireform.toml:12:10) | write epochs = 2, or remove it: it is inherited\n");
    // What a supervised job leaves to the service cannot be compared; its rank is the type's.
    CHECK(
        given(R"(
        [supervised_fine_tuning_job.a]
        model        = "qwen3-8b"
        dataset      = "chat"
        output_model = "out-a"
    )" + step("b", "out-a", "lora_rank = 16"))
            .plan()
            .find("\"lora_rank\" is 16; supervised_fine_tuning_job.a, which made accounts/acme/models/out-a, "
                  "has 8") != std::string::npos);
}

TEST_CASE("continuation: a new run of an early step has the later ones follow") {
    const auto finished = [](Given& g, std::string_view name, std::string_view start, std::string_view more) {
        const std::string body =
            fmt::format(R"("dataset": "samples", "output_model": "out-{}", {}, {})", name, start, more);
        g.prior(fmt::format("reinforcement_step.{}", name), fmt::format(R"({{"id": "{}-1"}})", name));
        g.live(fmt::format("reinforcement_step {}-1", name),
               fmt::format(R"({{"state": "JOB_STATE_COMPLETED", {}}})", body));
        g.model(fmt::format("out-{}", name),
                fmt::format(R"({{"kind": "HF_PEFT_ADDON", "state": "READY", "lora_rank": 16,
                    "fine_tuning_job": "accounts/acme/rlorTrainerJobs/{}-1"}})",
                            name));
    };
    constexpr std::string_view run = R"("lora_rank": 16, "learning_rate": 0.0001, "max_context_length": 8192,
        "epochs": 1, "batch_size": 32768, "accelerator_type": "NVIDIA_A100_80GB", "accelerator_count": 1)";
    const auto chain = [&](const std::string& toml) {
        Given g(toml);
        finished(g, "a", R"("base_model": "accounts/fireworks/models/qwen3-8b")", run);
        finished(g, "b", R"("warm_start_from": "accounts/acme/models/out-a")", run);
        return g;
    };
    const std::string reference = "${reinforcement_step.a.output_model}";
    CHECK(chain(step("a", "qwen3-8b") + step("b", reference)).plan() == "No changes.\n");
    // Under the same name: the model is another one all the same.
    const std::string removes = "delete_output_model = true\n";
    CHECK(chain(step("a", "qwen3-8b", removes + "epochs = 2") + step("b", reference, removes)).plan() ==
          text(R"(
        -/+ reinforcement_step.a  # a run cannot be changed: this is a new run
            epochs: 1 -> 2  # forces replacement
        -/+ reinforcement_step.b  # reinforcement_step.a makes its start model anew: this is a new run
            epochs: 1 -> 2  from reinforcement_step.a
    )"));
    CHECK(chain(step("a", "qwen3-8b", removes + "epochs = 2") + step("b", reference)).told() ==
          "error: New run needs a new output model: reinforcement_step.a makes its start model anew, so "
          "reinforcement_step.b has to run again, but its output model accounts/acme/models/out-b exists "
          "already. "
          "(reinforcement_step.b, fireform.toml:12:16) | write a new output_model, or delete_output_model = "
          "true "
          "to delete the old one first.\n");
    // Under a new name the start model changes, and shows who makes it.
    auto renamed = chain(R"(
        [reinforcement_step.a]
        model        = "qwen3-8b"
        dataset      = "samples"
        output_model = "out-a2"
        epochs       = 2

        [reinforcement_step.b]
        model        = "${reinforcement_step.a.output_model}"
        dataset      = "samples"
        output_model = "out-b2"
    )");
    CHECK(renamed.plan() == text(R"(
        +/- reinforcement_step.a  # a run cannot be changed: this is a new run
            output_model: "accounts/acme/models/out-a" -> "accounts/acme/models/out-a2"  # forces replacement
            epochs: 1 -> 2  # forces replacement
        +/- reinforcement_step.b  # a run cannot be changed: this is a new run
            warm_start_from: "accounts/acme/models/out-a" -> "accounts/acme/models/out-a2"  # forces replacement  reinforcement_step.a makes it
            output_model: "accounts/acme/models/out-b" -> "accounts/acme/models/out-b2"  # forces replacement
            epochs: 1 -> 2  from reinforcement_step.a
    )"));
}

TEST_CASE("continuation: a step that ran before its start model was made anew follows") {
    const auto chain = [](std::string_view first, std::string_view second, std::string_view more,
                          bool has_record = true) {
        Given g(step("a", "qwen3-8b") + step("b", "${reinforcement_step.a.output_model}", more));
        const auto finished = [&](std::string_view name, std::string_view start, std::string_view time) {
            const std::string record =
                fmt::format(R"({{"state": "JOB_STATE_COMPLETED", "dataset": "accounts/acme/datasets/samples",
                    "output_model": "accounts/acme/models/out-{}", "create_time": "{}", {}}})",
                            name, time, start);
            g.prior(fmt::format("reinforcement_step.{}", name),
                    fmt::format(R"({{"id": "{}-1", "applied": {{}}, "seen": {}}})", name, record));
            if (has_record || name == "b") g.live(fmt::format("reinforcement_step {}-1", name), record);
            g.model(fmt::format("out-{}", name), fmt::format(R"({{"kind": "HF_PEFT_ADDON", "state": "READY",
                        "fine_tuning_job": "accounts/acme/rlorTrainerJobs/{}-1"}})",
                                                             name));
        };
        finished("a", R"("base_model": "accounts/fireworks/models/qwen3-8b", "epochs": 2, "lora_rank": 16,
            "learning_rate": 0.0001, "max_context_length": 8192, "batch_size": 32768)",
                 first);
        finished("b", R"("warm_start_from": "accounts/acme/models/out-a", "epochs": 1, "lora_rank": 16)",
                 second);
        return g;
    };
    constexpr std::string_view noon = "2026-05-01T12:00:00Z";
    constexpr std::string_view soon_after = "2026-05-01T12:00:00.25Z";
    const std::string removes = "delete_output_model = true\n";
    CHECK(chain(noon, soon_after, removes).plan() == "No changes.\n");
    CHECK(chain(noon, noon, removes).plan() == "No changes.\n");
    CHECK(chain(noon, "", removes).plan() == "No changes.\n");
    const std::string follows = text(R"(
        -/+ reinforcement_step.b  # reinforcement_step.a has made its start model anew: this is a new run
            epochs: 1 -> 2  from reinforcement_step.a
            learning_rate: null -> 0.0001  from reinforcement_step.a
            max_context_length: null -> 8192  from reinforcement_step.a
            batch_size: null -> 32768  from reinforcement_step.a
            accelerator_type: null -> "NVIDIA_A100_80GB"  default
            accelerator_count: null -> 1  default
    )");
    CHECK(chain(soon_after, noon, removes).plan() == follows);
    const std::string archived = chain(soon_after, noon, removes, false).plan();
    CHECK(archived == follows);
    CHECK(chain(soon_after, noon, "").told() ==
          "error: New run needs a new output model: reinforcement_step.a has made its start model anew, so "
          "reinforcement_step.b has to run again, but its output model accounts/acme/models/out-b exists "
          "already. (reinforcement_step.b, fireform.toml:11:16) | write a new output_model, or "
          "delete_output_model = true to delete the old one first.\n");
}

TEST_CASE("continuation: a lost state finds the step again by the model it made") {
    const auto lost = [](std::string_view more) {
        auto g = given(step("a", "qwen3-8b", more));
        g.live("reinforcement_step other-1", R"({"state": "JOB_STATE_COMPLETED", "dataset": "samples",
            "base_model": "accounts/fireworks/models/qwen3-8b", "output_model": "out-a", "epochs": 1,
            "lora_rank": 16})");
        g.model("out-a", R"({"kind": "HF_PEFT_ADDON", "state": "READY",
            "fine_tuning_job": "accounts/acme/rlorTrainerJobs/other-1"})");
        return g;
    };
    CHECK(lost("").plan() == "& reinforcement_step.a  # output model and signature match\n");
    CHECK(lost("epochs = 2").told() ==
          "error: Output model exists already: accounts/acme/models/out-a was made by "
          "accounts/acme/rlorTrainerJobs/other-1 and the API refuses a run that writes to it. "
          "(reinforcement_step.a, fireform.toml:5:16) | write another output_model, or delete the model.\n");
}

TEST_CASE("continuation: the id of a deleted step is never used again") {
    const std::string deleted = R"({"state": "JOB_STATE_DELETED"})";
    CHECK(given(step("a", "qwen3-8b")).live("reinforcement_step " + id_of("a", 1), deleted).steps() ==
          fmt::format("0 create reinforcement_step.a ({})\n", id_of("a", 2)));
    CHECK(given(step("a", "qwen3-8b"))
              .prior("reinforcement_step.a", fmt::format(R"({{"id": "{}"}})", id_of("a", 1)))
              .live("reinforcement_step " + id_of("a", 1), deleted)
              .live("reinforcement_step " + id_of("a", 2), deleted)
              .steps() == fmt::format("0 create reinforcement_step.a ({})\n", id_of("a", 3)));
    CHECK(
        given(step("a", "qwen3-8b", "id = \"mine\"")).live("reinforcement_step mine", deleted).told() ==
        "error: Id was used before: accounts/acme/rlorTrainerJobs/mine was deleted, and the id of a deleted "
        "reinforcement_step cannot be used again. (reinforcement_step.a, fireform.toml:6:6) | write another "
        "id, or none.\n");
    CHECK(
        given(step("a", "qwen3-8b", "id = \"mine\"\non_failure = \"retry\""))
            .prior("reinforcement_step.a", R"({"id": "mine"})")
            .live("reinforcement_step mine", R"({"state": "JOB_STATE_FAILED", "dataset": "samples",
                  "base_model": "accounts/fireworks/models/qwen3-8b", "output_model": "out-a"})")
            .told() ==
        "error: Id was used before: accounts/acme/rlorTrainerJobs/mine has run, and the id of a deleted "
        "reinforcement_step cannot be used again. (reinforcement_step.a, fireform.toml:6:6) | write another "
        "id, or none.\n");
}

TEST_CASE("continuation: a new run while the old one goes on cancels that first") {
    auto going = given(step("a", "qwen3-8b", "epochs = 2"));
    going.prior("reinforcement_step.a", R"({"id": "a-1"})");
    going.live("reinforcement_step a-1", R"({"state": "JOB_STATE_RUNNING", "dataset": "samples",
        "base_model": "accounts/fireworks/models/qwen3-8b", "output_model": "out-a", "epochs": 1})");
    const auto planned = going.checked();
    REQUIRE(planned.value);
    CHECK(planned.value->changes[0].in_progress_run);
    CHECK(going.steps() == fmt::format("0 destroy reinforcement_step.a (a-1)\n"
                                       "1 create reinforcement_step.a ({}) after 0\n",
                                       id_of("a", 2)));
}
