// A deployment shape: hardware and settings that were tested together (brief 2.9). Only ever read.
#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.9";

constexpr Attribute attributes[] = {
    computed("id", "", string, "Id of the shape.", fields),
    computed("name", "name", string, "Full name: \"accounts/fireworks/deploymentShapes/s\".", fields),
    computed("version", "", string, "Full name of its latest validated version.", fields),
    computed("display_name", "displayName", string, "Name for people.", fields),
    computed("description", "description", string, "Free text.", fields),
    computed("model", "baseModel", string, "Model that it is for.", fields),
    computed("model_type", "modelType", string, "Architecture of the model.", fields),
    as_int64_text(
        computed("parameter_count", "parameterCount", integer, "Number of parameters of the model.", fields)),
    computed("preset", "presetType", string, "What it is tuned for: \"FAST\".", fields),
    computed("accelerator_type", "acceleratorType", string, "GPU type.", fields),
    computed("accelerator_count", "acceleratorCount", integer, "GPUs of one replica.", fields),
    computed("precision", "precision", string, "Precision of the weights.", fields),
    computed("enable_addons", "enableAddons", boolean, "Whether it takes LoRA addons.", fields),
    computed("max_context_length", "maxContextLength", integer, "Longest context, in tokens.", fields),
    computed("draft_token_count", "draftTokenCount", integer, "Tokens guessed ahead.", fields),
    computed("draft_model", "draftModel", string, "Model that guesses ahead.", fields),
    computed("ngram_speculation_length", "ngramSpeculationLength", integer,
             "Length of the input that is searched for guesses.", fields),
    computed("disable_speculative_decoding", "disableSpeculativeDecoding", boolean,
             "Whether nothing is guessed ahead.", fields),
    computed("enable_session_affinity", "enableSessionAffinity", boolean,
             "Whether the requests of a session go to one replica.", fields),
    computed("num_lora_device_cached", "numLoraDeviceCached", integer, "LoRAs kept on the GPUs.", fields),
    computed("create_time", "createTime", string, "When it was created.", fields),
    computed("update_time", "updateTime", string, "When it was last changed.", fields),
};

}  // namespace

constinit const ResourceType deployment_shape{
    .name = "deployment_shape",
    .collection = "deploymentShapes",
    .id_placement = IdPlacement::server_made,
    .attributes = attributes,
    .places = name_table<attributes>,
    .updatable = false,
    .description = "Hardware and settings for one model that were tested together."};

}  // namespace fireform::fireworks
