// A deployment is asked until it answers: readiness for those that have a probe (brief 2.1.4, 2.1.8). Holds
// no slot while it waits.
#pragma once

#include "engine/plan/plan.hpp"
#include "providers/clock.hpp"
#include "providers/provider.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace fireform {

struct Probe {
    std::uint32_t step = 0;
    std::string object;  ///< full name, for messages
    ProbeRequest request;
    std::string expect;    ///< "" any answer will do
    int retries_max = 30;  ///< brief 2.1.8
};

/// What the probe attributes among `desired` ask for; `live` is the deployment, ready.
[[nodiscard]] Probe probe_of(const ResourceType& type, const Attributes& desired, const Attributes& live);

struct ProbeResult {
    std::uint32_t step = 0;
    std::optional<std::chrono::nanoseconds> time_to_last_token;  ///< none: failed
    Diagnostics diagnostics;
};

/// 5 s, then half as much again each time, a minute at most (brief 2.1.8). `attempt` counts from 0.
[[nodiscard]] std::chrono::nanoseconds probe_delay(int attempt);

/// Asks until there is an answer. `told` hears why there is none yet. Never throws but for cancellation.
/// `provider` and `clock` must outlive it. Errors: refused, the wrong answer, no answer after the last retry.
[[nodiscard]] Task<ProbeResult> carry_out(Probe probe, Provider& provider, Clock& clock,
                                          std::function<void(std::uint32_t step, std::string why)> told);

}  // namespace fireform
