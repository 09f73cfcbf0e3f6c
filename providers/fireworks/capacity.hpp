// How much of what deployments run on there may be: quotas (brief 2.12).
#pragma once

#include "providers/fireworks/session.hpp"
#include "providers/provider.hpp"

namespace fireform::fireworks {

[[nodiscard]] Task<Checked<std::vector<LiveQuota>>> list_quotas(Session& session);

}  // namespace fireform::fireworks
