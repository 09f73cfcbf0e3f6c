// Looking again and again: how long to wait, and what a health check reads.
#pragma once

#include "engine/cli/context.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace fireform::cli {

/// `period`, give or take a tenth by `chance` in [0, 1): many who began together do not stay together.
[[nodiscard]] std::chrono::nanoseconds watch_pause(std::chrono::nanoseconds period, double chance);

/// What came of the looks so far.
struct WatchHealth {
    std::string status;        ///< of the last look: "ok", "drift", "error"
    std::string time;          ///< of it, RFC 3339
    std::string next;          ///< when the next one comes
    std::size_t looks = 0;     ///< so far
    std::size_t failures = 0;  ///< in a row, up to the last
    std::size_t changed = 0;   ///< of the last look that succeeded
    std::size_t gone = 0;
};

/// The content of the health file: one JSON object.
[[nodiscard]] std::string health_json(const WatchHealth& health);

/// Looks until it is interrupted, tells what is new, and is silent about the rest. Ends with an error where
/// the very first configuration cannot be used.
[[nodiscard]] Task<int> watch_drift(Context& context, Reporter& reporter, const DriftCommand& command);

}  // namespace fireform::cli
