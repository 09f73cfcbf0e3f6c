// The run of a tuning job, the same for every type (brief 7): what differs is read from its notes, which the
// type's check fills in.
#pragma once

#include "providers/emulator/collection.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;
struct World;

/// Steps of a run.
namespace job_step {
inline constexpr int validating = 1, pending = 2, running = 3, ticks = 9, writing = running + ticks + 1,
                     completed = writing + 1;
inline constexpr int cancelled = 100, gone = 101;
}  // namespace job_step

/// What a run needs to know. Kept in the notes of the job.
struct Run {
    std::string output;     ///< full name of the model, or the dataset, that it makes
    std::string base;       ///< full name of the base model
    std::int64_t rank = 8;  ///< 0: full-parameter
    std::int64_t epochs = 1;
    std::string problem;               ///< found while VALIDATING: the job fails with it; "" none
    std::string accelerator = {};      ///< whose seconds are counted; "" none are
    std::int64_t accelerators = 1;     ///< of all nodes together
    bool counts_while_running = true;  ///< else seconds are shown when it has ended
    std::int64_t requests = 0;         ///< rows that it works off, for its progress; 0: it has epochs
};
void keep_run(json::object& notes, const Run& run);
[[nodiscard]] Run run_of(const Object& job);
/// The message that holds its training values: `trainingConfig`, or of a supervised job the body.
[[nodiscard]] const json::object& training_of(const Object& job);

// Rules of a collection of jobs.
void job_created(World& world, Object& job);
void job_due(World& world, Object& job, Lane lane, int step);
std::optional<Refusal> remove_job(Call& call, Object& job);
// POST :cancel and :resume, GET :getMetricsFileEndpoint
HttpResponse cancel_job(Call& call, Object* job);
HttpResponse resume_job(Call& call, Object* job);
HttpResponse get_metrics_file(Call& call, Object* job);

// For types whose life differs.
[[nodiscard]] std::string_view job_state(const Object& job);            ///< "JOB_STATE_RUNNING"
void set_job_state(World& world, Object& job, std::string_view state);  ///< "RUNNING"
/// It has ended, well or not: its completedTime is now.
void finish_job(World& world, Object& job, std::string_view state);
/// The step behind `from` is due when its time comes.
void go_on(World& world, Object& job, int from);
/// PENDING again; nothing of how it ended is left.
HttpResponse restart_job(Call& call, Object& job);
[[nodiscard]] Refusal wrong_state(const Object& job, std::string_view verb);
/// Adds the accelerator seconds since they were counted last.
void count_seconds(World& world, Object& job);

/// Whether some job that is still on its way will make this model.
[[nodiscard]] bool is_promised(const World& world, std::string_view model);

}  // namespace fireform::emulator
