// DeployedModels: LoRA addons, and the record that the service keeps of a base model's first deployment
// (brief 2.2, Appendix B 9).
#pragma once

#include "providers/emulator/object.hpp"

#include <cstddef>

namespace fireform::emulator {

struct World;

/// The record of a deployment's own base model, when that model has none yet.
void auto_deploy(World& world, Object& deployment);
/// What waited for the deployment is loaded now, or has failed with it.
void base_is_ready(World& world, Object& deployment);
void base_has_failed(World& world, Object& deployment);
/// Everything on the deployment is being unloaded.
void unload_records(World& world, Object& deployment);
/// Everything on the deployment is gone.
void drop_records(World& world, Object& deployment);
/// Addons on the deployment; the service's own record does not count.
[[nodiscard]] std::size_t addon_count(const World& world, const Object& deployment);

}  // namespace fireform::emulator
