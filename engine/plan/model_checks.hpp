// Whether the models and shapes that a configuration names are there, and models stay there (brief 2.4, 2.9).
#pragma once

#include "engine/plan/live_index.hpp"
#include "engine/plan/make_plan.hpp"

#include <map>
#include <string>

namespace fireform {

/// By full name, who makes the models that the plan leaves behind: runs, and model blocks.
[[nodiscard]] std::map<std::string, const Change*> makers_of(const Plan& plan);

/// Errors: a new object needs a model or a shape that was looked for in vain. Notes: a model is deprecated,
/// or will be within 30 days.
[[nodiscard]] Diagnostics check_models(const Plan& plan, const Config& config, const Live& live,
                                       const LiveIndex& index, const PlanOptions& options);

}  // namespace fireform
