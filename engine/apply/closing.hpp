// The end of a run: entries that the plan leaves alone, outputs, and what was done in figures.
#pragma once

#include "engine/apply/executor.hpp"
#include "engine/apply/recorder.hpp"
#include "engine/apply/schedule.hpp"
#include "engine/apply/values.hpp"

#include <chrono>
#include <vector>

namespace fireform {

[[nodiscard]] bool all_succeeded(const Schedule& schedule);

/// Entries of unchanged resources follow the configuration (protect, dependencies, attributes that became
/// equal); with --refresh-only all entries take over what has drifted.
void settle_unchanged(const Plan& plan, Recorder& recorder);

/// Drops intents of earlier runs that the plan has looked into, after all of it was done. What it left out
/// (--target) stays open.
void forget_settled_intents(const Plan& plan, bool looked, Recorder& recorder);

/// Outputs whose value is known now; those that are not keep the old one. Removed ones go when the run is
/// `complete`.
void settle_outputs(const Plan& plan, const Values& values, bool complete, Recorder& recorder);

/// What became of a step beside its status.
struct StepFacts {
    const Change* change = nullptr;
    bool accepted = false;  ///< the request was, and nothing became known that undoes it
    bool unready = false;   ///< and nobody waited for its object
};

/// Fills counts, done, running, untouched and unready. `facts`: of each step. A change of which nothing but a
/// part is done counts as what its finished and accepted steps did.
void summarise(const Plan& plan, const Schedule& schedule, const std::vector<StepFacts>& facts,
               ApplyResult& result);

/// `begun`, and what came of it: figures as in `result`, and the objects that are gone.
[[nodiscard]] RunRecord record_of_run(const Plan& plan, const Schedule& schedule, const ApplyResult& result,
                                      RunRecord begun, std::chrono::nanoseconds took);

}  // namespace fireform
