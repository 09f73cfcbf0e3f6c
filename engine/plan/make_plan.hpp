// The pure heart: configuration, state and live account in, plan out. Both tables of the architecture's
// section "Actions", contract section 4 for identity.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

class LiveIndex;  // live_index.hpp

struct PlanOptions {
    PlanMode mode = PlanMode::normal;
    std::vector<Address> targets;   ///< empty: everything; their dependencies come along
    std::vector<Address> excludes;  ///< left out, with what depends on them
    std::vector<Address> replaces;  ///< made anew even where nothing differs
    /// Used when the state has none. "": a plan that nobody will apply; ids that are made of it are unknown.
    std::string new_lineage;
    bool force = false;                          ///< `--force`
    bool wake = false;                           ///< `--wake`
    bool refreshed = true;                       ///< false: `live` is what state last saw (live_from_state)
    std::optional<std::chrono::sys_days> today;  ///< in UTC; none: what depends on the date is left out
};

/// Pure: no clock, file, network or provider, so equal inputs give equal plans. Errors (then no value): an
/// object that is not ours in the way, several with one natural identity, a failed run, destroying a
/// protected resource, an output model that is taken, an empty configuration that would destroy everything,
/// what model_checks.hpp and addon_checks.hpp find.
[[nodiscard]] Checked<Plan> make_plan(const Config& config, const Snapshot& prior, const Live& live,
                                      const PlanOptions& options);

/// An error for each of these that is neither configured nor in state.
[[nodiscard]] Diagnostics unknown_targets(const std::vector<Address>& targets, const Config& config,
                                          const Snapshot& prior);

/// What `--refresh=false` plans against: the objects as state last saw them.
[[nodiscard]] Live live_from_state(const Snapshot& prior, const Naming& naming, const Catalog& catalog);

/// Models that must be looked up before a plan can be made: short names, and full ones of other accounts than
/// ours.
[[nodiscard]] std::set<std::string> model_names(const Config& config, std::string_view account);

/// Every difference between what state says was applied and what is live, but for what ignore_changes covers.
[[nodiscard]] std::vector<Drift> find_drift(const Config& config, const Snapshot& prior, const Live& live);
/// For those who have the index already.
[[nodiscard]] std::vector<Drift> find_drift(const Config& config, const Snapshot& prior, const Live& live,
                                            const LiveIndex& index);

}  // namespace fireform
