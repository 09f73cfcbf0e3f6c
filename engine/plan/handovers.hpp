// Who takes over what another object holds: the service keeps one addon per model and deployment (brief
// 2.2.4), so the addon that is to have a pair waits until the one that has it is gone. steps.hpp orders by
// it.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"

#include <string>
#include <vector>

namespace fireform {

struct Handover {
    Address taker;
    Address holder;
    std::string id;  ///< of the holder's object, which goes first
    bool operator==(const Handover&) const = default;
};

struct Handovers {
    std::vector<Handover> list;
    Diagnostics diagnostics;  ///< notes about renamed blocks; errors where the holder keeps its object
};

/// Where objects change hands in a ring, one replacement of it is made to destroy before it creates; the
/// others still create first, so that the model stays loaded somewhere.
[[nodiscard]] Handovers arrange_handovers(std::vector<Change>& changes, const Config& config,
                                          const LiveIndex& live);

}  // namespace fireform
