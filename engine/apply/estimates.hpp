// What the runs of a plan will cost, asked of the service (domain brief 2.5, 7.7).
#pragma once

#include "engine/plan/plan.hpp"
#include "providers/provider.hpp"

namespace fireform {

/// Fills Change::estimated_cost of the runs that the plan would start and whose values are all known and
/// there: a dataset that is still to be uploaded cannot be counted. Asks side by side. Never errors; what
/// could not be answered is a note.
[[nodiscard]] Task<Diagnostics> estimate_costs(Plan& plan, Provider& provider);

}  // namespace fireform
