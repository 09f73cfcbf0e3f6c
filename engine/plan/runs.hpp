// Runs: things that happen, not things that last (architecture, "Runs"; domain brief 7.6).
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"

#include <map>
#include <string>

namespace fireform {

/// Models that runs of this configuration make: full name -> the run.
using OutputModels = std::map<std::string, Address, std::less<>>;

/// `model` of a run becomes `warm_start_from` when it is a LoRA and `base_model` otherwise (contract section
/// 1). LoRAs are the account's own of kind HF_PEFT_ADDON and what other runs of the configuration make.
void split_start_model(const ResourceType& type, Attributes& desired, const LiveIndex& live,
                       const OutputModels& outputs);

/// The full name of the model that the run makes: what is configured, else the run's id.
[[nodiscard]] std::string output_model_of(const ResourceType& type, const Attributes& desired,
                                          const std::string& account, std::string_view run_id);

/// Whether the model of the entry's run is there: a finished run leaves it, and its record may be cleaned up
/// later, which is nobody's doing (brief 7.6).
[[nodiscard]] bool left_its_model(const ResourceState& entry, const ResourceType& type, const LiveIndex& live,
                                  const std::string& account);

/// What a run's live record (null: none) asks for. Fills action, reason, attributes and flags of `change`,
/// whose desired, live, object and generation are set. Errors: failed with on_failure = "fail", an output
/// model that is taken.
[[nodiscard]] Diagnostics plan_run(Change& change, const ResourceConfig& config, const ResourceState* prior,
                                   const LiveObject* object, const LiveIndex& live,
                                   const std::string& account);

}  // namespace fireform
