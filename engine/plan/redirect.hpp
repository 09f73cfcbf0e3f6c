// References to a deployment's block that has become something else: what they stand for now.
#pragma once

#include "engine/config/config.hpp"

#include <map>
#include <string>

namespace fireform {

/// What a block `deployment.X` has become.
struct Became {
    enum class What {
        nothing,        ///< an entry without an object: the model is serverless
        addon,          ///< lora_addon.X on the deployment that base_id names
        base_and_addon  ///< deployment.X for the base model, and lora_addon.X on it
    };
    What what = What::nothing;
    Address addon;                          ///< of the LoRA addon; "" for nothing
    const ResourceConfig* block = nullptr;  ///< as it was written
};
using BecameAll = std::map<Address, Became>;

/// Every reference and dependency of `config` that leads to a block in `became` is redirected:
///   ${deployment.X.inference_model}, .model and what else tells of the LoRA   the addon's
///   ${deployment.X.id}, .name   of the deployment that serves it: the base deployment
///   other attributes   of the base made for it; else what was written
/// `model`s and `base_id`s of the new blocks are redirected like all others. Error: the id of a deployment
/// that is not made, in an attribute.
[[nodiscard]] Diagnostics redirect(Config& config, const BecameAll& became, const std::string& account);

}  // namespace fireform
