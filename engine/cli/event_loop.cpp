#include "engine/cli/event_loop.hpp"

#include "engine/cli/exit_code.hpp"
#include "engine/cli/second_interrupt.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <signal.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>

namespace fireform::cli {

namespace {

constexpr std::chrono::milliseconds background_period{100};

/// Since before we were started, as `nohup` does: the run goes on when the terminal is closed.
bool is_ignored(int signal) {
    struct sigaction now{};
    return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

struct EventLoop::Machine {
    asio::io_context io{1};
    asio::signal_set signals{io};
    asio::steady_timer ticker{io};
    asio::steady_timer background_timer{io};
    std::function<void()> background_work;
    std::chrono::milliseconds period{0};
    std::function<void()> work;
    std::function<void()> last_words;
    std::function<void()> at_end;
    std::function<void()> on_stop;
    bool finishing = false;
    bool running = false;
    bool reader_gone = false;
    StopSignal stop;

    void listen() {
        signals.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            interrupt_heard();
            if (!finishing || stop.requested) {
                if (at_end) at_end();
                if (last_words) last_words();
                std::_Exit(exit_code::interrupted);
            }
            request_stop();
            listen();
        });
    }

    void request_stop() {
        stop.requested = true;
        if (on_stop) on_stop();
    }

    void wait_for_background() {
        background_timer.expires_after(background_period);
        background_timer.async_wait([this](const boost::system::error_code& error) {
            if (error || !background_work) return;
            background_work();
            wait_for_background();
        });
    }

    void wait_for_tick() {
        ticker.expires_after(period);
        ticker.async_wait([this](const boost::system::error_code& error) {
            if (error || !work) return;
            work();
            wait_for_tick();
        });
    }
};

EventLoop::EventLoop() : machine_(std::make_unique<Machine>()) {}
EventLoop::~EventLoop() = default;

int EventLoop::run(Task<int> task) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        if (signal == SIGHUP && is_ignored(signal)) continue;
        machine_->signals.add(signal);
        watch_for_second(signal);
    }
    machine_->listen();

    std::exception_ptr failure;
    std::optional<int> code;
    asio::co_spawn(machine_->io, std::move(task), [&](std::exception_ptr thrown, int result) {
        failure = std::move(thrown);
        code = result;
        // Nothing else may keep the loop alive.
        stop_ticking();
        machine_->background_work = nullptr;
        machine_->background_timer.cancel();
        machine_->signals.cancel();
    });
    machine_->running = true;
    machine_->io.run();
    machine_->running = false;
    machine_->signals.clear();
    if (failure) std::rethrow_exception(failure);
    return code.value_or(exit_code::error);
}

void EventLoop::on_end(std::function<void()> last_words) {
    machine_->last_words = std::move(last_words);
}

void EventLoop::before_end(std::function<void()> work) {
    machine_->at_end = std::move(work);
}

bool EventLoop::ends_when_interrupted() const {
    return !machine_->finishing || machine_->stop.requested;
}

bool EventLoop::is_running() const {
    return machine_->running;
}

void EventLoop::finish_when_interrupted(std::function<void()> on_stop) {
    machine_->finishing = true;
    machine_->last_words = nullptr;
    machine_->on_stop = std::move(on_stop);
    if (machine_->reader_gone) finish_soon();
}

const StopSignal& EventLoop::stop() const {
    return machine_->stop;
}

void EventLoop::finish_soon() {
    machine_->reader_gone = true;
    // Not here and now: whoever calls this may be in the middle of what `on_stop` does.
    asio::post(machine_->io, [machine = machine_.get()] {
        if (machine->finishing && !machine->stop.requested) machine->request_stop();
    });
}

void EventLoop::in_background(std::function<void()> work) {
    machine_->background_work = std::move(work);
    machine_->wait_for_background();
}

void EventLoop::tick(std::chrono::milliseconds period, std::function<void()> work) {
    machine_->period = period;
    machine_->work = std::move(work);
    machine_->wait_for_tick();
}

void EventLoop::stop_ticking() {
    machine_->work = nullptr;
    machine_->ticker.cancel();
}

}  // namespace fireform::cli
