// Blocks that would be one object in the account: what only the whole configuration shows, without a network
// (contract section 4).
#pragma once

#include "engine/config/config.hpp"

namespace fireform {

/// Errors: one natural identity or one written id twice, one output model for two runs. Names are compared as
/// far as they can be expanded here; the plan, which knows the account, looks again.
void check_identities(const Config& config, Diagnostics& diagnostics);

}  // namespace fireform
