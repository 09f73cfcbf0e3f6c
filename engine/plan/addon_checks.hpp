// What the service refuses about LoRA addons, found before anything is sent (brief 5).
#pragma once

#include "engine/plan/live_index.hpp"
#include "engine/plan/make_plan.hpp"

namespace fireform {

/// Of every addon that the plan loads, and of every addon on a deployment that it makes or changes: the model
/// is a LoRA, ready and trained on the deployment's base model; the deployment takes addons, serves in 16
/// bits, and so does its draft model; not too many of them. Objects that nobody has looked up are believed.
[[nodiscard]] Diagnostics check_addons(const Plan& plan, const Config& config, const Live& live,
                                       const LiveIndex& index);

}  // namespace fireform
