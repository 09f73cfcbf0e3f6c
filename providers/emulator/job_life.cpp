#include "providers/emulator/job_life.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/job_output.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace fireform::emulator {
namespace {

using namespace job_step;

constexpr double tenfold = 10;  ///< jobs take ten times --ready-after

/// At which part of its time a step comes.
double part_of(int step) {
    if (step <= 0) return 0;
    if (step == validating) return 0.05;
    if (step == pending) return 0.15;
    if (step < writing) return 0.25 + 0.06 * (step - running);
    return step == writing ? 0.9 : 1.0;
}

bool shows(const Object& job, std::string_view field) {
    return find_field(*job.collection->message, field) != nullptr;
}

void fail(World& world, Object& job, std::string_view code, std::string_view message) {
    finish_job(world, job, "FAILED");
    set_status(edit(world, job), code, message);
}

void set_progress(World& world, Object& job, int percent) {
    if (!shows(job, "jobProgress")) return;
    const Run run = run_of(job);
    json::object& progress = message_in(edit(world, job), "jobProgress");
    set_number(progress, "percent", percent);
    if (run.requests == 0) {
        set_number(progress, "epoch", std::min(run.epochs - 1, run.epochs * percent / 100));
        return;
    }
    const auto done = run.requests * percent / 100;
    set_number(progress, "totalInputRequests", run.requests);
    for (const std::string_view field :
         {"totalProcessedRequests", "successfullyProcessedRequests", "outputRows"})
        set_number(progress, field, done);
}

std::string metrics_url(const World& world, const Object& job) {
    return "https://storage.googleapis.com/fireworks-metrics/" + job.name +
           ".jsonl?X-Goog-Signature=" + seeded_hash(world, job.name);
}

void complete(World& world, Object& job) {
    if (const auto refusal = leave_output(world, job))
        return fail(world, job, code_name(refusal->code), refusal->message);
    finish_job(world, job, "COMPLETED");
    if (shows(job, "metricsFileSignedUrl"))
        set_text(edit(world, job), "metricsFileSignedUrl", metrics_url(world, job));
}

bool in_progress(std::string_view state) {
    static constexpr std::array<std::string_view, 9> states{
        "JOB_STATE_UNSPECIFIED",     "JOB_STATE_CREATING",    "JOB_STATE_PENDING",
        "JOB_STATE_VALIDATING",      "JOB_STATE_RUNNING",     "JOB_STATE_IDLE",
        "JOB_STATE_WRITING_RESULTS", "JOB_STATE_RE_QUEUEING", "JOB_STATE_CREATING_INPUT_DATASET",
    };
    return state.empty() || std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

std::string_view job_state(const Object& job) {
    return text_of(job.body(), "state");
}

void set_job_state(World& world, Object& job, std::string_view state) {
    set_text(shows(job, "updateTime") ? touch(world, job) : edit(world, job), "state",
             "JOB_STATE_" + std::string(state));
}

void finish_job(World& world, Object& job, std::string_view state) {
    count_seconds(world, job);
    clear(job.notes(), "countedUntil");
    set_job_state(world, job, state);
    if (shows(job, "completedTime")) set_text(edit(world, job), "completedTime", timestamp(world.now));
}

void go_on(World& world, Object& job, int from) {
    appoint(world, job, Lane::life, pace(world, tenfold * (part_of(from + 1) - part_of(from))), from + 1);
}

void count_seconds(World& world, Object& job) {
    const Run run = run_of(job);
    if (run.accelerator.empty() || !has(job.notes(), "countedUntil")) return;
    const Nanos since(number_of(job.notes(), "countedUntil"));
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(world.now - since);
    set_number(job.notes(), "countedUntil", (since + whole).count());
    json::object& seconds = message_in(edit(world, job), "acceleratorSeconds");
    set_int64(seconds, run.accelerator,
              number_of(seconds, run.accelerator) + whole.count() * run.accelerators);
}

Refusal wrong_state(const Object& job, std::string_view verb) {
    return precondition("job \"" + job.name + "\" is " + std::string(job_state(job)) + " and cannot be " +
                        std::string(verb));
}

void keep_run(json::object& notes, const Run& run) {
    json::object& kept = message_in(notes, "run");
    set_text(kept, "output", run.output);
    set_text(kept, "base", run.base);
    set_number(kept, "rank", run.rank);
    set_number(kept, "epochs", run.epochs);
    set_text(kept, "problem", run.problem);
    set_text(kept, "accelerator", run.accelerator);
    set_number(kept, "accelerators", run.accelerators);
    set_flag(kept, "countsWhileRunning", run.counts_while_running);
    set_number(kept, "requests", run.requests);
}

Run run_of(const Object& job) {
    const json::object& kept = message_of(job.notes(), "run");
    Run run;
    run.output = text_of(kept, "output");
    run.base = text_of(kept, "base");
    run.rank = number_of(kept, "rank");
    run.epochs = number_of(kept, "epochs");
    run.problem = text_of(kept, "problem");
    run.accelerator = text_of(kept, "accelerator");
    run.accelerators = number_of(kept, "accelerators");
    run.counts_while_running = flag_of(kept, "countsWhileRunning");
    run.requests = number_of(kept, "requests");
    return run;
}

const json::object& training_of(const Object& job) {
    return shows(job, "trainingConfig") ? message_of(job.body(), "trainingConfig") : job.body();
}

void job_created(World& world, Object& job) {
    go_on(world, job, 0);
}

void job_due(World& world, Object& job, Lane, int step) {
    if (step == gone) return erase(world, job);
    if (step == cancelled) return finish_job(world, job, "CANCELLED");
    if (step == completed) return complete(world, job);
    if (step == validating) {
        set_job_state(world, job, "VALIDATING");
    } else if (step == pending) {
        if (const std::string problem = run_of(job).problem; !problem.empty())
            return fail(world, job, "INVALID_ARGUMENT", problem);
        set_job_state(world, job, "PENDING");
    } else if (step == running) {
        set_job_state(world, job, "RUNNING");
        set_progress(world, job, 0);
        set_number(job.notes(), "countedUntil", world.now.count());
    } else if (step == writing) {
        set_job_state(world, job, "WRITING_RESULTS");
        set_progress(world, job, 100);
    } else {
        if (const std::string why(text_of(job.notes(), "fail")); !why.empty()) {
            clear(job.notes(), "fail");  // resumed, it gets through
            return fail(world, job, "INTERNAL", why);
        }
        set_progress(world, job, (step - running) * 10);
    }
    if (run_of(job).counts_while_running) count_seconds(world, job);
    go_on(world, job, step);
}

std::optional<Refusal> remove_job(Call& call, Object& job) {
    if (job_state(job) == "JOB_STATE_DELETING") return std::nullopt;
    set_job_state(call.world, job, "DELETING");
    appoint(call.world, job, Lane::life, pace(call.world), gone);
    return std::nullopt;
}

HttpResponse cancel_job(Call& call, Object* job) {
    if (!in_progress(job_state(*job))) return reply(wrong_state(*job, "cancelled"));
    set_job_state(call.world, *job, "CANCELLING");
    appoint(call.world, *job, Lane::life, pace(call.world), cancelled);
    return empty_reply();
}

HttpResponse resume_job(Call& call, Object* job) {
    const auto state = job_state(*job);
    if (state != "JOB_STATE_FAILED" && state != "JOB_STATE_CANCELLED" && state != "JOB_STATE_PAUSED")
        return reply(wrong_state(*job, "resumed"));
    return restart_job(call, *job);
}

HttpResponse restart_job(Call& call, Object& job) {
    World& world = call.world;
    set_job_state(world, job, "PENDING");
    json::object& body = edit(world, job);
    clear(body, "completedTime");
    set_status(body, "OK", "");
    go_on(world, job, pending);
    return object_reply(world, job);
}

/// Empty while there is no file (brief 2.6).
HttpResponse get_metrics_file(Call& call, Object* job) {
    const bool there = job_state(*job) == "JOB_STATE_COMPLETED";
    std::string text = "{";
    if (there || call.world.style.emit_defaults) {
        text += "\"signedUrl\":";
        append_string(text, there ? metrics_url(call.world, *job) : "");
    }
    return json_reply(200, text + "}");
}

bool is_promised(const World& world, std::string_view model) {
    for (const Collection* collection : account_collections()) {
        if (collection->created != job_created) continue;
        for (const std::string_view field : collection->indexed)
            for (const auto& [serial, job] : world.store.referring(collection->segment, field, model))
                if (in_progress(job_state(*job))) return true;
    }
    return false;
}

}  // namespace fireform::emulator
