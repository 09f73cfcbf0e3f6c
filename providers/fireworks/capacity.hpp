// What deployments run on and how much of it there may be: deployment shapes (brief 2.9), quotas
// (brief 2.12).
#pragma once

#include "providers/fireworks/session.hpp"
#include "providers/provider.hpp"

#include <boost/json/fwd.hpp>

namespace fireform::fireworks {

/// A GET each, side by side: a fleet has few shapes.
[[nodiscard]] Task<Checked<std::vector<LiveShape>>> read_shapes(Session& session,
                                                                std::set<std::string> names);

[[nodiscard]] Task<Checked<std::vector<LiveQuota>>> list_quotas(Session& session);

}  // namespace fireform::fireworks
