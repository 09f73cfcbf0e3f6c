// Costs and the service's defaults as JSON: exactly, for saved plans, and for readers.
#pragma once

#include "engine/plan/plan.hpp"

#include <boost/json/fwd.hpp>

#include <optional>

namespace fireform {

[[nodiscard]] boost::json::object forecast_to_json(const Forecast& forecast);
/// Throws std::exception when it is not what forecast_to_json() makes.
[[nodiscard]] Forecast forecast_from_json(const boost::json::value& json, const Catalog& catalog);

/// {"before": {"min": 7.0, "max": 14.0, "replicas_min": 1, "replicas_max": 2}, "after": null}: dollars an
/// hour, null where there is no deployment; an amount is null where no price is known.
[[nodiscard]] boost::json::object hourly_cost_json(const CostChange& cost);
/// The same of the whole fleet: {"before": {"min", "max", "unknown"}, "after": {...}}.
[[nodiscard]] boost::json::object total_cost_json(const Forecast& forecast);

/// What the run of this change is estimated to cost. None: it was not told, or in another currency.
[[nodiscard]] std::optional<double> estimate_usd(const Change& change);

}  // namespace fireform
