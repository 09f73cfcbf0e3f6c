// What a block `deployment.X` becomes by its deployment_type and its model (brief 4.2):
//
//   the model is             serverless     auto                        on-demand      on-demand-lora
//   serverless               no object      no object                   deployment     error if no LoRA
//   a LoRA, base_id given    error          lora_addon.X on it          (validate)     lora_addon.X on it
//   a LoRA                   error          deployment.X, lora_addon.X  live merge     error
//   another                  error          deployment                  deployment     error
//
// base_id beside "serverless" and "on-demand" is refused without a network, and so is "on-demand-lora"
// without it (engine/config/deployment_checks.hpp). The rest of the plan sees the outcome only: deployments
// with deployment_type "on-demand", entries without an object with "serverless"
// (schemas/fireworks/derived.hpp), and addons. So does state, which keeps it.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "state/snapshot.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

struct DecidedTypes {
    /// The configuration with every block as what it becomes; none: all stay as they were written.
    std::optional<Config> config;
    std::map<Address, std::string> reasons;          ///< why there is this resource, one clause
    std::map<Address, std::vector<Address>> became;  ///< of blocks that are not just themselves any more
    /// Errors stand beside the rest, each with the address of its block, which is then left as it was.
    Diagnostics diagnostics;
};

/// Pure. What state has for an address stays when its model has become serverless since: a deployment is not
/// destroyed for that, but a note tells of it. Errors: a model that does not exist and that no job of the
/// configuration makes, the table's, `lora_addon.X` being written already, no hardware for a deployment that
/// is made.
[[nodiscard]] DecidedTypes decide_deployment_types(const Config& config, const Snapshot& prior,
                                                   const Live& live, const LiveIndex& index);

}  // namespace fireform
