#include "providers/emulator/job_life.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace fireform::emulator {
namespace {

constexpr double tenfold = 10;  ///< jobs take ten times --ready-after

/// Steps of a run, and at which part of its time each comes.
constexpr int validating = 1, pending = 2, running = 3, ticks = 9, writing = running + ticks + 1,
              completed = writing + 1;
constexpr int cancelled = 100, gone = 101;

double part_of(int step) {
    if (step <= 0) return 0;
    if (step == validating) return 0.05;
    if (step == pending) return 0.15;
    if (step < writing) return 0.25 + 0.06 * (step - running);
    return step == writing ? 0.9 : 1.0;
}

void go_on(World& world, Object& job, int from) {
    appoint(world, job, Lane::life, pace(world, tenfold * (part_of(from + 1) - part_of(from))), from + 1);
}

std::string_view state_of(const Object& job) {
    return text_of(job.body(), "state");
}

void set_state(World& world, Object& job, std::string_view state) {
    set_text(touch(world, job), "state", "JOB_STATE_" + std::string(state));
}

void finish(World& world, Object& job, std::string_view state) {
    set_state(world, job, state);
    set_text(edit(world, job), "completedTime", timestamp(world.now));
}

void fail(World& world, Object& job, std::string_view code, std::string_view message) {
    finish(world, job, "FAILED");
    set_status(edit(world, job), code, message);
}

void set_progress(World& world, Object& job, int percent) {
    const auto epochs = run_of(job).epochs;
    json::object& progress = message_in(edit(world, job), "jobProgress");
    set_number(progress, "percent", percent);
    set_number(progress, "epoch", std::min(epochs - 1, epochs * percent / 100));
}

/// Kind, details and ancestry of what a run leaves behind (brief 7.4).
json::object output_model(World& world, const Object& job, const Run& run) {
    const Object* base = world.store.find(run.base);
    json::object body;
    set_text(body, "name", run.output);
    set_text(body, "createTime", timestamp(world.now));
    set_text(body, "updateTime", timestamp(world.now));
    set_text(body, "state", "READY");
    set_status(body, "OK", "");
    set_text(body, "fineTuningJob", job.name);
    if (base != nullptr) set_number(body, "contextLength", number_of(base->body(), "contextLength"));
    if (run.rank > 0) {
        set_text(body, "kind", "HF_PEFT_ADDON");
        json::object& details = message_in(body, "peftDetails");
        set_text(details, "baseModel", run.base);
        set_number(details, "r", run.rank);
        details["targetModules"] =
            json::array{"q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj", "gate_proj"};
        if (base != nullptr)
            set_text(details, "baseModelType",
                     text_of(message_of(base->body(), "baseModelDetails"), "modelType"));
    } else {
        set_text(body, "kind", "HF_BASE_MODEL");
        if (base != nullptr) {
            body["baseModelDetails"] = message_of(base->body(), "baseModelDetails");
            for (const std::string_view field :
                 {"supportsLora", "supervisedLoraTunable", "supervisedFullParameterTunable"})
                set_flag(body, field, flag_of(base->body(), field));
        }
    }
    return body;
}

void complete(World& world, Object& job) {
    const Run run = run_of(job);
    if (world.store.find(run.output) != nullptr)
        return fail(world, job, "ALREADY_EXISTS", "model \"" + run.output + "\" already exists");
    insert(world, models, run.output, output_model(world, job, run), {});
    finish(world, job, "COMPLETED");
    set_text(edit(world, job), "metricsFileSignedUrl",
             "https://storage.googleapis.com/fireworks-metrics/" + job.name +
                 ".jsonl?X-Goog-Signature=" + seeded_hash(world, job.name));
}

bool in_progress(std::string_view state) {
    static constexpr std::array<std::string_view, 9> states{
        "JOB_STATE_UNSPECIFIED",     "JOB_STATE_CREATING",    "JOB_STATE_PENDING",
        "JOB_STATE_VALIDATING",      "JOB_STATE_RUNNING",     "JOB_STATE_IDLE",
        "JOB_STATE_WRITING_RESULTS", "JOB_STATE_RE_QUEUEING", "JOB_STATE_CREATING_INPUT_DATASET",
    };
    return state.empty() || std::find(states.begin(), states.end(), state) != states.end();
}

Refusal wrong_state(const Object& job, std::string_view verb) {
    return precondition("job \"" + job.name + "\" is " + std::string(state_of(job)) + " and cannot be " +
                        std::string(verb));
}

}  // namespace

void keep_run(json::object& notes, const Run& run) {
    json::object& kept = message_in(notes, "run");
    set_text(kept, "output", run.output);
    set_text(kept, "base", run.base);
    set_number(kept, "rank", run.rank);
    set_number(kept, "epochs", run.epochs);
    set_text(kept, "problem", run.problem);
}

Run run_of(const Object& job) {
    const json::object& kept = message_of(job.notes(), "run");
    Run run;
    run.output = text_of(kept, "output");
    run.base = text_of(kept, "base");
    run.rank = number_of(kept, "rank");
    run.epochs = number_of(kept, "epochs");
    run.problem = text_of(kept, "problem");
    return run;
}

void job_created(World& world, Object& job) {
    go_on(world, job, 0);
}

void job_due(World& world, Object& job, Lane, int step) {
    if (step == gone) return erase(world, job);
    if (step == cancelled) return finish(world, job, "CANCELLED");
    if (step == completed) return complete(world, job);
    if (step == validating) {
        set_state(world, job, "VALIDATING");
    } else if (step == pending) {
        if (const std::string problem = run_of(job).problem; !problem.empty())
            return fail(world, job, "INVALID_ARGUMENT", problem);
        set_state(world, job, "PENDING");
    } else if (step == running) {
        set_state(world, job, "RUNNING");
        set_progress(world, job, 0);
    } else if (step == writing) {
        set_state(world, job, "WRITING_RESULTS");
        set_progress(world, job, 100);
    } else {
        if (const std::string why(text_of(job.notes(), "fail")); !why.empty()) {
            clear(job.notes(), "fail");  // resumed, it gets through
            return fail(world, job, "INTERNAL", why);
        }
        set_progress(world, job, (step - running) * 10);
    }
    go_on(world, job, step);
}

std::optional<Refusal> remove_job(Call& call, Object& job) {
    if (state_of(job) == "JOB_STATE_DELETING") return std::nullopt;
    set_state(call.world, job, "DELETING");
    appoint(call.world, job, Lane::life, pace(call.world), gone);
    return std::nullopt;
}

HttpResponse cancel_job(Call& call, Object* job) {
    if (!in_progress(state_of(*job))) return reply(wrong_state(*job, "cancelled"));
    set_state(call.world, *job, "CANCELLING");
    appoint(call.world, *job, Lane::life, pace(call.world), cancelled);
    return empty_reply();
}

HttpResponse resume_job(Call& call, Object* job) {
    const auto state = state_of(*job);
    if (state != "JOB_STATE_FAILED" && state != "JOB_STATE_CANCELLED" && state != "JOB_STATE_PAUSED")
        return reply(wrong_state(*job, "resumed"));
    World& world = call.world;
    set_state(world, *job, "PENDING");
    json::object& body = edit(world, *job);
    clear(body, "completedTime");
    set_status(body, "OK", "");
    go_on(world, *job, pending);
    return object_reply(world, *job);
}

bool is_promised(const World& world, std::string_view model) {
    for (const Collection* collection : account_collections()) {
        if (collection->due != job_due) continue;
        for (const auto& [serial, job] : world.store.referring(collection->segment, "outputModel", model))
            if (in_progress(state_of(*job))) return true;
    }
    return false;
}

}  // namespace fireform::emulator
