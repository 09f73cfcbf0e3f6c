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
        &checkpoints,
        &routers,
        &secrets,
        &quotas,
        &evaluators,
    };
    return all;
}

const Collection* find_collection(std::string_view segment) {
    if (segment == "accounts") return &accounts;
    for (const Collection* collection : account_collections()) {
        if (collection->segment == segment) return collection;
        if (collection->nested != nullptr && segment.size() > collection->segment.size() &&
            segment.starts_with(collection->segment) && segment[collection->segment.size()] == '/' &&
            segment.substr(collection->segment.size() + 1) == collection->nested->segment)
            return collection->nested;
    }
    return nullptr;
}

}  // namespace fireform::emulator
