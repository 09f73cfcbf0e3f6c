// Where the API is not as its description has it: all that the contract tests let pass, whoever asks and
// whoever answers. A test sees to it that the description still lacks each of them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace fireform::testing {

struct FieldDeviation {
    std::string_view schema;
    std::string_view field;
};

/// Brief, "What the spec leaves out".
inline constexpr std::array missing_fields{
    FieldDeviation{"gatewayDeployment", "enableMtp"},
    FieldDeviation{"gatewayDeployment", "preemptible"},
    FieldDeviation{"gatewaySupervisedFineTuningJob", "lrScheduler"},
    FieldDeviation{"gatewayBaseTrainingConfig", "acceleratorType"},
    FieldDeviation{"gatewayBaseTrainingConfig", "acceleratorCount"},
    FieldDeviation{"gatewayBaseTrainingConfig", "region"},
    FieldDeviation{"gatewayBaseTrainingConfig", "customImageTag"},
    FieldDeviation{"gatewayBaseTrainingConfig", "extraArgs"},
};

/// Arguments of the founding document that the description dropped (brief 3): a service that still takes them
/// is the extended one.
inline constexpr std::array withdrawn_fields{
    FieldDeviation{"gatewayDeployment", "worldSize"},
    FieldDeviation{"gatewayDeployment", "generatorCount"},
    FieldDeviation{"gatewayDeployment", "disaggregatedPrefillCount"},
    FieldDeviation{"gatewayDeployment", "disaggregatedPrefillWorldSize"},
    FieldDeviation{"gatewayDeployment", "maxBatchSize"},
    FieldDeviation{"gatewayDeployment", "maxPeftBatchSize"},
    FieldDeviation{"gatewayDeployment", "kvCacheMemoryPct"},
};

struct MethodDeviation {
    std::string_view method;
    std::string_view collection;
    std::string_view verb;
    std::string_view operation;  ///< as the audit log calls it
};

/// Brief, "What the spec leaves out".
inline constexpr std::array missing_methods{
    MethodDeviation{"POST", "datasets", ":upload", "UploadDataset"},
    MethodDeviation{"POST", "deployments", ":setTags", "SetDeploymentTags"},
    MethodDeviation{"POST", "deployments", ":deleteTags", "DeleteDeploymentTags"},
};

/// Null: none of those.
[[nodiscard]] inline const MethodDeviation* find_missing_method(std::string_view method,
                                                                std::string_view path) {
    const auto* found = std::ranges::find_if(missing_methods, [&](const MethodDeviation& one) {
        const std::string_view parent = path.substr(0, path.rfind('/'));
        return one.method == method && parent.ends_with(one.collection) && path.ends_with(one.verb);
    });
    return found == missing_methods.end() ? nullptr : found;
}

/// Every PATCH of an object takes it, and the description has it for none (brief, "What the spec leaves
/// out").
inline constexpr std::string_view missing_patch_parameter = "updateMask";

/// What an error is, of which the description has none: the only message of its kind that it knows.
inline constexpr std::string_view error_schema = "googlerpcStatus";

struct Refusal {
    std::string_view operation;
    int status;
};

/// What is refused to everybody but Fireworks (brief 2.0), and the plans that an account of the emulator has
/// not.
inline constexpr std::array refused_always{
    Refusal{"Gateway_CreateDeploymentShape", 403},
    Refusal{"Gateway_UpdateDeploymentShape", 403},
    Refusal{"Gateway_DeleteDeploymentShape", 403},
    Refusal{"Gateway_UpdateDeploymentShapeVersion", 403},
    Refusal{"Gateway_UpdateReinforcementFineTuningJob", 403},
    Refusal{"Gateway_GetPricingPlan", 404},
};

}  // namespace fireform::testing
