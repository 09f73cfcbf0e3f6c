#include "providers/emulator/tuning_job_fields.hpp"

#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/enums.hpp"
#include "providers/emulator/training_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 6> checkpoint_types{
    "CHECKPOINT_TYPE_UNSPECIFIED",    "CHECKPOINT_TYPE_INFERENCE_BASE", "CHECKPOINT_TYPE_INFERENCE_ARC_V2",
    "CHECKPOINT_TYPE_INFERENCE_LORA", "CHECKPOINT_TYPE_TRAINING",       "CHECKPOINT_TYPE_TRAINING_LORA",
};

constexpr std::array<Field, 15> dpo_fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "completedTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "dataset", .rules = required},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = job_state_names},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "createdBy", .rules = output_only},
    {.name = "trainingConfig", .kind = Kind::message, .message = &training_config_message},
    {.name = "wandbConfig", .kind = Kind::message, .message = &wandb_message},
    {.name = "trainerLogsSignedUrl", .rules = output_only},
    {.name = "lossConfig", .kind = Kind::message, .message = &loss_config_message},
    {.name = "awsS3Config", .kind = Kind::message, .message = &aws_s3_message},
    {.name = "azureBlobStorageConfig", .kind = Kind::message, .message = &azure_blob_message},
    {.name = "purpose", .kind = Kind::enumeration, .values = purpose_names},
}};

constexpr std::array<Field, 6> inference_fields{{
    {.name = "maxOutputTokens", .kind = Kind::int32},
    {.name = "temperature", .kind = Kind::float32},
    {.name = "topP", .kind = Kind::float32},
    {.name = "responseCandidatesCount", .kind = Kind::int32},
    {.name = "extraBody"},
    {.name = "topK", .kind = Kind::int32},
}};
constexpr Message inference_message{"InferenceParameters", inference_fields};

constexpr std::array<Field, 28> reinforcement_fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "completedTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "dataset", .rules = required},
    {.name = "evaluationDataset"},
    {.name = "evalAutoCarveout", .kind = Kind::boolean},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = job_state_names},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "createdBy", .rules = output_only},
    {.name = "trainingConfig", .kind = Kind::message, .message = &training_config_message},
    {.name = "evaluator", .rules = required},
    {.name = "wandbConfig", .kind = Kind::message, .message = &wandb_message},
    {.name = "awsS3Config", .kind = Kind::message, .message = &aws_s3_message},
    {.name = "azureBlobStorageConfig", .kind = Kind::message, .message = &azure_blob_message},
    {.name = "outputStats", .rules = output_only},
    {.name = "jobProgress", .kind = Kind::message, .rules = output_only, .message = &job_progress_message},
    {.name = "inferenceParameters", .kind = Kind::message, .message = &inference_message},
    {.name = "chunkSize", .kind = Kind::int32},
    {.name = "outputMetrics", .rules = output_only},
    {.name = "maxInferenceReplicaCount", .kind = Kind::int32},
    {.name = "nodeCount", .kind = Kind::int32},
    {.name = "lossConfig", .kind = Kind::message, .message = &loss_config_message},
    {.name = "trainerLogsSignedUrl", .rules = output_only},
    {.name = "acceleratorSeconds", .kind = Kind::int64, .shape = Shape::map, .rules = output_only},
    {.name = "maxConcurrentRollouts", .kind = Kind::int32},
    {.name = "maxConcurrentEvaluations", .kind = Kind::int32},
    {.name = "purpose", .kind = Kind::enumeration, .values = purpose_names},
}};

constexpr std::array<Field, 27> trainer_fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "completedTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "dataset"},
    {.name = "evaluationDataset"},
    {.name = "evalAutoCarveout", .kind = Kind::boolean},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = job_state_names},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "createdBy", .rules = output_only},
    {.name = "trainingConfig", .kind = Kind::message, .message = &trainer_config_message},
    {.name = "rewardWeights", .shape = Shape::list},
    {.name = "wandbConfig", .kind = Kind::message, .message = &wandb_message},
    {.name = "awsS3Config", .kind = Kind::message, .message = &aws_s3_message},
    {.name = "azureBlobStorageConfig", .kind = Kind::message, .message = &azure_blob_message},
    {.name = "jobProgress", .kind = Kind::message, .rules = output_only, .message = &job_progress_message},
    {.name = "keepAlive", .kind = Kind::boolean},
    {.name = "rolloutDeploymentName"},
    {.name = "lossConfig", .kind = Kind::message, .message = &loss_config_message},
    {.name = "nodeCount", .kind = Kind::int32},
    {.name = "acceleratorSeconds", .kind = Kind::int64, .shape = Shape::map, .rules = output_only},
    {.name = "serviceMode", .kind = Kind::boolean},
    {.name = "directRouteHandle", .rules = output_only},
    {.name = "hotLoadDeploymentId"},
    {.name = "purpose", .kind = Kind::enumeration, .values = purpose_names},
    {.name = "forwardOnly", .kind = Kind::boolean},
    {.name = "managedBy"},
}};

constexpr std::array<Field, 2> train_step_fields{{
    {.name = "dataset", .rules = required},
    {.name = "outputModel", .rules = required},
}};

constexpr std::array<Field, 5> checkpoint_fields{{
    {.name = "name", .rules = output_only},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "checkpointType", .kind = Kind::enumeration, .rules = output_only, .values = checkpoint_types},
    {.name = "promotable", .kind = Kind::boolean, .rules = output_only},
}};

constexpr std::array<Field, 4> promote_fields{{
    {.name = "outputModel", .rules = required},
    {.name = "trainerJobId", .rules = required},
    {.name = "baseModel", .rules = required},
    {.name = "hotLoadDeploymentId"},
}};

}  // namespace

constinit const Message dpo_job_message{"DpoJob", dpo_fields};
constinit const Message reinforcement_job_message{"ReinforcementFineTuningJob", reinforcement_fields};
constinit const Message trainer_job_message{"RlorTrainerJob", trainer_fields};
constinit const Message train_step_message{"ExecuteRlorTrainStepRequest", train_step_fields};
constinit const Message checkpoint_message{"RlorTrainerJobCheckpoint", checkpoint_fields};
constinit const Message promote_message{"PromoteCheckpointRequest", promote_fields};

}  // namespace fireform::emulator
