#include "schemas/fireworks/types.hpp"

namespace fireform {
namespace {

/// Sorted by name.
constexpr const ResourceType* types[] = {
    &fireworks::dataset,
    &fireworks::deployment,
    &fireworks::dpo_job,
    &fireworks::lora_addon,
    &fireworks::model,
    &fireworks::reinforcement_fine_tuning_job,
    &fireworks::reinforcement_step,
    &fireworks::router,
    &fireworks::secret,
    &fireworks::supervised_fine_tuning_job,
};
constexpr Catalog catalog(types);

}  // namespace

const Catalog& fireworks_catalog() {
    return catalog;
}

}  // namespace fireform
