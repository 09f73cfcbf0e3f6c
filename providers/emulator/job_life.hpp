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

/// What a run needs to know. Kept in the notes of the job.
struct Run {
    std::string output;     ///< full name of the model it makes
    std::string base;       ///< full name of the base model
    std::int64_t rank = 8;  ///< 0: full-parameter
    std::int64_t epochs = 1;
    std::string problem;  ///< found while VALIDATING: the job fails with it; "" none
};
void keep_run(json::object& notes, const Run& run);
[[nodiscard]] Run run_of(const Object& job);

// Rules of a collection of jobs.
void job_created(World& world, Object& job);
void job_due(World& world, Object& job, Lane lane, int step);
std::optional<Refusal> remove_job(Call& call, Object& job);
// POST :cancel and :resume
HttpResponse cancel_job(Call& call, Object* job);
HttpResponse resume_job(Call& call, Object* job);

/// Whether some job that is still on its way will make this model.
[[nodiscard]] bool is_promised(const World& world, std::string_view model);

}  // namespace fireform::emulator
