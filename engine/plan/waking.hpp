// Deployments that sleep at zero replicas, and what "ready" means for those that are asked a question.
#pragma once

#include "engine/plan/plan.hpp"
#include "state/snapshot.hpp"

namespace fireform {

/// Sets `wake` and `probe` of a change that is decided otherwise. Waking starts GPUs, so it is done only when
/// asked for, by `--wake` or wake_on_apply; and a probe never wakes what sleeps on purpose.
void decide_waking(Change& change, const ResourceState* entry, bool wake);

}  // namespace fireform
