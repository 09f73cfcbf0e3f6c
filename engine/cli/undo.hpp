// `undo`: a plan that restores what a run destroyed. From there on it is an apply like any other.
#pragma once

#include "engine/cli/session.hpp"

#include <vector>

namespace fireform::cli {

/// What is to be restored of the run with this number, 0 the last that destroyed something. Errors: no such
/// run, nothing that could be restored. Warnings for each object that cannot: its kind, or no block for it.
[[nodiscard]] Checked<std::vector<Address>> undo_targets(const Snapshot& state, const Config& config,
                                                         int run);

/// `selection`: the variables count. Errors as make_planned(), and an object that is gone for good.
[[nodiscard]] Task<Checked<Planned>> planned_undo(Session& session, Selection selection, int run);

}  // namespace fireform::cli
