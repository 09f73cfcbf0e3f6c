#include "providers/emulator/collection.hpp"

#include <algorithm>
#include <array>

namespace fireform::emulator {

bool Update::names(std::string_view field) const {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::span<const Collection* const> account_collections() {
    static constexpr std::array all{
        &deployments,
        &deployed_models,
        &deployment_shapes,
        &datasets,
        &models,
        &supervised_fine_tuning_jobs,
        &dpo_jobs,
        &reinforcement_fine_tuning_jobs,
        &rlor_trainer_jobs,
        &batch_inference_jobs,
        &checkpoints,
        &routers,
        &secrets,
        &quotas,
        &evaluators,
        &pricing_plans,
        &audit_logs,
    };
    return all;
}

std::string path_of(const Collection& collection) {
    for (const Collection* one : account_collections())
        if (one->nested == &collection)
            return std::string(one->segment) + "/" + std::string(collection.segment);
    return std::string(collection.segment);
}

const Collection* find_collection(std::string_view path) {
    if (path == accounts.segment) return &accounts;
    for (const Collection* one : account_collections()) {
        if (path == one->segment) return one;
        if (one->nested != nullptr && path == path_of(*one->nested)) return one->nested;
    }
    return nullptr;
}

}  // namespace fireform::emulator
