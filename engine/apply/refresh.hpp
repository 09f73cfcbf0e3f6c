// Reads the live account: one chain of LIST pages per type, the types side by side.
#pragma once

#include "engine/config/config.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

namespace fireform {

/// The models that a plan of this configuration and state has to know.
[[nodiscard]] ModelQuery model_query(const Config& config, const Snapshot& prior, const Catalog& catalog,
                                     std::string_view account);

/// Lists the types that configuration or state name (and what they need: models for runs), resolves short
/// model names, marks the service's bookkeeping objects. One GET per resource is never made; a run that made
/// the LoRA a step goes on from is read when no list has it.
[[nodiscard]] Task<Checked<Live>> refresh(const Config& config, const Snapshot& prior, const Catalog& catalog,
                                          Provider& provider);

}  // namespace fireform
