// How many requests are in flight and how fast they leave: found out from the answers, shared by all requests
// of a session (domain brief 8.5, 8.9). A window that grows while the latency is flat and halves at trouble;
// a time before which nothing leaves, which the service asked for; and, once the service has refused for
// rate, a schedule for the rate that it permits.
#pragma once

#include "providers/clock.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

namespace fireform::fireworks {

/// What a reply says about the pace.
enum class Pressure {
    none,     ///< answered, whatever the answer was
    refused,  ///< 429: too many requests
    timeout   ///< no answer in time: so many side by side are too many
};

struct PaceLimits {
    std::size_t window_first = 32;  ///< in flight before anything is known; slow start doubles it
    std::size_t window_max = 256;
    double rate_documented = 100;  ///< requests a second: the account's cap, 6,000 a minute (brief 8.9)
    double rate_min = 0.1;         ///< below the cap without a payment method, 10 a minute
};

class RequestPace {
 public:
    /// `clock` must outlive it.
    explicit RequestPace(Clock& clock, PaceLimits limits = {});

    /// Leave to send one request. Its reply is told with `answered`; unanswered (cancelled) it just ends.
    class Pass;
    /// Waits for its turn, first come, first served. One of those who wait holds the timer.
    [[nodiscard]] Task<Pass> enter();

    /// Nobody waits any more: whoever does gets its leave at once, and is expected to send nothing.
    void let_all_go();

    [[nodiscard]] std::size_t window() const;
    /// Requests a second; none: nothing was refused yet.
    [[nodiscard]] std::optional<double> rate() const;

 private:
    struct State;
    struct Place;
    std::shared_ptr<State> state_;  // a coroutine that is torn down may outlive the session
};

class RequestPace::Pass {
 public:
    Pass(Pass&&) = default;
    Pass& operator=(Pass&&) = delete;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    ~Pass();

    /// `asked`: the service wants nothing before it is over, from nobody.
    void answered(Pressure pressure, std::optional<std::chrono::milliseconds> asked);
    /// How long it waited for its turn.
    [[nodiscard]] std::chrono::nanoseconds waited() const { return waited_; }

 private:
    friend class RequestPace;
    Pass(std::shared_ptr<State> state, std::chrono::nanoseconds waited, std::chrono::nanoseconds sent)
        : state_(std::move(state)), waited_(waited), sent_(sent) {}

    std::shared_ptr<State> state_;
    std::chrono::nanoseconds waited_;
    std::chrono::nanoseconds sent_;
};

}  // namespace fireform::fireworks
