// Carries out a plan: an ordered graph of steps, independent ones side by side. Deciding nothing is the rule:
// what the plan does not say does not happen.
#pragma once

#include "engine/apply/events.hpp"
#include "engine/plan/plan.hpp"
#include "providers/clock.hpp"
#include "providers/provider.hpp"
#include "state/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fireform {

/// Set by the first interrupt: nothing new starts, requests in flight finish and are recorded, waits are
/// dropped. Set it on the thread of the event loop; it is looked at whenever something happens, and at least
/// every 200 ms of Clock time.
struct StopSignal {
    bool requested = false;
};

struct ApplyOptions {
    int parallelism = 64;     ///< the most requests in flight, of which the provider finds its own number
    bool wait = true;         ///< false: done when every request is accepted
    bool force = false;       ///< sends ignoreChecks
    bool looked = true;       ///< the plan knows the live account: an intent it is silent about is void
    bool saved_plan = false;  ///< objects are checked against the plan before they are changed
    std::string project_folder;
    std::string command;  ///< "apply"; for hints in diagnostics
    std::string run;      ///< stands in every intent: run_name() of store.hpp
    /// Who and when, for the history of a state that changes; none: it is not kept.
    std::optional<RunRecord> record;
};

struct ApplyResult {
    Counts counts;            ///< what was really done
    Diagnostics diagnostics;  ///< failures and warnings, each with its address
    bool stopped = false;     ///< by the signal
    int done = 0, running = 0,
        untouched = 0;  ///< changes, for the summary; failed ones in none
    int unready = 0;    ///< changes that were accepted and not waited for (--wait=false)
    std::map<std::string, OutputState> outputs;
    std::vector<Outcome> unsaved;  ///< what happened and could not be written to state, in order
};

/// `snapshot` is what `plan` was made from; it is kept equal to what was recorded. A plan without steps still
/// brings entries and outputs up to date, and writes only if that changes them. Every change that failed is
/// in the diagnostics, what was skipped because of it only in the events. REQUIRES the store's lock.
[[nodiscard]] Task<ApplyResult> apply_plan(const Plan& plan, Snapshot& snapshot, Store& store,
                                           Provider& provider, Clock& clock, const StopSignal& stop,
                                           EventSink& events, ApplyOptions options);

}  // namespace fireform
