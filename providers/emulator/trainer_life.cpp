#include "providers/emulator/trainer_life.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/job_output.hpp"
#include "providers/emulator/listing.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/tuning_job_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <string>
#include <vector>

namespace fireform::emulator {
namespace {

constexpr auto inactivity = std::chrono::minutes(60);  // brief 2.8

/// One to serve from and one to train on from, each time there are results.
void leave_checkpoints(World& world, Object& job) {
    json::value& slot = job.notes()["checkpoints"];
    json::array& rows = slot.is_array() ? slot.get_array() : slot.emplace_array();
    const bool lora = run_of(job).rank > 0;
    const std::string step = job.name + "/checkpoints/step-" + std::to_string(rows.size() / 2 + 1);
    const auto add = [&](const std::string& name, std::string_view type, bool promotable) {
        json::object row;
        set_text(row, "name", name);
        set_text(row, "createTime", timestamp(world.now));
        set_text(row, "updateTime", timestamp(world.now));
        set_text(row, "checkpointType", "CHECKPOINT_TYPE_" + std::string(type));
        set_flag(row, "promotable", promotable);
        rows.push_back(std::move(row));
    };
    add(step, lora ? "INFERENCE_LORA" : "INFERENCE_BASE", true);
    add(step + "-training", lora ? "TRAINING_LORA" : "TRAINING", false);
    note(world, job);
}

/// Waits for the next step; left alone for an hour it is cleaned up.
void wait_for_step(World& world, Object& job) {
    const bool service = flag_of(job.body(), "serviceMode");
    set_job_state(world, job, service ? "RUNNING" : "IDLE");
    if (service)
        set_text(edit(world, job), "directRouteHandle",
                 std::string(job.id()) + "-" + seeded_hash(world, job.name).substr(0, 6) +
                     ".trainer.fireworks.ai");
    appoint(world, job, Lane::idle, inactivity, 0);
}

bool is_waiting(const Object& job) {
    return stands(job) && has(job.notes(), "waits");
}

void start_waiting(World& world, Object& job) {
    set_flag(job.notes(), "waits", true);
    wait_for_step(world, job);
}

void stop_waiting(Object& job) {
    clear(job.notes(), "waits");
    Schedule::cancel(job, Lane::idle);
}

}  // namespace

bool stands(const Object& job) {
    return flag_of(job.body(), "keepAlive") || flag_of(job.body(), "serviceMode");
}

void trainer_due(World& world, Object& job, Lane lane, int step) {
    using namespace job_step;
    if (lane == Lane::idle) {
        if (job_state(job) != "JOB_STATE_IDLE" && job_state(job) != "JOB_STATE_RUNNING") return;
        stop_waiting(job);
        return finish_job(world, job, "COMPLETED");
    }
    if (step == gone) {
        stop_waiting(job);
        return set_job_state(world, job, "DELETED");  // for good: the id is burnt
    }
    if (step == cancelled) stop_waiting(job);
    if (step == writing) leave_checkpoints(world, job);
    const bool has_step = !run_of(job).output.empty();
    if (!stands(job) || (step != running && step != completed) || (step == running && has_step))
        return job_due(world, job, lane, step);
    if (step == running) {
        set_number(job.notes(), "countedUntil", world.now.count());
        return start_waiting(world, job);
    }
    count_seconds(world, job);
    if (const auto refusal = leave_output(world, job)) {
        finish_job(world, job, "FAILED");
        return set_status(edit(world, job), code_name(refusal->code), refusal->message);
    }
    Run run = run_of(job);
    run.output.clear();
    keep_run(job.notes(), run);
    start_waiting(world, job);
}

std::optional<Refusal> remove_trainer(Call& call, Object& job) {
    return job_state(job) == "JOB_STATE_DELETED" ? not_found(job.name) : remove_job(call, job);
}

HttpResponse resume_trainer(Call& call, Object* job) {
    return job_state(*job) == "JOB_STATE_COMPLETED" ? restart_job(call, *job) : resume_job(call, job);
}

HttpResponse execute_train_step(Call& call, Object* job) {
    World& world = call.world;
    if (!flag_of(job->body(), "keepAlive") || !is_waiting(*job))
        return reply(precondition("job \"" + job->name +
                                  "\" is not a keep-alive trainer that waits for a train step"));
    const Object* dataset = nullptr;
    if (const auto refusal = find_dataset(world, "dataset", text_of(*call.body, "dataset"), dataset))
        return reply(*refusal);
    if (const auto refusal = check_rows(*dataset, Rows::samples)) return reply(*refusal);
    Run run = run_of(*job);
    if (const auto refusal = free_model(world, call.parent, text_of(*call.body, "outputModel"), run.output))
        return reply(*refusal);
    stop_waiting(*job);
    keep_run(job->notes(), run);
    note(world, *job);
    count_seconds(world, *job);
    job_due(world, *job, Lane::life, job_step::running);
    return empty_reply();
}

HttpResponse list_checkpoints(Call& call, Object* job) {
    std::vector<json::object> rows;
    if (const json::value* held = job->notes().if_contains("checkpoints"))
        for (const json::value& row : held->as_array())
            rows.push_back(row.as_object());
    return list_rows(call, checkpoint_message, "checkpoints", rows);
}

HttpResponse get_public_logs(Call& call, Object* job) {
    const std::string url =
        "https://storage.googleapis.com/fireworks-logs/" + job->name +
        ".log?X-Goog-Expires=86400&X-Goog-Signature=" + seeded_hash(call.world, job->name);
    return json_reply(200, json::serialize(json::object{{"signedUrl", url}}));
}

}  // namespace fireform::emulator
