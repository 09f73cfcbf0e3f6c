// The one thread's event loop: runs a command's coroutine to its end, hears interrupts, ticks for what must
// be redrawn.
#pragma once

#include "engine/apply/executor.hpp"
#include "providers/task.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace fireform::cli {

class EventLoop {
 public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// The command's exit code. Throws what the coroutine throws. What `task` refers to must outlive the
    /// call; what holds sockets must not outlive the loop.
    [[nodiscard]] int run(Task<int> task);

    /// What is said before an interrupt (SIGINT, SIGTERM, SIGHUP unless `nohup` ignores it) ends the process
    /// with 130.
    void on_end(std::function<void()> last_words);

    /// While this is not called, an interrupt ends the process at once: nothing has been changed yet. From
    /// then on the first one only sets stop() and calls `on_stop`, so that what is in flight is recorded; the
    /// second one ends the process. Two that come while the loop is kept from hearing end it in any case.
    void finish_when_interrupted(std::function<void()> on_stop);
    [[nodiscard]] const StopSignal& stop() const;

    /// Done whenever an interrupt ends the process, before its last words: what no destructor will do.
    void before_end(std::function<void()> work);

    /// Whether an interrupt now ends the process at once.
    [[nodiscard]] bool ends_when_interrupted() const;
    /// Whether a command is in run().
    [[nodiscard]] bool is_running() const;

    /// What the first interrupt does once finish_when_interrupted() is called, now or later; before that
    /// nothing. For a reader of stdout that is gone: an apply takes it as a wish to end, a look goes on in
    /// silence.
    void finish_soon();

    /// Calls `work` about every 100 ms while a command runs.
    void in_background(std::function<void()> work);

    /// Calls `work` about every `period` until stop_ticking().
    void tick(std::chrono::milliseconds period, std::function<void()> work);
    void stop_ticking();

 private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace fireform::cli
