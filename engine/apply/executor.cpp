#include "engine/apply/executor.hpp"

#include "engine/apply/carry_out.hpp"
#include "engine/apply/probing.hpp"
#include "engine/apply/run.hpp"
#include "engine/apply/task_group.hpp"
#include "engine/apply/watcher.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fireform {
namespace {

/// The stop signal is looked at this often, and within it the watcher's next look.
constexpr std::chrono::milliseconds tick{200};

/// A reply that has come takes some turns of the event loop until it is an answer. Whatever has arrived while
/// the journal was synced gets them before the next sync, which it then shares; one sync for each otherwise.
constexpr int silent_turns = 12;

/// Wakes the loop by ending.
Task<bool> alarm(Clock& clock, std::chrono::nanoseconds duration) {
    co_await clock.sleep(duration);
    co_return true;
}

/// Uploads report to the run while it lasts.
class UploadReports {
 public:
    UploadReports(Provider& provider, Run& run) : provider_(provider), before_(provider.on_upload) {
        provider_.on_upload = [&run](const Address& address, std::uint64_t sent, std::uint64_t total) {
            run.uploaded(address, sent, total);
        };
    }
    ~UploadReports() { provider_.on_upload = std::move(before_); }
    UploadReports(const UploadReports&) = delete;
    UploadReports& operator=(const UploadReports&) = delete;

 private:
    Provider& provider_;
    std::function<void(const Address&, std::uint64_t, std::uint64_t)> before_;
};

}  // namespace

Task<ApplyResult> apply_plan(const Plan& plan, Snapshot& snapshot, Store& store, Provider& provider,
                             Clock& clock, const StopSignal& stop, EventSink& events, ApplyOptions options) {
    const auto executor = co_await asio::this_coro::executor;
    const auto wake = std::make_shared<Signal>(executor);
    Run run(plan, snapshot, store, clock, events, options);
    const UploadReports reports(provider, run);
    Watcher watcher(executor, wake, provider, clock);
    TaskGroup<Answer> requests(executor, wake);  // each holds a slot
    TaskGroup<ProbeResult> probes(executor, wake);
    TaskGroup<bool> alarms(executor, wake);  // one at most
    const auto asked_again = [&run](std::uint32_t step, std::string why) {
        run.asked_again(step, std::move(why));
    };

    while (!run.over() && !stop.requested) {
        try {
            for (StepRequest& request : run.start_ready(requests.in_flight()))
                requests.start(carry_out(std::move(request), provider));
            for (Wait& wait : run.take_waits())
                watcher.watch(std::move(wait));
            for (Probe& probe : run.take_probes())
                probes.start(carry_out(std::move(probe), provider, clock, asked_again));
            const bool crowded = requests.in_flight() > 0;
            watcher.start_polls(crowded);
            if (requests.in_flight() == 0 && probes.in_flight() == 0 && watcher.idle()) break;
            if (alarms.in_flight() == 0) alarms.start(alarm(clock, watcher.until_next(tick, crowded)));
            co_await wake->wait();

            (void)alarms.take();
            run.keep_up();
            int turns = 0;  // left to those that are on their way
            do {
                if (turns > 0) co_await asio::post(executor, asio::use_awaitable);
                while (auto answer = requests.take()) {
                    run.answered(std::move(*answer));
                    turns = silent_turns;
                }
                while (auto sighting = watcher.take())
                    run.sighted(std::move(*sighting));
                while (auto result = probes.take())
                    run.probed(std::move(*result));
            } while (requests.in_flight() > 0 && --turns > 0);
            // Recorded with what is started next, before any dependent.
        } catch (...) {
            run.halt(bug_diagnostic());
        }
    }
    // Waits are dropped, the next run resumes them; requests in flight finish and are recorded.
    if (stop.requested) provider.wind_down();
    try {
        run.record();
    } catch (...) {
        run.halt(bug_diagnostic());
    }
    watcher.drop();
    probes.cancel();
    alarms.cancel();
    while (requests.in_flight() > 0) {
        Answer answer = co_await requests.next();
        try {
            run.answered(std::move(answer));
            run.record();
        } catch (...) {
            run.halt(bug_diagnostic());
        }
    }
    co_await watcher.collect();
    co_await probes.collect();
    co_await alarms.collect();
    co_return run.finish(stop.requested && run.unfinished());
}

}  // namespace fireform
