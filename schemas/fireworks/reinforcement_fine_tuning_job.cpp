// A reinforcement fine-tuning job: a run whose answers an evaluator scores (brief 2.7, 7). The API has a
// PATCH, which is for its own staff: nothing of it can be changed.
#include "schemas/fireworks/training_rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.7";
constexpr TrainingNumbers numbers{
    .epochs = {.minimum = 1, .maximum = 10},
    .learning_rate = {.minimum = 1e-5, .maximum = 5e-4},
    .lora_rank = {.minimum = 4, .maximum = 32, .power_of_two = true},
    .learning_rate_default = "0.0001",
    .context_default = "8192",
    .batch_default = "32768",
};

constexpr std::array<Attribute, 1> evaluator_row{{
    trained({.name = "evaluator",
             .api = "evaluator",
             .required = true,
             .names = Names::evaluator,
             .description = "Evaluator that scores the answers; it must be active.",
             .source = fields}),
}};

constexpr std::array<Attribute, 6> inference_rows{{
    trained({.name = "inference.max_output_tokens",
             .api = "inferenceParameters.maxOutputTokens",
             .type = integer,
             .bounds = {.minimum = 16, .maximum = 16384},
             .fallback = "2048",
             .unit = "tokens",
             .description = "Longest answer.",
             .source = fields}),
    trained({.name = "inference.temperature",
             .api = "inferenceParameters.temperature",
             .type = number,
             .bounds = {.minimum = 0.1, .maximum = 2},
             .fallback = "0.7",
             .description = "Temperature of the answers.",
             .source = fields}),
    trained({.name = "inference.top_p",
             .api = "inferenceParameters.topP",
             .type = number,
             .bounds = {.minimum = 0, .maximum = 1},
             .fallback = "1",
             .description = "Probability mass that tokens are chosen from.",
             .source = fields}),
    trained({.name = "inference.top_k",
             .api = "inferenceParameters.topK",
             .type = integer,
             .bounds = {.minimum = 0, .maximum = 100},
             .fallback = "40",
             .unit = "tokens",
             .description = "Most likely tokens that are chosen from.",
             .source = fields}),
    trained({.name = "inference.response_candidates_count",
             .api = "inferenceParameters.responseCandidatesCount",
             .type = integer,
             .bounds = {.minimum = 2},
             .fallback = "8",
             .unit = "answers",
             .description = "Answers to each prompt.",
             .source = fields}),
    trained({.name = "inference.extra_body",
             .api = "inferenceParameters.extraBody",
             .description = "Further parameters of the requests, a JSON object as text.",
             .source = fields}),
}};

constexpr std::array<Attribute, 5> rollout_rows{{
    trained(
        {.name = "chunk_size",
         .api = "chunkSize",
         .type = integer,
         .bounds = {.minimum = -1, .maximum = 10000},
         .fallback = "200",
         .unit = "examples",
         .description = "Examples of a round of answers, for more than 300 of them; -1 takes all at once.",
         .source = fields}),
    for_next_run({.name = "max_inference_replica_count",
                  .api = "maxInferenceReplicaCount",
                  .type = integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .unit = "replicas",
                  .description = "Most replicas that answer.",
                  .source = fields}),
    for_next_run({.name = "node_count",
                  .api = "nodeCount",
                  .type = integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .unit = "nodes",
                  .description = "Nodes that train.",
                  .source = fields}),
    for_next_run({.name = "max_concurrent_rollouts",
                  .api = "maxConcurrentRollouts",
                  .type = integer,
                  .bounds = not_negative,
                  .fallback = "96",
                  .unit = "answers",
                  .description = "Answers under way at a time.",
                  .source = fields}),
    for_next_run({.name = "max_concurrent_evaluations",
                  .api = "maxConcurrentEvaluations",
                  .type = integer,
                  .bounds = not_negative,
                  .unit = "evaluations",
                  .description = "Evaluations under way at a time.",
                  .source = fields}),
}};

constexpr std::array<Attribute, 2> result_rows{{
    computed("output_stats", "outputStats", string, "Statistics of the answers.", fields),
    computed("output_metrics", "outputMetrics", string, "Measures of the answers.", fields),
}};

constexpr auto attributes =
    join(job_head(fields), evaluator_row, evaluation_rows(fields), start_sugar, trained_model_rows(),
         training_value_rows(numbers), lora_rows, sharding_rows, loss_rows("GRPO", false), inference_rows,
         rollout_rows, companion_rows, run_policy_rows,
         outcome_rows("Full name: \"accounts/acme/reinforcementFineTuningJobs/x\".", fields), progress_rows,
         result_rows, accelerator_seconds_row, logs_row, job_times);

constexpr Rule rules[] = {start_rule, evaluation_rule, kl_rule,    dpo_rule,   orpo_rule,
                          wandb_rule, aws_rule,        azure_rule, tenant_rule};

}  // namespace

constinit const ResourceType reinforcement_fine_tuning_job{
    .name = "reinforcement_fine_tuning_job",
    .collection = "reinforcementFineTuningJobs",
    .id_placement = IdPlacement::query,
    .id_parameter = "reinforcementFineTuningJobId",
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
    .tuning = Tuning::reinforcement,
    .rows = RowUse::rollout,
    .description = "A run that tunes a model by scores that an evaluator gives to its answers."};

}  // namespace fireform::fireworks
