#include "tests/simulation/scheduler.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace fireform::simulation {

using std::chrono::nanoseconds;

void Scheduler::at(nanoseconds time, std::function<void()> event) {
    Appointment appointment;
    appointment.event = std::move(event);
    appointments_.emplace(Key{std::max(time, now_), ++order_}, std::move(appointment));
}

bool Scheduler::run_until(const std::function<bool()>& done) {
    while (!done()) {
        if (!ready_.empty())
            run_one();
        else if (!advance())
            return false;
    }
    return true;
}

void Scheduler::pass(nanoseconds duration) {
    const nanoseconds end = now_ + duration;
    while (!appointments_.empty() && appointments_.begin()->first.first <= end)
        static_cast<void>(advance());
    now_ = trace_.now = end;
}

void Scheduler::run_one() {
    ++steps_;
    std::swap(ready_[random_.below(ready_.size())], ready_.back());
    const Ready next = std::move(ready_.back());
    ready_.pop_back();
    running_ = next.process;
    next.job->run();
    running_ = nullptr;
}

/// Jumps to the next appointment and keeps all of that instant.
bool Scheduler::advance() {
    if (appointments_.empty()) return false;
    now_ = trace_.now = appointments_.begin()->first.first;
    while (!appointments_.empty() && appointments_.begin()->first.first <= now_) {
        const auto due = appointments_.extract(appointments_.begin());
        if (due.mapped().sleeper)
            due.mapped().sleeper->wake(false);
        else
            due.mapped().event();
    }
    return true;
}

Scheduler::Key Scheduler::sleep(Process& process, nanoseconds duration, std::unique_ptr<Sleeper> sleeper) {
    const Key key{now_ + std::max(duration, nanoseconds(0)), ++order_};
    Appointment appointment;
    appointment.process = &process;
    appointment.sleeper = std::move(sleeper);
    appointments_.emplace(key, std::move(appointment));
    return key;
}

void Scheduler::cancel(Key key) {
    const auto due = appointments_.extract(key);
    if (due) due.mapped().sleeper->wake(true);
}

void Scheduler::drop(Process& process) {
    // Taking one apart may touch the lists: each is moved out before it is destroyed.
    std::vector<Ready> jobs;
    for (Ready& each : ready_)
        if (each.process == &process) jobs.push_back(std::move(each));
    std::erase_if(ready_, [](const Ready& each) { return !each.job; });
    std::vector<Appointment> sleepers;
    for (auto each = appointments_.begin(); each != appointments_.end();) {
        if (each->second.process == &process) {
            sleepers.push_back(std::move(each->second));
            each = appointments_.erase(each);
        } else {
            ++each;
        }
    }
}

namespace {

template <class Handler>
class Waiting final : public Sleeper {
 public:
    Waiting(Handler handler, Process::Executor executor)
        : handler_(std::move(handler)), executor_(executor) {}

    void wake(bool cancelled) override {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected()) slot.clear();
        boost::system::error_code error;
        if (cancelled) error = asio::error::operation_aborted;
        executor_.require(asio::execution::blocking.never)
            .execute([handler = std::move(handler_), error]() mutable { std::move(handler)(error); });
    }

 private:
    Handler handler_;
    Process::Executor executor_;
};

}  // namespace

Task<void> Process::sleep(nanoseconds duration) {
    const auto initiate = [this, duration](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        using Sleeping = Waiting<decltype(handler)>;
        const Scheduler::Key key =
            scheduler_.sleep(*this, duration, std::make_unique<Sleeping>(std::move(handler), executor()));
        if (slot.is_connected())
            slot.assign([this, key](asio::cancellation_type) { scheduler_.cancel(key); });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
        initiate, asio::use_awaitable);
}

Process::~Process() {
    dead_ = gone_ = true;
    scheduler_.drop(*this);
    shutdown();
}

void Process::effect() {
    if (!dead_ && ++effects_ != dies_at) return;
    dead_ = true;
    throw Killed{};
}

std::chrono::system_clock::time_point ProcessClock::wall() const {
    const nanoseconds time = nanoseconds(epoch) + scheduler_.now() + skew_;
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(time));
}

}  // namespace fireform::simulation
