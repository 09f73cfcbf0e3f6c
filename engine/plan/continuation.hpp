// The values that a new run takes besides those that are written: inherited from the run that made its start
// model, and the defaults of its type (domain brief 4.8, point 4).
#pragma once

#include "engine/plan/run_start.hpp"

#include <string>

namespace fireform {

/// Puts them into `change.desired`, marked as unwritten: they are sent and shown with their source, and have
/// no part in the signature. A LoRA brings its rank; a type with ResourceType::continuation takes these
/// values from the run that made the LoRA, which may be of the configuration (then as planned) or a live
/// record or, where that is gone, what state saw of it. Errors: a written value differs from it there.
/// Warnings: what it had is not known; another rank where only the rank is sure to be kept (brief 7.5).
[[nodiscard]] Diagnostics complete_values(Change& change, const ResourceConfig& config,
                                          const StartModel& start, const LiveIndex& live);

}  // namespace fireform
