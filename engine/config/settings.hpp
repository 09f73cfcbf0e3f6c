// `[fireform]`, `[fireform.state]`, `[provider.fireworks]` and `[budget]`.
#pragma once

#include "engine/config/config.hpp"
#include "engine/config/interpolation.hpp"
#include "engine/config/variables.hpp"

#include <vector>

namespace fireform {

/// Fills `provider`, `budget` and `state_path` of `config`. What is not written comes from the environment
/// (FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID, FIREWORKS_BASE_URL). Errors: wrong values, a version of fireform
/// that is not accepted, a state path that leaves the folder. Warning: a key written out in a file.
void read_settings(const Blocks& blocks, const Catalog& catalog, Interpolator& interpolator,
                   const Environment& environment, Config& config, std::vector<SecretPlace>& secret_places,
                   Diagnostics& diagnostics);

}  // namespace fireform
