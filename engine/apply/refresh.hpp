// Reads the live account: one chain of LIST pages per type, the types side by side.
#pragma once

#include "engine/config/config.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

namespace fireform {

/// Lists the types that configuration or state name (and what they need: models for runs), resolves short
/// model names, marks the service's bookkeeping objects. One GET per resource is never made.
[[nodiscard]] Task<Checked<Live>> refresh(const Config& config, const Snapshot& prior, const Catalog& catalog,
                                          Provider& provider);

}  // namespace fireform
