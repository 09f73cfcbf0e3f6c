// Time, so that tests and the simulation can drive it.
#pragma once

#include "providers/task.hpp"

#include <chrono>
#include <string>

namespace fireform {

class Clock {
 public:
    virtual ~Clock() = default;
    /// Monotonic; its epoch means nothing.
    [[nodiscard]] virtual std::chrono::nanoseconds now() const = 0;
    /// Wall clock, for what people read.
    [[nodiscard]] virtual std::chrono::system_clock::time_point wall() const = 0;
    /// Ends early, throwing boost::system::system_error, when the awaiting coroutine is cancelled.
    [[nodiscard]] virtual Task<void> sleep(std::chrono::nanoseconds duration) = 0;
};

/// The machine's clocks (steady_timer).
class SystemClock final : public Clock {
 public:
    [[nodiscard]] std::chrono::nanoseconds now() const override;
    [[nodiscard]] std::chrono::system_clock::time_point wall() const override;
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration) override;
};

/// "2026-05-01T12:00:00Z"
[[nodiscard]] std::string rfc3339(std::chrono::system_clock::time_point time);

}  // namespace fireform
