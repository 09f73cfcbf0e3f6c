#include "engine/plan/forecast.hpp"

#include "engine/plan/hardware.hpp"
#include "engine/plan/prices.hpp"
#include "engine/plan/quota_checks.hpp"
#include "schemas/fireworks/derived.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace fireform {
namespace {

constexpr std::size_t listed_max = 5;  // deployments that the budget's message names

class Prices {
 public:
    Prices(const Config& config, const PlanOptions& options)
        : overrides_(config.provider.prices), today_(options.today) {}

    [[nodiscard]] HourlyCost of(const Hardware& hardware) const {
        HourlyCost cost;
        cost.replicas_min = hardware.replicas_min;
        cost.replicas_max = hardware.replicas_max;
        cost.at_least = hardware.accelerators == 0;
        const std::optional<double> price = of_one(hardware);
        if (!price) return cost;
        const auto count = static_cast<double>(std::max<std::int64_t>(1, hardware.accelerators));
        cost.per_replica = *price * count * (hardware.region_restricted ? region_factor : 1);
        return cost;
    }

 private:
    [[nodiscard]] std::optional<double> of_one(const Hardware& hardware) const {
        const auto own = overrides_.find(hardware.accelerator_type);
        if (own != overrides_.end()) return own->second;
        if (hardware.pricing_plan) return std::nullopt;  // list prices do not hold for it
        return list_price(hardware.accelerator_type, today_);
    }

    const std::map<std::string, double, std::less<>>& overrides_;
    std::optional<std::chrono::sys_days> today_;
};

/// Whether replicas of it may be running.
bool runs(const LiveObject* object) {
    return object && (object->phase == Phase::ready || object->phase == Phase::pending);
}

CostChange cost_of(const Plan& plan, const Change& change, const Prices& prices, const Live& live) {
    CostChange out;
    out.address = change.address;
    if (runs(object_before(change, live))) out.before = prices.of(hardware_of(change.live, live));
    // A forgotten deployment goes on running.
    if (change.partial_skip || change.action == Action::forget) {
        out.after = out.before;
    } else if (has_object_after(change) && !has_no_object(*change.type, change.desired)) {
        const auto found = plan.forecast.defaults.find(change.address);
        const Attributes* defaults = found == plan.forecast.defaults.end() ? nullptr : &found->second;
        out.after = prices.of(hardware_of(attributes_after(change, defaults), live));
    }
    return out;
}

void add(CostTotal& total, const std::optional<HourlyCost>& cost) {
    if (!cost || cost->replicas_max == 0) return;
    if (!cost->per_replica) {
        ++total.unknown;
        return;
    }
    total.min += *cost->per_replica * static_cast<double>(cost->replicas_min);
    total.max += *cost->per_replica * static_cast<double>(cost->replicas_max);
    total.at_least = total.at_least || cost->at_least;
}

double most(const CostChange& cost) {
    return cost.after && cost.after->per_replica
               ? *cost.after->per_replica * static_cast<double>(cost.after->replicas_max)
               : 0;
}

/// "deployment.a $64.00/h, deployment.b $16.00/h", the dearest first.
std::string dearest(const Forecast& forecast) {
    std::vector<const CostChange*> costs;
    for (const CostChange& cost : forecast.costs)
        if (most(cost) > 0) costs.push_back(&cost);
    std::ranges::sort(costs, [](const CostChange* left, const CostChange* right) {
        return std::tuple(-most(*left), left->address) < std::tuple(-most(*right), right->address);
    });
    std::string out;
    for (std::size_t at = 0; at < costs.size() && at < listed_max; ++at)
        out += fmt::format("{}{} {}/h", at == 0 ? "" : ", ", to_text(costs[at]->address),
                           dollars_text(most(*costs[at]), costs[at]->after->at_least));
    if (costs.size() > listed_max) out += fmt::format(" and {} more", costs.size() - listed_max);
    return out;
}

Diagnostics check_budget(const Forecast& forecast, const Budget& budget) {
    Diagnostics problems;
    if (!budget.max_hourly_usd) return problems;
    const CostTotal before = total_before(forecast);
    const CostTotal after = total_after(forecast);
    Diagnostic problem;
    problem.range = budget.range;
    // The cent that sums of prices are off by is no reason.
    if (after.max > *budget.max_hourly_usd + 0.005) {
        const bool falls = after.max < before.max && after.unknown <= before.unknown;
        problem.severity = falls ? Severity::warning : Severity::error;
        problem.summary = falls ? "Budget is still exceeded" : "Budget exceeded";
        problem.detail = fmt::format(
            "At their most replicas the deployments cost {} an hour, {} before; max_hourly_usd is {}: {}.",
            dollars_text(after.max, after.at_least), dollars_text(before.max, before.at_least),
            dollars_text(*budget.max_hourly_usd), dearest(forecast));
        problem.hint = "lower max_replica_count, or raise max_hourly_usd";
        problems.add(problem);
    } else if (after.unknown > 0) {
        std::string names;
        for (const CostChange& cost : forecast.costs)
            if (cost.after && cost.after->replicas_max > 0 && !cost.after->per_replica)
                names += (names.empty() ? "" : ", ") + to_text(cost.address);
        problem.severity = Severity::warning;
        problem.summary = "Budget does not cover everything";
        problem.detail = fmt::format("No price is known for {}.", names);
        problem.hint = "write it: [provider.fireworks.prices] ACCELERATOR_TYPE = 6.5, in dollars an hour";
        problems.add(problem);
    }
    return problems;
}

}  // namespace

Diagnostics forecast(Plan& plan, const Config& config, const Live& live, const PlanOptions& options) {
    Diagnostics problems;
    plan.forecast.costs.clear();
    if (plan.mode == PlanMode::refresh_only) return problems;
    const Prices prices(config, options);
    for (const Change& change : plan.changes) {
        if (change.type->name != "deployment") continue;
        CostChange cost = cost_of(plan, change, prices, live);
        if (cost.before || cost.after) plan.forecast.costs.push_back(std::move(cost));
    }
    if (plan.mode == PlanMode::destroy) return problems;
    problems.add(check_budget(plan.forecast, config.budget));
    problems.add(check_quotas(plan, config, live));
    return problems;
}

HourlyCost hourly_cost(const LiveObject& deployment, const Config& config, const Live& live,
                       std::optional<std::chrono::sys_days> today) {
    PlanOptions options;
    options.today = today;
    return Prices(config, options).of(hardware_of(deployment.attributes, live));
}

CostTotal total_before(const Forecast& forecast) {
    CostTotal total;
    for (const CostChange& cost : forecast.costs)
        add(total, cost.before);
    return total;
}

CostTotal total_after(const Forecast& forecast) {
    CostTotal total;
    for (const CostChange& cost : forecast.costs)
        add(total, cost.after);
    return total;
}

bool costs_change(const Forecast& forecast) {
    return std::ranges::any_of(forecast.costs,
                               [](const CostChange& cost) { return cost.before != cost.after; });
}

std::string dollars_text(double dollars, bool at_least) {
    return fmt::format("{}${:.2f}", at_least && dollars > 0 ? "at least " : "", dollars);
}

std::string dollars_text(const HourlyCost& cost, std::int64_t replicas) {
    if (replicas == 0) return dollars_text(0);
    if (!cost.per_replica) return "?";
    return dollars_text(*cost.per_replica * static_cast<double>(replicas), cost.at_least);
}

}  // namespace fireform
