// `plan --validate`: the service is asked about every create before anybody approves it.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"
#include "providers/provider.hpp"

namespace fireform {

/// Sends the creates whose values are all known and that build on nothing this plan makes, side by side, to
/// be validated only; fills `plan.forecast.defaults` with what the service would choose. Errors: what it
/// would refuse, at the block.
[[nodiscard]] Task<Diagnostics> dry_run_creates(Plan& plan, const Config& config, Provider& provider);

}  // namespace fireform
