// Virtual time: when nothing else can run, the clock jumps to the next sleeper. So hours pass in
// microseconds, and what happens at one instant happens in the order in which it was begun.
#pragma once

#include "engine/apply/task_group.hpp"
#include "providers/clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fireform::tests {

class VirtualClock final : public Clock {
 public:
    [[nodiscard]] std::chrono::nanoseconds now() const override { return time_; }
    [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
        return std::chrono::system_clock::time_point(
                   std::chrono::seconds(1777636800)) +  // 2026-05-01T12:00:00Z
               std::chrono::duration_cast<std::chrono::system_clock::duration>(time_);
    }
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration) override {
        const auto signal = std::make_shared<Signal>(co_await asio::this_coro::executor);
        const Key key{time_ + std::max(duration, std::chrono::nanoseconds(0)), ++slept_};
        sleepers_.emplace(key, signal);
        const Leave leave{*this, key};
        co_await signal->wait();
    }

    /// Jumps to the next sleeper and wakes all that are due. False: nobody sleeps.
    bool advance() {
        if (sleepers_.empty()) return false;
        time_ = sleepers_.begin()->first.first;
        while (!sleepers_.empty() && sleepers_.begin()->first.first <= time_) {
            const auto due = sleepers_.extract(sleepers_.begin());
            due.mapped()->notify();
        }
        return true;
    }

    /// Drives `task` to its end. Throws what it throws, and when it waits for something that never comes.
    template <class T>
    T run(Task<T> task) {
        asio::io_context io(1);
        std::optional<T> result;
        std::exception_ptr failure;
        bool ended = false;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T value) {
            ended = true;
            failure = std::move(thrown);
            if (!failure) result.emplace(std::move(value));
        });
        while (!ended) {
            io.restart();
            io.poll();
            if (!ended && !advance())
                throw std::runtime_error("the task waits for something that never comes");
        }
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

 private:
    using Key = std::pair<std::chrono::nanoseconds, std::uint64_t>;
    struct Leave {
        VirtualClock& clock;
        Key key;
        ~Leave() { clock.sleepers_.erase(key); }
    };

    std::chrono::nanoseconds time_{0};
    std::uint64_t slept_ = 0;
    std::map<Key, std::shared_ptr<Signal>> sleepers_;
};

}  // namespace fireform::tests
