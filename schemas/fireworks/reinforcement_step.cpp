// A reinforcement step: one round of training on answers that were scored before (brief 2.8, 4.8). The API
// calls it a trainer job; the same collection holds trainers that stand and are driven by hand, which are not
// managed here.
//
// Unlike the other runs it sends every default: they are those of reinforcement_step() in the SDK it stands
// for. Its natural identity is the model it makes (brief 4.8).
#include "schemas/fireworks/training_rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.8";
constexpr std::string_view step_source = "brief 2.8, 4.8";
constexpr std::string_view standing_hint = "remove it: a trainer that is driven by hand is not managed here";
constexpr TrainingNumbers numbers{.learning_rate_default = "0.0001",
                                  .lora_rank_default = "16",
                                  .context_default = "8192",
                                  .batch_default = "32768",
                                  .send_defaults = true};

constexpr std::string_view step_accelerators[] = {"NVIDIA_A100_80GB", "NVIDIA_H100_80GB",
                                                  "NVIDIA_H200_141GB"};

/// Not in the API's public description: some services may refuse them (brief 2.8).
constexpr std::array<Attribute, 3> hardware_rows{{
    for_next_run({.name = "accelerator_type",
                  .api = "trainingConfig.acceleratorType",
                  .always_send = true,
                  .closed = true,
                  .droppable = true,
                  .values = step_accelerators,
                  .fallback = "NVIDIA_A100_80GB",
                  .description = "GPU that trains; \"\" leaves it to the service.",
                  .source = step_source}),
    for_next_run({.name = "accelerator_count",
                  .api = "trainingConfig.acceleratorCount",
                  .type = integer,
                  .always_send = true,
                  .droppable = true,
                  .bounds = not_negative,
                  .fallback = "1",
                  .unit = "GPUs",
                  .description = "GPUs that train; 0 leaves it to the service.",
                  .source = step_source}),
    for_next_run({.name = "region",
                  .api = "trainingConfig.region",
                  .values = regions,
                  .description = "Where it trains; unset, the service chooses.",
                  .source = step_source}),
}};

constexpr std::array<Attribute, 3> step_rows{{
    trained({.name = "reward_weights",
             .api = "rewardWeights",
             .type = list,
             .bounds = {.pattern = "[^=]+=-?[0-9.]+([eE][+-]?[0-9]+)?",
                        .pattern_says = "a reward and its weight: \"accuracy=0.8\""},
             .description = "Rewards to train on, with their weights: \"accuracy=0.8\".",
             .source = fields}),
    for_next_run({.name = "node_count",
                  .api = "nodeCount",
                  .type = integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .unit = "nodes",
                  .description = "Nodes that train.",
                  .source = fields}),
    for_next_run({.name = "rollout_deployment",
                  .api = "rolloutDeploymentName",
                  .names = Names::deployment,
                  .description = "Deployment that takes over the weights.",
                  .source = fields}),
}};

constexpr std::array<Attribute, 6> standing_rows{{
    computed("keep_alive", "keepAlive", boolean, "Waits for further steps.", fields, standing_hint),
    computed("service_mode", "serviceMode", boolean, "Is driven by its own endpoints.", fields,
             standing_hint),
    computed("forward_only", "forwardOnly", boolean, "Does not learn.", fields, standing_hint),
    computed("hot_load_deployment", "hotLoadDeploymentId", string, "Deployment that takes its checkpoints.",
             fields, standing_hint),
    computed("direct_route_handle", "directRouteHandle", string, "Address of its own endpoints.", fields),
    computed("managed_by", "managedBy", string, "Service that made it.", fields),
}};

constexpr auto attributes = join(job_head(fields), evaluation_rows(fields), start_sugar, trained_model_rows(),
                                 training_value_rows(numbers), hardware_rows, lora_rows, sharding_rows,
                                 loss_rows("GRPO", false), step_rows, companion_rows, run_policy_rows,
                                 outcome_rows("Full name: \"accounts/acme/rlorTrainerJobs/x\".", fields),
                                 progress_rows, standing_rows, accelerator_seconds_row, job_times);

constexpr Rule rules[] = {start_rule, evaluation_rule, kl_rule,    dpo_rule,   orpo_rule,
                          wandb_rule, aws_rule,        azure_rule, tenant_rule};

/// A trainer that waits for steps is as ready as it gets.
constexpr auto states = job_states(Phase::ready);

constexpr std::string_view identity[] = {"output_model"};
constexpr std::string_view continued[] = {"lora_rank", "learning_rate", "max_context_length", "epochs",
                                          "batch_size"};

}  // namespace

constinit const ResourceType reinforcement_step{
    .name = "reinforcement_step",
    .collection = "rlorTrainerJobs",
    .id_placement = IdPlacement::query,
    .id_parameter = "rlorTrainerJobId",
    .attributes = attributes,
    .places = name_table<attributes>,
    .aliases = job_aliases,
    .groups = job_groups,
    .rules = rules,
    .states = states,
    .identity = identity,
    .identity_written = identity,
    .run = true,
    .updatable = false,
    .tombstones = true,
    .timeouts = job_timeouts,
    .poll_first = job_poll_first,
    .poll_max = job_poll_max,
    .tuning = Tuning::reinforcement,
    .rows = RowUse::scored,
    .continuation = continued,
    .description = "A round of reinforcement learning on scored answers, which makes a new LoRA model."};

}  // namespace fireform::fireworks
