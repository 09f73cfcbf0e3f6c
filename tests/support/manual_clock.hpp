// A Clock without waiting: a sleep moves the time and is over.
#pragma once

#include "providers/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <vector>

namespace fireform {

class ManualClock final : public Clock {
 public:
    std::chrono::nanoseconds time{0};  ///< since the start of the test
    std::chrono::system_clock::time_point start{std::chrono::seconds{1777636800}};  ///< 2026-05-01T12:00:00Z
    std::vector<std::chrono::nanoseconds> sleeps;  ///< every one, in the order of their beginnings

    [[nodiscard]] std::chrono::nanoseconds now() const override { return time; }
    [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
        return start + std::chrono::duration_cast<std::chrono::system_clock::duration>(time);
    }
    /// Lets everything else that is ready run first, as a real sleep would.
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration) override {
        sleeps.push_back(duration);
        time += duration;
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
};

}  // namespace fireform
