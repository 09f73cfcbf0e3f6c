// What a plan will cost by the hour, and whether budget and quotas allow it (brief 8.9, 9.1).
#pragma once

#include "engine/plan/make_plan.hpp"

#include <string>

namespace fireform {

/// Fills in `plan.forecast.costs`; `defaults` of it are taken into account. Errors: over budget. Warnings: a
/// quota that will not do, a price that the budget needs and nobody knows.
[[nodiscard]] Diagnostics forecast(Plan& plan, const Config& config, const Live& live,
                                   const PlanOptions& options);

/// The sum over the fleet.
struct CostTotal {
    double min = 0;         ///< dollars an hour, every deployment at its fewest replicas
    double max = 0;         ///< at their most
    bool at_least = false;  ///< something in it is a lower bound
    int unknown = 0;        ///< deployments without a known price that may run; not in the sums
    bool operator==(const CostTotal&) const = default;
};
[[nodiscard]] CostTotal total_before(const Forecast& forecast);
[[nodiscard]] CostTotal total_after(const Forecast& forecast);
/// Whether the plan changes the cost of anything.
[[nodiscard]] bool costs_change(const Forecast& forecast);

/// What a deployment costs, by `[provider.fireworks.prices]` or the list. REQUIRES a deployment.
[[nodiscard]] HourlyCost hourly_cost(const LiveObject& deployment, const Config& config, const Live& live,
                                     std::optional<std::chrono::sys_days> today);

/// "$8.00", "?" when not known, "at least $8.00".
[[nodiscard]] std::string dollars_text(const HourlyCost& cost, std::int64_t replicas);
/// "$8.00", or "at least $8.00"
[[nodiscard]] std::string dollars_text(double dollars, bool at_least = false);

}  // namespace fireform
