// What a supervised fine-tuning job holds (brief 2.5). It cannot be updated. `lrScheduler` is newer than the
// public description.
#include "providers/emulator/job_fields.hpp"

#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<Field, 2> cosine_fields{{
    {.name = "minLrRatio", .kind = Kind::float32},
    {.name = "decayRatio", .kind = Kind::float32},
}};
constexpr Message cosine_message{"CosineScheduler", cosine_fields};
constexpr std::array<Field, 3> scheduler_fields{{
    {.name = "constant", .kind = Kind::message, .message = &empty_message},
    {.name = "linear", .kind = Kind::message, .message = &empty_message},
    {.name = "cosine", .kind = Kind::message, .message = &cosine_message},
}};
constexpr Message scheduler_message{"LrScheduler", scheduler_fields};

constexpr std::array<Field, 39> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "completedTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "dataset", .rules = required},
    {.name = "awsS3Config", .kind = Kind::message, .message = &aws_s3_message},
    {.name = "azureBlobStorageConfig", .kind = Kind::message, .message = &azure_blob_message},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = job_state_names},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "createdBy", .rules = output_only},
    {.name = "outputModel"},
    {.name = "baseModel"},
    {.name = "warmStartFrom"},
    {.name = "jinjaTemplate"},
    {.name = "earlyStop", .kind = Kind::boolean},
    {.name = "epochs", .kind = Kind::int32},
    {.name = "learningRate", .kind = Kind::float32},
    {.name = "maxContextLength", .kind = Kind::int32},
    {.name = "loraRank", .kind = Kind::int32},
    {.name = "wandbConfig", .kind = Kind::message, .message = &wandb_message},
    {.name = "evaluationDataset"},
    {.name = "isTurbo", .kind = Kind::boolean},
    {.name = "evalAutoCarveout", .kind = Kind::boolean},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "nodes", .kind = Kind::int32},
    {.name = "batchSize", .kind = Kind::int32},
    {.name = "mtpEnabled", .kind = Kind::boolean},
    {.name = "mtpNumDraftTokens", .kind = Kind::int32},
    {.name = "mtpFreezeBaseModel", .kind = Kind::boolean},
    {.name = "jobProgress", .kind = Kind::message, .rules = output_only, .message = &job_progress_message},
    {.name = "metricsFileSignedUrl", .rules = output_only},
    {.name = "trainerLogsSignedUrl", .rules = output_only},
    {.name = "gradientAccumulationSteps", .kind = Kind::int32},
    {.name = "learningRateWarmupSteps", .kind = Kind::int32},
    {.name = "batchSizeSamples", .kind = Kind::int32},
    {.name = "estimatedCost", .kind = Kind::message, .rules = output_only, .message = &money_message},
    {.name = "optimizerWeightDecay", .kind = Kind::float32},
    {.name = "purpose", .kind = Kind::enumeration, .values = purpose_names},
    {.name = "lrScheduler", .kind = Kind::message, .message = &scheduler_message},
}};

}  // namespace

constinit const Message supervised_job_message{"SupervisedFineTuningJob", fields};

}  // namespace fireform::emulator
