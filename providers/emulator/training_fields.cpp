#include "providers/emulator/training_fields.hpp"

#include "providers/emulator/enums.hpp"

#include <algorithm>
#include <array>

namespace fireform::emulator {
namespace {

constexpr std::array<std::string_view, 6> methods{"METHOD_UNSPECIFIED", "GRPO", "DAPO", "DPO", "ORPO",
                                                  "GSPO_TOKEN"};

constexpr std::array<Field, 5> sharding_fields{{
    {.name = "tensorParallelism", .kind = Kind::int32},
    {.name = "pipelineParallelism", .kind = Kind::int32},
    {.name = "contextParallelism", .kind = Kind::int32},
    {.name = "expertParallelism", .kind = Kind::int32},
    {.name = "sequenceParallelism", .kind = Kind::boolean},
}};
constexpr Message sharding_message{"TrainerShardingScheme", sharding_fields};

constexpr std::array<Field, 17> config_fields{{
    {.name = "outputModel"},
    {.name = "baseModel"},
    {.name = "warmStartFrom"},
    {.name = "jinjaTemplate"},
    {.name = "learningRate", .kind = Kind::float32},
    {.name = "maxContextLength", .kind = Kind::int32},
    {.name = "loraRank", .kind = Kind::int32},
    {.name = "epochs", .kind = Kind::int32},
    {.name = "batchSize", .kind = Kind::int32},
    {.name = "gradientAccumulationSteps", .kind = Kind::int32},
    {.name = "learningRateWarmupSteps", .kind = Kind::int32},
    {.name = "batchSizeSamples", .kind = Kind::int32},
    {.name = "optimizerWeightDecay", .kind = Kind::float32},
    {.name = "trainerShardingScheme", .kind = Kind::message, .message = &sharding_message},
    {.name = "loraAlpha", .kind = Kind::int32},
    {.name = "loraDropout", .kind = Kind::float32},
    {.name = "loraTargetModules", .shape = Shape::list},
}};

constexpr std::array<Field, 5> hardware_fields{{
    {.name = "acceleratorType", .kind = Kind::enumeration, .values = accelerator_names},
    {.name = "acceleratorCount", .kind = Kind::int32},
    {.name = "region", .kind = Kind::enumeration, .values = region_names},
    {.name = "customImageTag"},
    {.name = "extraArgs", .shape = Shape::list},
}};

constexpr auto trainer_config_fields = [] {
    std::array<Field, config_fields.size() + hardware_fields.size()> all{};
    std::copy(config_fields.begin(), config_fields.end(), all.begin());
    std::copy(hardware_fields.begin(), hardware_fields.end(), all.begin() + config_fields.size());
    return all;
}();

constexpr std::array<Field, 3> dpo_fields{{
    {.name = "beta", .kind = Kind::float32},
    {.name = "refCacheConcurrency", .kind = Kind::int32},
    {.name = "refCacheBatchSize", .kind = Kind::int32},
}};
constexpr Message dpo_message{"DpoConfig", dpo_fields};
constexpr std::array<Field, 1> orpo_fields{{{.name = "lambda", .kind = Kind::float32}}};
constexpr Message orpo_message{"OrpoConfig", orpo_fields};

constexpr std::array<Field, 4> loss_fields{{
    {.name = "method", .kind = Kind::enumeration, .values = methods},
    {.name = "klBeta", .kind = Kind::float32},
    {.name = "dpo", .kind = Kind::message, .message = &dpo_message},
    {.name = "orpo", .kind = Kind::message, .message = &orpo_message},
}};

}  // namespace

constinit const Message training_config_message{"BaseTrainingConfig", config_fields};
constinit const Message trainer_config_message{"BaseTrainingConfig", trainer_config_fields};
constinit const Message loss_config_message{"ReinforcementLearningLossConfig", loss_fields};

}  // namespace fireform::emulator
