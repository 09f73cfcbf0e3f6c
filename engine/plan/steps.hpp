// From changes to an ordered graph of steps: what must have succeeded before what.
#pragma once

#include "engine/plan/handovers.hpp"
#include "engine/plan/plan.hpp"

#include <vector>

namespace fireform {

/// The steps of all changes in an order that respects `after`; equal inputs, equal order. `changes` is sorted
/// by address. Rules: a resource follows what it depends on; what is destroyed follows its dependents; a
/// replacement that creates first destroys the old object when its dependents have moved (architecture,
/// "Replacing a deployment that carries addons"); who takes over what another object holds follows its
/// destroy. Error: names that resources take from one another form a loop.
[[nodiscard]] Checked<std::vector<Step>> make_steps(const std::vector<Change>& changes, const Snapshot& prior,
                                                    const std::vector<Handover>& handovers);

}  // namespace fireform
