// Runs: things that happen, not things that last (architecture, "Runs"; domain brief 7.6).
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/run_start.hpp"

#include <string>

namespace fireform {

/// The full name of the model that the run makes: what is configured, else the run's id.
[[nodiscard]] std::string output_model_of(const ResourceType& type, const Attributes& desired,
                                          const std::string& account, std::string_view run_id);

/// Whether the model of the entry's run is there: a finished run leaves it, and its record may be cleaned up
/// later, which is nobody's doing (brief 7.6).
[[nodiscard]] bool left_its_model(const ResourceState& entry, const ResourceType& type, const LiveIndex& live,
                                  const std::string& account);

struct RunInput {
    const ResourceConfig& config;
    const ResourceState* prior = nullptr;  ///< null: not in state
    const LiveObject* record = nullptr;    ///< null: none, or gone
    const LiveIndex& live;
    const std::string& account;
    const StartModel& start;
    const std::string& lineage;  ///< ours, of which derived ids are made
};

/// What the run's record asks for. Fills action, reason, attributes and flags of `change`, whose desired,
/// live, object and generation are set; of a run that is to start also the values it takes besides those that
/// are written. Errors: failed with on_failure = "fail", an output model that is taken, a start model that it
/// cannot start from.
[[nodiscard]] Diagnostics plan_run(Change& change, const RunInput& input);

}  // namespace fireform
