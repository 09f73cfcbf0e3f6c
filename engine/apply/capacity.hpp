// What of the account's capacity a plan has to know: which shapes, and whether the quotas. Pure, so that
// refresh asks for no more.
#pragma once

#include "engine/config/config.hpp"
#include "providers/live.hpp"
#include "state/snapshot.hpp"

#include <set>
#include <string>
#include <string_view>

namespace fireform {

/// Full names of the deployment shapes whose hardware no live deployment of ours shows: those of new blocks
/// and of blocks that change their shape.
[[nodiscard]] std::set<std::string> shapes_to_find(const Config& config, const Snapshot& prior,
                                                   std::string_view account);

/// Whether the configuration asks for deployments or addons that state does not have, or for more than was
/// applied.
[[nodiscard]] bool may_grow(const Config& config, const Snapshot& prior, std::string_view account);

/// Whether a deployment of ours is less than was applied, so that a plan will bring it back.
[[nodiscard]] bool has_shrunk(const Config& config, const Snapshot& prior, const Live& live);

}  // namespace fireform
