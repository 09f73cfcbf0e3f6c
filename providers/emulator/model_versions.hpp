// Versions of a model: frozen copies of it that are rolled out to deployments (brief 2.4).
#pragma once

#include "providers/emulator/collection.hpp"

namespace fireform::emulator {

/// GET models/x/versions:count
HttpResponse count_versions(Call& call, Object* model);
/// They go with their model.
void drop_versions(World& world, Object& model);

}  // namespace fireform::emulator
