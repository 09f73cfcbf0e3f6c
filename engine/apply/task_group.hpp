// Coroutines have owners: a TaskGroup lives in the coroutine that starts its children, hands their results
// over one by one and is collected before its owner returns. Used by executor.cpp, refresh.cpp and
// watcher.hpp.
#pragma once

#include "providers/task.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace fireform {

/// Wakes the one coroutine that waits for it. Wake-ups before the wait are not lost; several count as one.
class Signal {
 public:
    explicit Signal(asio::any_io_executor executor);
    ~Signal();
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void notify();
    /// Throws boost::system::system_error when the waiting coroutine is cancelled.
    [[nodiscard]] Task<void> wait();

 private:
    struct Channel;
    std::unique_ptr<Channel> channel_;
};

/// The half of a TaskGroup that does not depend on what its children hand back.
class Children {
 public:
    Children(asio::any_io_executor executor, std::shared_ptr<Signal> wake);
    ~Children();
    Children(const Children&) = delete;
    Children& operator=(const Children&) = delete;

    /// `child` must not throw. Its end notifies the signal.
    void start(Task<void> child);
    void cancel();
    [[nodiscard]] const std::shared_ptr<Signal>& wake() const { return wake_; }

 private:
    struct Running;
    asio::any_io_executor executor_;
    std::shared_ptr<Signal> wake_;
    std::shared_ptr<Running> running_;
};

/// REQUIRES that in_flight() is zero when it dies, unless its whole event loop dies with it.
template <class T>
class TaskGroup {
 public:
    /// `wake` is notified whenever a child ends, so that one coroutine can wait for several groups at once.
    explicit TaskGroup(const asio::any_io_executor& executor, std::shared_ptr<Signal> wake = nullptr)
        : children_(executor, wake ? std::move(wake) : std::make_shared<Signal>(executor)) {}

    void start(Task<T> task) {
        ++in_flight_;
        children_.start(keep(std::move(task), finished_));
    }

    /// Started, and the result not yet taken.
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }

    /// The result that came first of those not yet taken; none: all are still running. Throws what the child
    /// threw.
    [[nodiscard]] std::optional<T> take() {
        if (finished_->empty()) return std::nullopt;
        Result result = std::move(finished_->front());
        finished_->pop_front();
        --in_flight_;
        if (result.failure) std::rethrow_exception(result.failure);
        return std::move(result.value);
    }

    /// The same, waiting for it. REQUIRES in_flight() > 0.
    [[nodiscard]] Task<T> next() {
        while (finished_->empty())
            co_await children_.wake()->wait();
        std::optional<T> result = take();
        co_return std::move(*result);
    }

    /// Asks every child to end soon: what it waits for throws. The results still have to be taken.
    void cancel() { children_.cancel(); }

    /// Waits for the rest and drops what they hand back or throw.
    [[nodiscard]] Task<void> collect() {
        while (in_flight_ > 0) {
            while (finished_->empty())
                co_await children_.wake()->wait();
            finished_->pop_front();
            --in_flight_;
        }
    }

 private:
    struct Result {
        std::optional<T> value;
        std::exception_ptr failure;
    };
    using Finished = std::deque<Result>;

    static Task<void> keep(Task<T> task, std::shared_ptr<Finished> finished) {
        Result result;
        try {
            result.value.emplace(co_await std::move(task));
        } catch (...) {
            result.failure = std::current_exception();
        }
        finished->push_back(std::move(result));
    }

    std::shared_ptr<Finished> finished_ = std::make_shared<Finished>();
    std::size_t in_flight_ = 0;
    Children children_;
};

}  // namespace fireform
