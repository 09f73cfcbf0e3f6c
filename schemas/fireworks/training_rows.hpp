// The training and loss settings of the jobs that carry them as messages of their own: BaseTrainingConfig and
// ReinforcementLearningLossConfig (brief 2.6). Only for fireworks/*.cpp.
#pragma once

#include "schemas/fireworks/job_rows.hpp"

namespace fireform::fireworks {

/// Where the types differ. Defaults as Attribute::fallback.
struct TrainingNumbers {
    Bounds epochs = at_least_one;
    Bounds learning_rate = not_negative;
    Bounds lora_rank = tuning_rank;
    std::string_view learning_rate_default = {};
    std::string_view lora_rank_default = "8";
    std::string_view context_default = {};
    std::string_view batch_default = {};
    bool send_rank = false;      ///< an unset rank would mean all parameters
    bool send_defaults = false;  ///< all of the above, whatever the service would choose
    bool batch_is_old = false;   ///< the present stack refuses batch_size
};

constexpr std::array<Attribute, 3> trained_model_rows() {
    return {{
        trained({.name = "base_model",
                 .api = "trainingConfig.baseModel",
                 .names = Names::public_model,
                 .description = "Base model to tune.",
                 .source = "brief 2.6"}),
        trained({.name = "warm_start_from",
                 .api = "trainingConfig.warmStartFrom",
                 .names = Names::public_model,
                 .description = "LoRA model to go on from; brings its base and rank.",
                 .source = "brief 2.6, 7.5"}),
        {.name = "output_model",
         .api = "trainingConfig.outputModel",
         .update = Update::replace,
         .computed = true,
         .names = Names::own_model,
         .description = "Model that the run makes, new for each run; unset, named like the job.",
         .source = "brief 2.6, 7.4"},
    }};
}

constexpr std::array<Attribute, 10> training_value_rows(const TrainingNumbers& numbers) {
    using enum ValueType;
    return {{
        trained({.name = "epochs",
                 .api = "trainingConfig.epochs",
                 .type = integer,
                 .always_send = numbers.send_defaults,
                 .bounds = numbers.epochs,
                 .fallback = "1",
                 .description = "Passes over the dataset.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "learning_rate",
                 .api = "trainingConfig.learningRate",
                 .type = number,
                 .always_send = numbers.send_defaults,
                 .bounds = numbers.learning_rate,
                 .fallback = numbers.learning_rate_default,
                 .description = "Learning rate.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "lora_rank",
                 .api = "trainingConfig.loraRank",
                 .type = integer,
                 .always_send = numbers.send_rank || numbers.send_defaults,
                 .bounds = numbers.lora_rank,
                 .fallback = numbers.lora_rank_default,
                 .description = "Rank of the LoRA; 0 tunes all parameters.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "max_context_length",
                 .api = "trainingConfig.maxContextLength",
                 .type = integer,
                 .always_send = numbers.send_defaults,
                 .bounds = context_length,
                 .fallback = numbers.context_default,
                 .unit = "tokens",
                 .description = "Longest example.",
                 .source = "brief 2.6, 7.3, 7.8"}),
        trained({.name = "batch_size",
                 .api = "trainingConfig.batchSize",
                 .type = integer,
                 .always_send = numbers.send_defaults,
                 .old_stack = numbers.batch_is_old,
                 .bounds = not_negative,
                 .fallback = numbers.batch_default,
                 .unit = "tokens",
                 .description = "Packed tokens of a step.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "batch_size_samples",
                 .api = "trainingConfig.batchSizeSamples",
                 .type = integer,
                 .bounds = not_negative,
                 .unit = "examples",
                 .description = "Examples of a step; 0 follows batch_size.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "gradient_accumulation_steps",
                 .api = "trainingConfig.gradientAccumulationSteps",
                 .type = integer,
                 .old_stack = true,
                 .bounds = not_negative,
                 .fallback = "1",
                 .unit = "steps",
                 .description = "Steps that are added up; the present training stack refuses it.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "learning_rate_warmup_steps",
                 .api = "trainingConfig.learningRateWarmupSteps",
                 .type = integer,
                 .bounds = not_negative,
                 .fallback = "0",
                 .unit = "steps",
                 .description = "Steps until the learning rate is reached.",
                 .source = "brief 2.6"}),
        trained({.name = "optimizer_weight_decay",
                 .api = "trainingConfig.optimizerWeightDecay",
                 .type = number,
                 .bounds = not_negative,
                 .fallback = "0.01",
                 .description = "Weight decay of the optimizer.",
                 .source = "brief 2.6, 7.3"}),
        trained({.name = "jinja_template",
                 .api = "trainingConfig.jinjaTemplate",
                 .old_stack = true,
                 .description =
                     "Template of a conversation; unset, the model's; the present training stack refuses it.",
                 .source = "brief 2.6, 7.3"}),
    }};
}

inline constexpr std::array<Attribute, 3> lora_rows{{
    trained({.name = "lora_alpha",
             .api = "trainingConfig.loraAlpha",
             .type = ValueType::integer,
             .bounds = not_negative,
             .description = "Scale of the LoRA; 0 leaves it to the trainer.",
             .source = "brief 2.6"}),
    trained({.name = "lora_dropout",
             .api = "trainingConfig.loraDropout",
             .type = ValueType::number,
             .bounds = {.minimum = 0, .maximum = 1},
             .description = "Share of the LoRA's inputs that a step leaves out.",
             .source = "brief 2.6"}),
    trained({.name = "lora_target_modules",
             .api = "trainingConfig.loraTargetModules",
             .type = ValueType::list,
             .description = "Modules that the LoRA changes: \"q_proj\", \"v_proj\".",
             .source = "brief 2.6"}),
}};

/// How the work is spread, which is nothing that a finished model shows.
inline constexpr std::array<Attribute, 5> sharding_rows{{
    for_next_run({.name = "sharding.tensor_parallelism",
                  .api = "trainingConfig.trainerShardingScheme.tensorParallelism",
                  .type = ValueType::integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .description = "GPUs that share a layer.",
                  .source = "brief 2.6"}),
    for_next_run({.name = "sharding.pipeline_parallelism",
                  .api = "trainingConfig.trainerShardingScheme.pipelineParallelism",
                  .type = ValueType::integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .description = "Groups of layers in a row.",
                  .source = "brief 2.6"}),
    for_next_run({.name = "sharding.context_parallelism",
                  .api = "trainingConfig.trainerShardingScheme.contextParallelism",
                  .type = ValueType::integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .description = "GPUs that share an example.",
                  .source = "brief 2.6"}),
    for_next_run({.name = "sharding.expert_parallelism",
                  .api = "trainingConfig.trainerShardingScheme.expertParallelism",
                  .type = ValueType::integer,
                  .bounds = not_negative,
                  .fallback = "1",
                  .description = "GPUs that share the experts of a layer.",
                  .source = "brief 2.6"}),
    for_next_run({.name = "sharding.sequence_parallelism",
                  .api = "trainingConfig.trainerShardingScheme.sequenceParallelism",
                  .type = ValueType::boolean,
                  .fallback = "false",
                  .description = "Spreads what is left of an example's work too.",
                  .source = "brief 2.6"}),
}};

inline constexpr std::string_view loss_methods[] = {"GRPO", "DAPO", "DPO", "ORPO", "GSPO_TOKEN"};

/// `send_method`: the API's own texts disagree on its default (brief 2.6).
constexpr std::array<Attribute, 6> loss_rows(std::string_view method_default, bool send_method) {
    using enum ValueType;
    return {{
        trained({.name = "loss.method",
                 .api = "lossConfig.method",
                 .always_send = send_method,
                 .values = loss_methods,
                 .fallback = method_default,
                 .description = "Loss that is minimised.",
                 .source = "brief 2.6"}),
        trained({.name = "loss.kl_beta",
                 .api = "lossConfig.klBeta",
                 .type = number,
                 .bounds = not_negative,
                 .description = "Weight of the distance from the start model; not for DAPO and GSPO_TOKEN.",
                 .source = "brief 2.6"}),
        trained({.name = "loss.dpo.beta",
                 .api = "lossConfig.dpo.beta",
                 .type = number,
                 .bounds = not_negative,
                 .description = "Temperature of DPO.",
                 .source = "brief 2.6"}),
        trained({.name = "loss.dpo.ref_cache_concurrency",
                 .api = "lossConfig.dpo.refCacheConcurrency",
                 .type = integer,
                 .bounds = not_negative,
                 .unit = "passes",
                 .description = "Passes of the reference model at a time.",
                 .source = "brief 2.6"}),
        trained({.name = "loss.dpo.ref_cache_batch_size",
                 .api = "lossConfig.dpo.refCacheBatchSize",
                 .type = integer,
                 .bounds = not_negative,
                 .unit = "pairs",
                 .description = "Pairs in a pass of the reference model.",
                 .source = "brief 2.6"}),
        trained({.name = "loss.orpo.lambda",
                 .api = "lossConfig.orpo.lambda",
                 .type = number,
                 .bounds = not_negative,
                 .description = "Weight of the odds ratio of ORPO.",
                 .source = "brief 2.6"}),
    }};
}

inline constexpr std::array<Attribute, 1> accelerator_seconds_row{{
    {.name = "accelerator_seconds",
     .api = "acceleratorSeconds",
     .type = ValueType::map,
     .update = Update::computed,
     .computed = true,
     .element = ValueType::integer,
     .description = "Seconds of each accelerator type that it took.",
     .source = "brief 2.7, 2.8"},
}};

inline constexpr std::string_view kl_names[] = {"loss.method", "loss.kl_beta"};
inline constexpr std::string_view without_kl[] = {"DAPO", "GSPO_TOKEN"};
inline constexpr std::string_view dpo_names[] = {
    "loss.method", "loss.dpo.beta", "loss.dpo.ref_cache_concurrency", "loss.dpo.ref_cache_batch_size"};
inline constexpr std::string_view not_dpo[] = {"GRPO", "DAPO", "ORPO", "GSPO_TOKEN"};
inline constexpr std::string_view orpo_names[] = {"loss.method", "loss.orpo.lambda"};
inline constexpr std::string_view not_orpo[] = {"GRPO", "DAPO", "DPO", "GSPO_TOKEN"};

inline constexpr Rule kl_rule{Rule::Kind::excluded_by, kl_names, "Loss method has no KL term",
                              "remove kl_beta from the loss table, or set it to 0", without_kl};
inline constexpr Rule dpo_rule{Rule::Kind::excluded_by, dpo_names, "Loss settings of another method",
                               "write method = \"DPO\", or remove the dpo table", not_dpo};
inline constexpr Rule orpo_rule{Rule::Kind::excluded_by, orpo_names, "Loss settings of another method",
                                "write method = \"ORPO\", or remove the orpo table", not_orpo};

}  // namespace fireform::fireworks
