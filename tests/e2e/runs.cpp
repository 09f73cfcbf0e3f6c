// Runs of every kind: made, waited for, failed and taken up again, followed and thrown away.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform::tests;

namespace {

constexpr std::string_view all_kinds = R"([dataset.chat]
file = "chat.jsonl"

[dataset.pairs]
file = "pairs.jsonl"

[dataset.samples]
file = "samples.jsonl"

[supervised_fine_tuning_job.tuned]
model               = "llama-v3p1-8b-instruct"
dataset             = "${dataset.chat.id}"
output_model        = "tuned"
delete_output_model = true

[supervised_fine_tuning_job.tuned.lr_scheduler.cosine]
min_lr_ratio = 0.1

[dpo_job.preferred]
model               = "${supervised_fine_tuning_job.tuned.output_model}"
dataset             = "${dataset.pairs.id}"
output_model        = "preferred"
delete_output_model = true

[dpo_job.preferred.loss]
method      = "ORPO"
orpo.lambda = 0.2

[reinforcement_fine_tuning_job.scored]
model               = "qwen3-8b"
dataset             = "${dataset.chat.id}"
evaluator           = "sample-evaluator"
output_model        = "scored"
delete_output_model = true
training.epochs     = 2

[reinforcement_fine_tuning_job.scored.inference]
temperature = 0.9

[reinforcement_step.stepped]
model               = "llama-v3p1-8b-instruct"
dataset             = "${dataset.samples.id}"
output_model        = "stepped"
reward_weights      = ["accuracy=1"]
delete_output_model = true
)";

constexpr std::string_view pair_rows =
    R"({"input": {"messages": [{"role": "user", "content": "a"}]}, "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": [{"role": "assistant", "content": "c"}]}
{"input": {"messages": [{"role": "user", "content": "d"}]}, "preferred_output": [{"role": "assistant", "content": "e"}], "non_preferred_output": [{"role": "assistant", "content": "f"}]}
{"input": {"messages": [{"role": "user", "content": "g"}]}, "preferred_output": [{"role": "assistant", "content": "h"}], "non_preferred_output": [{"role": "assistant", "content": "i"}]}
)";

constexpr std::string_view sample_rows =
    R"({"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "evals": {"score": 1}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}], "evals": {"score": 0}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "d"}], "evals": {"score": 0.5}}]}
)";

constexpr std::string_view one_step = R"([dataset.samples]
file = "samples.jsonl"

[reinforcement_step.one]
model        = "llama-v3p1-8b-instruct"
dataset      = "${dataset.samples.id}"
output_model = "rl-one"
)";

/// `names`: the models that the three steps make.
std::string chain(std::string_view names, std::string_view first = "") {
    std::string toml = "[dataset.samples]\nfile = \"samples.jsonl\"\n";
    std::string model = "llama-v3p1-8b-instruct";
    for (const char* step : {"one", "two", "three"}) {
        toml += fmt::format(
            "\n[reinforcement_step.{0}]\nmodel = \"{1}\"\ndataset = \"${{dataset.samples.id}}\"\n"
            "output_model = \"{2}-{0}\"\n{3}",
            step, model, names, std::string_view(step) == "one" ? first : "");
        model = fmt::format("${{reinforcement_step.{}.output_model}}", step);
    }
    return toml;
}

/// A project with files for every kind of run.
struct RunProject : Project {
    RunProject(const Emulator& emulator, std::string_view toml) : Project(emulator, toml) {
        folder.write("chat.jsonl", support_rows);
        folder.write("pairs.jsonl", pair_rows);
        folder.write("samples.jsonl", sample_rows);
    }
};

/// Of each kind a run with its data beside it.
struct Kind {
    std::string_view type;
    std::string_view collection;
    std::string_view data;  ///< name of the dataset in RunProject
    std::string_view more = "";
};

constexpr Kind kinds[] = {
    {"supervised_fine_tuning_job", "supervisedFineTuningJobs", "chat"},
    {"dpo_job", "dpoJobs", "pairs"},
    {"reinforcement_fine_tuning_job", "reinforcementFineTuningJobs", "chat",
     "evaluator = \"sample-evaluator\"\n"},
    {"reinforcement_step", "rlorTrainerJobs", "samples"},
};

std::string data_of(const Kind& kind) {
    return fmt::format("[dataset.{0}]\nid = \"{0}\"\nfile = \"{0}.jsonl\"\n", kind.data);
}

std::string run_of(const Kind& kind) {
    return fmt::format(
        "[{}.one]\nmodel = \"llama-v3p1-8b-instruct\"\ndataset = \"{}\"\noutput_model = \"one\"\n{}",
        kind.type, kind.data, kind.more);
}

/// An emulator in which the first so many runs of the collection fail.
struct FailingRuns {
    FailingRuns(std::string_view collection, int times)
        : file([&] {
              faults.write("faults.toml",
                           fmt::format("[[fault]]\noperation = \"POST {}\"\nkind = \"fail_state\"\n"
                                       "message = \"out of memory\"\ntimes = {}\n",
                                       collection, times));
              return (faults.path() / "faults.toml").string();
          }()),
          emulator({"--faults", file}) {}
    Folder faults;
    std::string file;
    Emulator emulator;
};

constexpr const char* nothing_to_do = "No changes. Your fleet matches the configuration.\n";

}  // namespace

TEST_CASE("runs: every kind is made once, left alone afterwards and thrown away with its model") {
    const Emulator emulator;
    const RunProject project(emulator, all_kinds);
    const Ran plan = project.run({"plan"});
    CHECK(plan.err.empty());
    check_golden("runs_plan.txt", project.normal(plan.out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 7 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == nothing_to_do);
    for (const char* model : {"tuned", "preferred", "scored", "stepped"})
        CHECK_NOTHROW(emulator.request("GET", fmt::format("/v1/accounts/acme/models/{}", model)));
    CHECK(project.run({"destroy", "--auto-approve"})
              .out.ends_with("\nDestroy complete! Resources: 7 destroyed.\n"));
    for (const char* model : {"tuned", "preferred", "scored", "stepped"})
        CHECK_THROWS(emulator.request("GET", fmt::format("/v1/accounts/acme/models/{}", model)));
}

TEST_CASE("runs: steps run one after the other in one apply, and a new early one has the others follow") {
    const Emulator emulator;
    const RunProject project(emulator, chain("a", "lora_rank = 8\nepochs = 2\n"));
    check_golden("runs_chain.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 4 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == nothing_to_do);

    // Only the first is changed; the others would write to models that are there.
    project.configure(chain("a", "lora_rank = 8\nepochs = 3\n"));
    const Ran refused = project.run({"plan"});
    CHECK(refused.code == 1);
    check_golden("runs_chain_refused.txt", project.normal(refused.err));
    project.configure(chain("b", "lora_rank = 8\nepochs = 3\n"));
    check_golden("runs_chain_follows.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 3 added, 0 changed, 3 destroyed.\n"));
    CHECK(project.run({"plan"}).out == nothing_to_do);
}

TEST_CASE("runs: the example of a chain works as its page says") {
    const Emulator emulator;
    const Project project(emulator);
    const auto example = std::filesystem::path(FIREFORM_SOURCE_DIR) / "examples" / "reinforcement_steps";
    std::filesystem::copy(example, project.folder.path(), std::filesystem::copy_options::recursive);
    const Ran plan = project.run({"plan"});
    CHECK(plan.err.empty());
    CHECK(plan.out.find("lora_rank = 8  # from reinforcement_step.round_1\n") != std::string::npos);
    CHECK(plan.out.ends_with("\nPlan: 6 to add, 0 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == nothing_to_do);
    CHECK(project.run({"output", "model", "--raw"}).out == "accounts/acme/models/support-rl-3");
    project.configure(
        replaced(project.folder.read("fireform.toml"), "lora_rank        = 8", "lora_rank = 8\nepochs = 2"));
    CHECK(project.run({"plan"}).err.find("error[FF2313]: New run needs a new output model\n") !=
          std::string::npos);
}

TEST_CASE("runs: a step that goes on from a LoRA keeps its values, whoever made it") {
    const Emulator emulator;
    const RunProject project(emulator, chain("a", "learning_rate = 0.00005\n"));
    project.apply();
    // The LoRA's run is not of this configuration any more: its record is read.
    const RunProject other(emulator,
                           replaced(one_step, "llama-v3p1-8b-instruct", "accounts/acme/models/a-two"));
    check_golden("runs_continuation.txt", other.normal(other.run({"plan"}).out));
    check_golden("runs_continuation_unread.txt", other.normal(other.run({"plan", "--refresh=false"}).err));
    other.configure(replaced(one_step, "\"llama-v3p1-8b-instruct\"",
                             "\"accounts/acme/models/a-two\"\nlearning_rate = 1e-4\nbatch_size = 1024"));
    check_golden("runs_continuation_refused.txt", other.normal(other.run({"plan"}).err));
}

TEST_CASE("runs: the id of a destroyed step is not used again") {
    const Emulator emulator;
    const RunProject project(emulator, std::string(one_step) + "delete_output_model = true\n");
    project.apply();
    const std::string before = project.id("reinforcement_step.one");
    CHECK(project.run({"destroy", "--auto-approve"}).code == 0);
    project.apply();
    CHECK(project.id("reinforcement_step.one") != before);
    CHECK(project.run({"plan"}).out == nothing_to_do);
}

TEST_CASE("runs: a lost state finds the step again by the model it made") {
    const Emulator emulator;
    const RunProject project(emulator, one_step);
    project.apply();
    std::filesystem::remove(project.folder.path() / "fireform.state.json");
    const Ran plan = project.run({"plan"});
    CHECK(plan.out.find("  & reinforcement_step.one  # output model and signature match\n") !=
          std::string::npos);
    CHECK(project.apply().out.find("Resources: 2 adopted, 0 added") != std::string::npos);
    CHECK(project.run({"plan"}).out == nothing_to_do);
}

TEST_CASE("runs: the plan shows what a run is going to cost, once its data is there") {
    const Emulator emulator;
    const std::string data = "[dataset.chat]\nfile = \"chat.jsonl\"\n";
    const RunProject project(emulator, data);
    project.apply();
    project.configure(data + R"(
[supervised_fine_tuning_job.tuned]
model        = "llama-v3p1-8b-instruct"
dataset      = "${dataset.chat.id}"
output_model = "tuned"
)");
    const Ran plan = project.run({"plan"});
    CHECK(plan.err.empty());
    check_golden("runs_estimate.txt", project.normal(plan.out));
    CHECK(emulator.count("POST supervisedFineTuningJobs") == 0);
}

TEST_CASE("runs: one that failed waits for a decision, and runs again or goes on") {
    for (const Kind& kind : kinds)
        for (const char* policy : {"retry", "resume"}) {
            CAPTURE(kind.type);
            CAPTURE(policy);
            const FailingRuns failing(kind.collection, 1);
            const RunProject project(failing.emulator, data_of(kind) + run_of(kind));
            const Ran apply = project.run({"apply", "--auto-approve"});
            CHECK(apply.code == 1);
            CHECK(apply.err.find("error[FF5109]: Run failed\n") != std::string::npos);
            CHECK(apply.err.find("JOB_STATE_FAILED: out of memory") != std::string::npos);
            const Ran undecided = project.run({"plan"});
            CHECK(undecided.code == 1);
            CHECK(undecided.err.find("error[FF2311]: Run has failed\n") != std::string::npos);

            project.configure(data_of(kind) + run_of(kind) + fmt::format("on_failure = \"{}\"\n", policy));
            CHECK(project.run({"plan"}).out.find(fmt::format("on_failure is \"{}\"", policy)) !=
                  std::string::npos);
            project.apply();
            CHECK(project.run({"plan"}).out == nothing_to_do);
            CHECK(failing.emulator.names(std::string(kind.collection)).size() == 1);
            CHECK_NOTHROW(failing.emulator.request("GET", "/v1/accounts/acme/models/one"));
        }
}

TEST_CASE("runs: one that was not waited for is taken up, and one that goes on is cancelled before it goes") {
    for (const Kind& kind : kinds) {
        CAPTURE(kind.type);
        const Emulator emulator({"--ready-after", "600s"});
        const RunProject data(emulator, data_of(kind));
        (void)data.run({"apply", "--auto-approve", "--wait=false"});
        emulator.request("POST", "/emulator/advance?seconds=600");
        const RunProject project(emulator, run_of(kind));
        const Ran started = project.run({"apply", "--auto-approve", "--wait=false"});
        CHECK(started.code == 0);
        const std::string address = std::string(kind.type) + ".one";
        CHECK(project.run({"plan"}).out.find(address + " is not ready yet: apply waits for it.") !=
              std::string::npos);
        const Ran destroyed = project.run({"destroy", "--auto-approve", "--wait=false"});
        CHECK(destroyed.code == 0);
        CHECK(emulator.count(fmt::format("POST {}:cancel", kind.collection)) == 1);
    }
}

TEST_CASE("runs: a model that cannot be tuned is refused before anything is made") {
    const Emulator emulator;
    const RunProject project(emulator, replaced(one_step, "llama-v3p1-8b-instruct", "deepseek-v3p1"));
    CHECK(project.run({"plan"}).err.find("error[FF2301]: Model cannot be tuned\n") != std::string::npos);
    project.configure(replaced(one_step, "model        = \"llama-v3p1-8b-instruct\"",
                               "base_model = \"accounts/acme/models/sample-lora\""));
    CHECK(project.run({"plan"}).err.find("error[FF2303]: Base model is a LoRA\n") != std::string::npos);
    project.configure(replaced(one_step, "rl-one", "sample-lora"));
    CHECK(project.run({"plan"}).err.find("error[FF2314]: Output model exists already\n") !=
          std::string::npos);
    CHECK(emulator.names("datasets").empty());
}
