// lookups.hpp for Fireworks AI: what chooses a model or a deployment shape (brief 2.4, 2.9).
#include "schemas/lookups.hpp"

#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"

#include <algorithm>

namespace fireform {
namespace {

constexpr std::string_view shape_source = "brief 2.9";

constexpr std::string_view presets[] = {"minimal",        "fast", "throughput",   "full_precision",
                                        "agentic_coding", "chat", "summarization"};
/// Those of the service's own command line tool (brief 1.4).
constexpr std::string_view short_forms[] = {"fast", "throughput", "minimal"};

constexpr Attribute shape_arguments[] = {
    {.name = "model",
     .api = "baseModel",
     .required = true,
     .names = Names::public_model,
     .description = "Model that the shape is for; of a LoRA its base.",
     .source = shape_source},
    {.name = "preset",
     .api = "presetType",
     .closed = true,
     .values = presets,
     .description = "What it is tuned for: \"fast\".",
     .source = shape_source},
    {.name = "accelerator_type",
     .api = "acceleratorType",
     .values = fireworks::accelerator_types,
     .description = "GPU type, where several shapes are left.",
     .source = shape_source},
};

constexpr Attribute model_arguments[] = {
    {.name = "name",
     .api = "name",
     .required = true,
     .names = Names::public_model,
     .description = "Name of the model: a public one, or one of the account.",
     .source = "brief 1.4, 2.4"},
};

constexpr LookupType types[] = {
    {"deployment_shape", shape_arguments, &fireworks::deployment_shape,
     "Hardware and settings for one model that were tested together, found by model and purpose."},
    {"model", model_arguments, &fireworks::model,
     "A model that is there: what it is, where it runs and what can be done with it."},
};

}  // namespace

std::span<const LookupType> fireworks_lookups() {
    return types;
}

const LookupType* find_lookup(std::string_view name) {
    const auto* found = std::ranges::find(types, name, &LookupType::name);
    return found == std::end(types) ? nullptr : found;
}

bool is_shape_preset(std::string_view text) {
    return std::ranges::find(short_forms, text) != std::end(short_forms);
}

}  // namespace fireform
