// Reads the live account: one chain of LIST pages per type, the types side by side.
#pragma once

#include "engine/config/config.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

namespace fireform {

/// The models that a plan of this configuration and state has to know. Where models are managed, it takes the
/// place of listing the type.
[[nodiscard]] ModelQuery model_query(const Config& config, const Snapshot& prior, const Catalog& catalog,
                                     std::string_view account);

/// What is looked up, once it is known what short names of models stand for: takes what was found, and reads
/// the deployment shapes that the configuration asks for.
[[nodiscard]] Task<Diagnostics> look_up(const Config& config, ModelsFound found, Live& live,
                                        Provider& provider);
struct RefreshOptions {
    bool forecast = false;    ///< shapes and quotas as well, as far as the plan can need them
    bool tagged = false;      ///< types whose objects carry our tags as well, whoever names them
    bool everything = false;  ///< every type, whoever names it
};

/// Lists the types that configuration or state name (and what they need: models for runs), resolves short
/// model names, marks the service's bookkeeping objects. One GET per resource is never made; a run that made
/// the LoRA a step goes on from is read when no list has it.
[[nodiscard]] Task<Checked<Live>> refresh(const Config& config, const Snapshot& prior, const Catalog& catalog,
                                          Provider& provider, RefreshOptions options = {});

}  // namespace fireform
