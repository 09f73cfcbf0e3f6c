// The resource types of Fireworks AI, one file each. Everybody else finds them through fireworks_catalog().
#pragma once

#include "schemas/schema.hpp"

namespace fireform::fireworks {

extern const ResourceType dataset;
extern const ResourceType deployment;
extern const ResourceType deployment_shape;  ///< only ever looked up: not in the catalog
extern const ResourceType dpo_job;
extern const ResourceType lora_addon;
extern const ResourceType model;
extern const ResourceType reinforcement_fine_tuning_job;
extern const ResourceType reinforcement_step;
extern const ResourceType router;
extern const ResourceType secret;
extern const ResourceType supervised_fine_tuning_job;

}  // namespace fireform::fireworks
