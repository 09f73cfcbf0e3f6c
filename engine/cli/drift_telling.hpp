// What a look found, told: on stdout in the form that was asked for, and to whoever waits elsewhere.
#pragma once

#include "engine/cli/context.hpp"
#include "engine/plan/drift_report.hpp"
#include "providers/clock.hpp"

#include <cstdint>
#include <string>

namespace fireform::cli {

/// Since 1970, as metrics have it.
[[nodiscard]] std::int64_t seconds_now();

[[nodiscard]] std::string drift_in_form(const DriftReport& report, DriftCommand::Format format,
                                        const Context& context);

/// `cleared`: there was drift, and is none any more. A warning when it could not be delivered.
[[nodiscard]] Task<Diagnostics> notify_of_drift(std::string url, const DriftReport& report, bool cleared,
                                                Clock& clock);

}  // namespace fireform::cli
