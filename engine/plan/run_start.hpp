// The model that a run starts from: what it is, who makes it, and whether a run can start from it (domain
// brief 7.3 to 7.5).
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// Models that runs of this configuration make: full name -> the run.
using OutputModels = std::map<std::string, Address, std::less<>>;

/// A run of the configuration that makes the start model of another.
struct MakingRun {
    Address address;
    const ResourceType* type = nullptr;
    const Attributes* values = nullptr;  ///< as planned; null: it is not planned before what starts from it
    bool lora = true;                    ///< false: it tunes all parameters
    bool anew = false;                   ///< this plan runs it, so that the model will be another one
    std::string create_time;             ///< of the run that made the model which is there; "" not known
};

struct StartModel {
    std::string_view attribute;        ///< "base_model" or "warm_start_from"; "" there is none
    std::string name;                  ///< full; "" known after apply
    const LiveModel* model = nullptr;  ///< null: not there, or made anew
    std::optional<MakingRun> maker;    ///< none: nothing of the configuration makes it
    /// A run without a block that made it, as state knows it; null: none.
    const ResourceState* remembered = nullptr;
    bool account_read = true;  ///< false: a run that state does not know may be there all the same
};

/// `model` of a run becomes `warm_start_from` when it is a LoRA and `base_model` otherwise (contract section
/// 1). LoRAs are models of kind HF_PEFT_ADDON and what other runs of the configuration make, unless they tune
/// all parameters.
void split_start_model(const ResourceType& type, Attributes& desired, const LiveIndex& live,
                       const Config& config, const OutputModels& outputs);

/// False for a run that tunes all parameters.
[[nodiscard]] bool makes_lora(const ResourceConfig& run);

/// Whether the run of `change` can start: kind and state of the model, its marks for tuning, its context
/// length; and a warning for settings of the old training stack.
[[nodiscard]] Diagnostics check_start(const Change& change, const ResourceConfig& config,
                                      const StartModel& start, const LiveIndex& live);

}  // namespace fireform
