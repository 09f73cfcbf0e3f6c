// What a model holds (brief 2.4).
#include "providers/emulator/model_fields.hpp"

#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/deployed_model_fields.hpp"
#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 3> states{"STATE_UNSPECIFIED", "UPLOADING", "READY"};
constexpr std::array<std::string_view, 12> kinds{
    "KIND_UNSPECIFIED",   "HF_BASE_MODEL", "HF_PEFT_ADDON",   "HF_TEFT_ADDON",
    "FLUMINA_BASE_MODEL", "FLUMINA_ADDON", "DRAFT_ADDON",     "FIRE_AGENT",
    "LIVE_MERGE",         "CUSTOM_MODEL",  "EMBEDDING_MODEL", "SNAPSHOT_MODEL",
};
constexpr std::array<std::string_view, 4> checkpoint_formats{"CHECKPOINT_FORMAT_UNSPECIFIED", "NATIVE",
                                                             "HUGGINGFACE", "UNINITIALIZED"};
constexpr std::array<std::string_view, 2> snapshot_types{"FULL_SNAPSHOT", "INCREMENTAL_SNAPSHOT"};

constexpr std::array<Field, 10> base_fields{{
    {.name = "worldSize", .kind = Kind::int32},
    {.name = "checkpointFormat", .kind = Kind::enumeration, .values = checkpoint_formats},
    {.name = "huggingfaceFiles", .shape = Shape::list},
    {.name = "parameterCount", .kind = Kind::int64},
    {.name = "moe", .kind = Kind::boolean},
    {.name = "tunable", .kind = Kind::boolean},
    {.name = "modelType"},
    {.name = "supportsFireattention", .kind = Kind::boolean},
    {.name = "defaultPrecision", .kind = Kind::enumeration, .rules = output_only, .values = precision_names},
    {.name = "supportsMtp", .kind = Kind::boolean},
}};
constexpr Message base_message{"BaseModelDetails", base_fields};

constexpr std::array<Field, 5> peft_fields{{
    {.name = "baseModel", .rules = required},
    {.name = "r", .kind = Kind::int32, .rules = required},
    {.name = "targetModules", .shape = Shape::list, .rules = required},
    {.name = "baseModelType", .rules = output_only},
    {.name = "mergeAddonModelName"},
}};
constexpr Message peft_message{"PEFTDetails", peft_fields};

constexpr std::array<Field, 3> conversation_fields{{
    {.name = "style", .rules = required},
    {.name = "system"},
    {.name = "template"},
}};
constexpr Message conversation_message{"ConversationConfig", conversation_fields};

constexpr std::array<Field, 38> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "description", .length_max = 999},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "kind", .kind = Kind::enumeration, .rules = immutable, .values = kinds},
    {.name = "githubUrl"},
    {.name = "huggingFaceUrl"},
    {.name = "baseModelDetails", .kind = Kind::message, .rules = immutable, .message = &base_message},
    {.name = "peftDetails", .kind = Kind::message, .rules = immutable, .message = &peft_message},
    {.name = "teftDetails", .kind = Kind::message, .rules = immutable, .message = &empty_message},
    {.name = "public", .kind = Kind::boolean},
    {.name = "conversationConfig",
     .kind = Kind::message,
     .rules = immutable,
     .message = &conversation_message},
    {.name = "contextLength", .kind = Kind::int32},
    {.name = "supportsImageInput", .kind = Kind::boolean},
    {.name = "supportsTools", .kind = Kind::boolean},
    {.name = "importedFrom", .rules = output_only},
    {.name = "fineTuningJob", .rules = output_only},
    {.name = "defaultDraftModel"},
    {.name = "defaultDraftTokenCount", .kind = Kind::int32},
    {.name = "deployedModelRefs",
     .kind = Kind::message,
     .shape = Shape::list,
     .rules = output_only,
     .message = &deployed_model_ref_message},
    {.name = "cluster", .rules = output_only},
    {.name = "deprecationDate", .kind = Kind::message, .rules = immutable, .message = &date_message},
    {.name = "calibrated", .kind = Kind::boolean, .rules = output_only},
    {.name = "tunable", .kind = Kind::boolean, .rules = output_only},
    {.name = "supportsLora", .kind = Kind::boolean, .rules = immutable},
    {.name = "useHfApplyChatTemplate", .kind = Kind::boolean, .rules = immutable},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "defaultSamplingParams", .kind = Kind::float32, .shape = Shape::map, .rules = output_only},
    {.name = "rlTunable", .kind = Kind::boolean, .rules = output_only},
    {.name = "trainingContextLength", .kind = Kind::int32, .rules = immutable},
    {.name = "snapshotType", .kind = Kind::enumeration, .rules = immutable, .values = snapshot_types},
    {.name = "supportsServerless", .kind = Kind::boolean, .rules = output_only},
    {.name = "supervisedLoraTunable", .kind = Kind::boolean, .rules = output_only},
    {.name = "supervisedFullParameterTunable", .kind = Kind::boolean, .rules = output_only},
    {.name = "rlLoraTunable", .kind = Kind::boolean, .rules = output_only},
    {.name = "rlFullParameterTunable", .kind = Kind::boolean, .rules = output_only},
}};

constexpr std::array<Field, 3> create_fields{{
    {.name = "model", .kind = Kind::message, .message = &model_message},
    {.name = "modelId", .rules = required},
    {.name = "cluster"},
}};

constexpr std::array<Field, 3> upload_fields{{
    {.name = "filenameToSize", .kind = Kind::int64, .shape = Shape::map, .rules = required},
    {.name = "enableResumableUpload", .kind = Kind::boolean},
    {.name = "readMask"},
}};

constexpr std::array<Field, 2> prepare_fields{{
    {.name = "precision", .kind = Kind::enumeration, .rules = required, .values = precision_names},
    {.name = "readMask"},
}};

constexpr std::array<Field, 3> version_fields{{
    {.name = "name", .rules = output_only},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "snapshot", .kind = Kind::message, .rules = output_only, .message = &model_message},
}};

constexpr std::array<std::string_view, 3> rollout_strategies{
    "ROLLOUT_STRATEGY_UNSPECIFIED", "ROLLOUT_STRATEGY_STANDARD", "ROLLOUT_STRATEGY_HOT_RELOAD"};
constexpr std::array<Field, 2> deploy_fields{{
    {.name = "deployment", .rules = required},
    {.name = "rolloutStrategy", .kind = Kind::enumeration, .rules = required, .values = rollout_strategies},
}};

constexpr std::array<Field, 5> s3_fields{{
    {.name = "s3Bucket", .rules = required},
    {.name = "s3Path"},
    {.name = "roleArn"},
    {.name = "accessKeyId"},
    {.name = "accessSecret", .rules = input_only},
}};
constexpr Message s3_message{"AwsS3ModelSource", s3_fields};
constexpr std::array<Field, 6> azure_fields{{
    {.name = "storageAccount", .rules = required},
    {.name = "container", .rules = required},
    {.name = "path"},
    {.name = "sasTokenSecret"},
    {.name = "clientId"},
    {.name = "tenantId"},
}};
constexpr Message azure_message{"AzureBlobModelSource", azure_fields};
constexpr std::array<Field, 2> import_fields{{
    {.name = "awsS3Source", .kind = Kind::message, .message = &s3_message},
    {.name = "azureBlobSource", .kind = Kind::message, .message = &azure_message},
}};

}  // namespace

constinit const Message model_message{"Model", fields};
constinit const Message create_model_message{"CreateModelRequest", create_fields};
constinit const Message model_upload_message{"GetModelUploadEndpointRequest", upload_fields};
constinit const Message prepare_model_message{"PrepareModelRequest", prepare_fields};
constinit const Message model_version_message{"ModelVersion", version_fields};
constinit const Message deploy_version_message{"DeployModelVersionRequest", deploy_fields};
constinit const Message import_model_message{"ImportModelRequest", import_fields};

}  // namespace fireform::emulator
