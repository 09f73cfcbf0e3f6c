// Whether the account's quotas allow what the deployments of a plan may grow to (brief 8.9).
#pragma once

#include "engine/plan/make_plan.hpp"

namespace fireform {

/// A warning for each accelerator type that will not do, with the shortfall. Counted is what the plan adds at
/// the most replicas while both sides of a create-before-destroy exist; what the account has already is in
/// the quota's `usage`. The service decides: a deployment that scales to zero may never need it.
[[nodiscard]] Diagnostics check_quotas(const Plan& plan, const Config& config, const Live& live);

}  // namespace fireform
