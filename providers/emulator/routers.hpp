// Routers: one name for several deployments (brief 2.10).
#pragma once

#include "providers/emulator/object.hpp"

namespace fireform::emulator {

struct World;

/// The service's own router of a deployment is as the deployment is: it comes, becomes READY and goes with
/// it.
void follow_deployment(World& world, const Object& deployment);
/// The deployment is gone for good.
void drop_router(World& world, const Object& deployment);

}  // namespace fireform::emulator
