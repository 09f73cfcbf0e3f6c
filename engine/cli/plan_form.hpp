// A plan as `plan` and `show` print it.
#pragma once

#include "engine/cli/options.hpp"
#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"

#include <string>

namespace fireform::cli {

/// `form` as text, Markdown, a page, or the plan in Terraform's JSON shape.
[[nodiscard]] std::string plan_text(const Plan& plan, const PlanForm& form, const Style& style);

}  // namespace fireform::cli
