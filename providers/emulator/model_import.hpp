// Models that come out of somebody's bucket instead of an upload (brief 2.4).
#pragma once

#include "providers/emulator/collection.hpp"

namespace fireform::emulator {

/// POST models/x:import. The bucket is believed; the model is READY when its time has come.
HttpResponse import_model(Call& call, Object* model);
void model_imported(World& world, Object& model);

}  // namespace fireform::emulator
