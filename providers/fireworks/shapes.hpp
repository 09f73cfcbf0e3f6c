// Deployment shapes: hardware that was tested for a model (brief 2.9). Only read.
#pragma once

#include "providers/fireworks/session.hpp"
#include "providers/provider.hpp"

#include <set>
#include <string>

namespace fireform::fireworks {

/// One LIST of validated versions per model, side by side.
[[nodiscard]] Task<Checked<std::vector<LiveObject>>> find_shapes(Session& session,
                                                                 std::set<std::string> base_models);

/// A GET each, side by side: a fleet has few shapes.
[[nodiscard]] Task<Checked<std::vector<LiveShape>>> read_shapes(Session& session,
                                                                std::set<std::string> names);

}  // namespace fireform::fireworks
