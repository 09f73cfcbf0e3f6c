// Virtual time and chance: an executor of our own. What is ready runs in an order that the seed decides; when
// nothing is, the clock jumps to the next appointment. No io_context, no timer, no socket.
//
// A Process is what dies: all coroutines that were started on it go with it. The world outside (a request on
// its way, the service's own life) makes appointments with the scheduler itself and lives on.
#pragma once

#include "providers/clock.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/trace.hpp"

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace fireform::simulation {

class Process;

/// Something to be done once.
class Job {
 public:
    virtual ~Job() = default;
    virtual void run() = 0;
};

/// A coroutine that waits for its hour.
class Sleeper {
 public:
    virtual ~Sleeper() = default;
    /// Queues what follows; `cancelled`: it is told that it was woken before.
    virtual void wake(bool cancelled) = 0;
};

class Scheduler {
 public:
    Scheduler(Random random, Trace& trace) : random_(random), trace_(trace) {}

    [[nodiscard]] std::chrono::nanoseconds now() const { return now_; }
    /// An appointment of the world.
    void at(std::chrono::nanoseconds time, std::function<void()> event);
    /// Goes on until `done` says so. False: there is nothing left to wait for.
    [[nodiscard]] bool run_until(const std::function<bool()>& done);
    /// Everything that is due until then, and no process running: time just passes.
    void pass(std::chrono::nanoseconds duration);

    [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
    friend class Process;
    using Key = std::pair<std::chrono::nanoseconds, std::uint64_t>;
    struct Ready {
        Process* process;
        std::unique_ptr<Job> job;
    };
    struct Appointment {
        Process* process = nullptr;  // null: the world's
        std::unique_ptr<Sleeper> sleeper;
        std::function<void()> event;
    };

    void run_one();
    bool advance();
    Key sleep(Process& process, std::chrono::nanoseconds duration, std::unique_ptr<Sleeper> sleeper);
    void cancel(Key key);
    void drop(Process& process);

    Random random_;
    Trace& trace_;
    std::chrono::nanoseconds now_{0};
    std::vector<Ready> ready_;
    std::map<Key, Appointment> appointments_;
    const Process* running_ = nullptr;  // whose job is being run
    std::uint64_t order_ = 0;
    std::uint64_t steps_ = 0;
};

/// Thrown where a process dies, and by everything it still tries to do to the world afterwards.
struct Killed {};

/// One run of the program. Its effects on the world are counted, so that it can die before any of them.
class Process final : public asio::execution_context {
 public:
    class Executor;

    explicit Process(Scheduler& scheduler) : scheduler_(scheduler) {}
    ~Process();

    [[nodiscard]] Executor executor();
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration);

    /// Before each effect on disk or network. Throws Killed at the effect at which it dies, and ever after.
    void effect();
    [[nodiscard]] bool dies_next() const { return effects_ + 1 == dies_at; }
    /// The effect at which it dies, counted from 1; 0: none.
    int dies_at = 0;
    [[nodiscard]] int effects() const { return effects_; }
    [[nodiscard]] bool dead() const { return dead_; }
    void kill() { dead_ = true; }

 private:
    friend class Executor;
    Scheduler& scheduler_;
    int effects_ = 0;
    bool dead_ = false;
    bool gone_ = false;
};

/// Satisfies Asio's executor concept.
class Process::Executor {
 public:
    Executor(Process& process, bool at_once) : process_(&process), at_once_(at_once) {}

    [[nodiscard]] asio::execution_context& query(asio::execution::context_t) const noexcept {
        return *process_;
    }
    [[nodiscard]] asio::execution::blocking_t query(asio::execution::blocking_t) const noexcept {
        if (at_once_) return asio::execution::blocking.possibly;
        return asio::execution::blocking.never;
    }
    [[nodiscard]] Executor require(asio::execution::blocking_t::never_t) const {
        return Executor(*process_, false);
    }
    [[nodiscard]] Executor require(asio::execution::blocking_t::possibly_t) const {
        return Executor(*process_, true);
    }

    template <class Function>
    void execute(Function&& function) const {
        struct Call final : Job {
            explicit Call(Function&& given) : work(std::forward<Function>(given)) {}
            void run() override { std::move(work)(); }
            std::decay_t<Function> work;
        };
        // What the dead leave behind while they are taken apart goes with them.
        if (process_->gone_) return;
        Scheduler& scheduler = process_->scheduler_;
        // Asio dispatches a cancellation so, and it must not come too late.
        if (at_once_ && scheduler.running_ == process_) {
            std::decay_t<Function> work(std::forward<Function>(function));
            std::move(work)();
            return;
        }
        scheduler.ready_.push_back({process_, std::make_unique<Call>(std::forward<Function>(function))});
    }

    bool operator==(const Executor&) const noexcept = default;

 private:
    Process* process_;
    bool at_once_;  // within a job of the same process: not queued
};

inline Process::Executor Process::executor() {
    return Executor(*this, true);
}

/// The clock of a process. Its wall clock may be wrong, and be set.
class ProcessClock final : public Clock {
 public:
    ProcessClock(Process& process, Scheduler& scheduler, const std::chrono::nanoseconds& skew)
        : process_(process), scheduler_(scheduler), skew_(skew) {}

    [[nodiscard]] std::chrono::nanoseconds now() const override { return scheduler_.now(); }
    [[nodiscard]] std::chrono::system_clock::time_point wall() const override;
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration) override {
        return process_.sleep(duration);
    }

 private:
    Process& process_;
    Scheduler& scheduler_;
    const std::chrono::nanoseconds& skew_;
};

/// When stories begin: 2026-05-01T12:00:00Z.
inline constexpr std::chrono::seconds epoch{1777636800};

}  // namespace fireform::simulation
