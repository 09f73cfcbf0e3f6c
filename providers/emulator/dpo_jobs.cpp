// DPO jobs (brief 2.6): preference tuning of a LoRA or of all parameters.
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/tuning_job_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string_view>

namespace fireform::emulator {
namespace {

constexpr std::int64_t context_default = 32768;

std::optional<Refusal> check_create(Draft& draft) {
    World& world = draft.call.world;
    json::object& body = draft.body;
    json::object& config = message_in(body, "trainingConfig");
    JobInputs inputs;
    if (auto refusal = check_one_start(config)) return refusal;
    if (auto refusal = find_dataset(world, "dataset", text_of(body, "dataset"), inputs.dataset))
        return refusal;
    if (auto refusal = find_start(world, config, inputs)) return refusal;
    if (auto refusal = check_rows(*inputs.dataset, Rows::preference)) return refusal;
    if (auto refusal = check_numbers(config)) return refusal;
    if (auto refusal = check_loss(body, preference_methods)) return refusal;
    if (auto refusal = settle_rank(config, inputs, {})) return refusal;
    if (auto refusal = settle_context(config, inputs, context_default)) return refusal;
    if (auto refusal = check_stack(config, inputs)) return refusal;
    if (auto refusal = check_helpers(world, body)) return refusal;
    fill_training(config);
    if (auto refusal = check_examples(*inputs.dataset, config)) return refusal;
    if (auto refusal = settle_output(draft, config)) return refusal;
    keep_run(draft.notes, plan_run(config, inputs));
    set_text(body, "state", "JOB_STATE_CREATING");
    set_status(body, "OK", "");
    return std::nullopt;
}

constexpr std::array<Verb, 3> verbs{{
    {.method = "POST", .name = ":cancel", .run = cancel_job, .body = &empty_message},
    {.method = "POST", .name = ":resume", .run = resume_job, .body = &empty_message},
    {.method = "GET", .name = ":getMetricsFileEndpoint", .run = get_metrics_file},
}};
constexpr std::array<std::string_view, 1> indexed{"trainingConfig.outputModel"};

}  // namespace

constinit const Collection dpo_jobs{
    .segment = "dpoJobs",
    .singular = "DPO job",
    .message = &dpo_job_message,
    .id_parameter = "dpoJobId",
    .creates = true,
    .removes = true,
    .indexed = indexed,
    .verbs = verbs,
    .check_create = check_create,
    .created = job_created,
    .remove = remove_job,
    .due = job_due,
};

}  // namespace fireform::emulator
