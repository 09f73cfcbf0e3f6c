// A DPO job: a run that learns from pairs of answers, one preferred (brief 2.6, 7).
#include "schemas/fireworks/training_rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

constexpr std::string_view fields = "brief 2.6";
constexpr TrainingNumbers numbers{.send_rank = true, .batch_is_old = true};

constexpr auto attributes =
    join(job_head(fields), start_sugar, trained_model_rows(), training_value_rows(numbers), lora_rows,
         sharding_rows, loss_rows("DPO", true), companion_rows, run_policy_rows,
         outcome_rows("Full name: \"accounts/acme/dpoJobs/x\".", fields), logs_row, job_times);

constexpr Rule rules[] = {start_rule, kl_rule,  dpo_rule,   orpo_rule,
                          wandb_rule, aws_rule, azure_rule, tenant_rule};

}  // namespace

constinit const ResourceType dpo_job{
    .name = "dpo_job",
    .collection = "dpoJobs",
    .id_placement = IdPlacement::query,
    .id_parameter = "dpoJobId",
    .attributes = attributes,
    .places = name_table<attributes>,
    .aliases = job_aliases,
    .groups = job_groups,
    .rules = rules,
    .states = job_state_words,
    .identity = job_identity,
    .identity_written = job_identity_written,
    .run = true,
    .updatable = false,
    .timeouts = job_timeouts,
    .poll_first = job_poll_first,
    .poll_max = job_poll_max,
    .tuning = Tuning::supervised,
    .rows = RowUse::preference,
    .description = "A run that tunes a model on preferred and non-preferred answers."};

}  // namespace fireform::fireworks
