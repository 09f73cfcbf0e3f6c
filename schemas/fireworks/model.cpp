// A model of the account: a LoRA adapter that is uploaded from a folder, or one that is there already and
// whose description is kept (brief 2.4, 5).
#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.4";
constexpr std::string_view of_adapter = "brief 2.4, 5";

/// What adapter_config.json says is sent with the create; later content_hash decides.
constexpr Attribute of_file(std::string_view name, std::string_view api, ValueType type,
                            std::string_view description) {
    return {.name = name,
            .api = api,
            .type = type,
            .update = Update::next_run,
            .computed = true,
            .description = description,
            .source = of_adapter};
}

constexpr Attribute flag(std::string_view name, std::string_view api, std::string_view description) {
    return {.name = name,
            .api = api,
            .type = boolean,
            .computed = true,
            .description = description,
            .source = fields};
}

constexpr Attribute attributes[] = {
    {.name = "id",
     .api = "",
     .update = Update::replace,
     .computed = true,
     .bounds = client_id,
     .description = "Id of the model; left out, it is made of the folder's name and content.",
     .source = "brief 1.2, 1.3"},
    {.name = "display_name",
     .api = "displayName",
     .bounds = display_name_bounds,
     .description = "Name for people.",
     .source = fields},
    {.name = "description",
     .api = "description",
     .bounds = description_bounds,
     .description = "Free text.",
     .source = "brief 1.2, 2.4"},
    {.name = "path",
     .api = "",
     .update = Update::client_side,
     .description = "Folder of a LoRA adapter to upload, from the folder of the configuration; new content "
                    "makes a new model.",
     .source = of_adapter},
    // Compared through the id and the state, which keep it; a new one is a new model.
    {.name = "content_hash",
     .api = "",
     .update = Update::client_side,
     .computed = true,
     .description = "32 hex digits of the SHA-256 of the folder's files; known before anything is uploaded.",
     .source = of_adapter,
     .hint = "remove it: it is computed from `path`"},
    {.name = "base_model",
     .api = "peftDetails.baseModel",
     .update = Update::replace,
     .computed = true,
     .names = Names::public_model,
     .description = "Model that the adapter was trained on; needed with `path` unless adapter_config.json "
                    "names a model of Fireworks.",
     .source = of_adapter},
    of_file("kind", "kind", string, "Kind: \"HF_PEFT_ADDON\" is a LoRA."),
    of_file("lora_rank", "peftDetails.r", integer, "Rank of a LoRA."),
    of_file("target_modules", "peftDetails.targetModules", list, "Parts of the model that a LoRA changes."),
    {.name = "public",
     .api = "public",
     .type = boolean,
     .fallback = "false",
     .description = "Whether other accounts may use it.",
     .source = fields},
    {.name = "github_url", .api = "githubUrl", .description = "Where its code is.", .source = fields},
    {.name = "hugging_face_url",
     .api = "huggingFaceUrl",
     .description = "Where its card is.",
     .source = fields},
    {.name = "default_draft_model",
     .api = "defaultDraftModel",
     .computed = true,
     .names = Names::public_model,
     .description = "Draft model of deployments that name none.",
     .source = fields},
    {.name = "default_draft_token_count",
     .api = "defaultDraftTokenCount",
     .type = integer,
     .computed = true,
     .bounds = not_negative,
     .unit = "tokens",
     .description = "Draft tokens of deployments that say none.",
     .source = fields},
    flag("supports_image_input", "supportsImageInput", "Whether requests may have images."),
    flag("supports_tools", "supportsTools", "Whether requests may offer tools."),

    computed("name", "name", string, "Full name: \"accounts/acme/models/m\".", fields,
             "write `id` for its last part"),
    computed("state", "state", string, "State: \"READY\".", fields),
    computed("status_code", "status.code", string, "Result of the last operation: \"OK\".", fields),
    computed("status", "status.message", string, "What the check of its files found wrong.", fields),
    computed("context_length", "contextLength", integer, "Longest context, in tokens.", fields),
    computed("training_context_length", "trainingContextLength", integer,
             "Longest context that it can be tuned with, in tokens.", fields),
    as_int64_text(computed("parameter_count", "baseModelDetails.parameterCount", integer,
                           "Number of parameters of a base model.", fields)),
    computed("model_type", "baseModelDetails.modelType", string, "Architecture of a base model.", fields),
    computed("moe", "baseModelDetails.moe", boolean, "Whether a base model is a mixture of experts.", fields),
    computed("default_precision", "baseModelDetails.defaultPrecision", string,
             "Precision of deployments that say none.", fields),
    computed("supports_lora", "supportsLora", boolean, "Whether it takes LoRA addons.", fields),
    computed("supports_serverless", "supportsServerless", boolean,
             "Whether it can be used without a deployment.", fields),
    computed("supervised_lora_tunable", "supervisedLoraTunable", boolean,
             "Whether supervised jobs can make a LoRA of it.", fields),
    computed("supervised_full_parameter_tunable", "supervisedFullParameterTunable", boolean,
             "Whether supervised jobs can change all of it.", fields),
    computed("rl_lora_tunable", "rlLoraTunable", boolean, "Whether reinforcement jobs can make a LoRA of it.",
             fields),
    computed("rl_full_parameter_tunable", "rlFullParameterTunable", boolean,
             "Whether reinforcement jobs can change all of it.", fields),
    computed("fine_tuning_job", "fineTuningJob", string, "Job that made it.", fields),
    computed("imported_from", "importedFrom", string, "Model that it is a copy of.", fields),
    computed("calibrated", "calibrated", boolean, "Whether it may be served below 16 bits.", fields),
    computed("create_time", "createTime", string, "When it was created.", fields),
    computed("update_time", "updateTime", string, "When it was last changed.", fields),
};

constexpr StateWord states[] = {
    {"UPLOADING", Phase::pending}, {"READY", Phase::ready}, {"STATE_UNSPECIFIED", Phase::pending}};

constexpr std::string_view identity[] = {"content_hash", "path"};

}  // namespace

constinit const ResourceType model{
    .name = "model",
    .collection = "models",
    .id_placement = IdPlacement::body,
    .id_parameter = "modelId",
    .body_member = "model",
    .attributes = attributes,
    .places = name_table<attributes>,
    .states = states,
    .identity = identity,
    .timeouts = {.create = std::chrono::minutes(60),
                 .update = std::chrono::minutes(10),
                 .remove = std::chrono::minutes(10)},
    .poll_first = std::chrono::seconds(2),
    .poll_max = std::chrono::seconds(10),
    .description = "A LoRA adapter that is uploaded, or the description of a model that is there."};

}  // namespace fireform::fireworks
