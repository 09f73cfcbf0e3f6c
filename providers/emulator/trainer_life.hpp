// What a trainer job does beyond a run (brief 2.8): it may stand and wait for steps, it leaves checkpoints,
// and its deletion leaves a tombstone.
#pragma once

#include "providers/emulator/collection.hpp"

namespace fireform::emulator {

/// keepAlive or serviceMode: it does not end with its run.
[[nodiscard]] bool stands(const Object& job);

void trainer_due(World& world, Object& job, Lane lane, int step);
std::optional<Refusal> remove_trainer(Call& call, Object& job);
// POST :resume, :executeTrainStep, GET /checkpoints, /publicLogs
HttpResponse resume_trainer(Call& call, Object* job);
HttpResponse execute_train_step(Call& call, Object* job);
HttpResponse list_checkpoints(Call& call, Object* job);
HttpResponse get_public_logs(Call& call, Object* job);

}  // namespace fireform::emulator
