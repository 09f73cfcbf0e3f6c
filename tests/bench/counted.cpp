// An apply on virtual time, so that what it takes can be counted and is the same every time:
// counted DEPLOYMENTS READY_AFTER_SECONDS PARALLELISM prints {"requests", "looks": requests that are no
// create, "syncs", "written": bytes, "seconds"}. The plan before it does not count.
#include "engine/apply/executor.hpp"
#include "engine/apply/refresh.hpp"
#include "engine/plan/make_plan.hpp"
#include "providers/emulator/embedded_client.hpp"
#include "state/local_store.hpp"
#include "tests/bench/counting_files.hpp"
#include "tests/bench/fleet.hpp"
#include "tests/state/temporary_folder.hpp"
#include "tests/support/virtual_clock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>

namespace fireform::bench {
namespace {

constexpr std::chrono::milliseconds latency{20};

/// Replies are late; who was sent together is answered together.
class CountingClient final : public HttpClient {
 public:
    CountingClient(std::unique_ptr<HttpClient> http, Clock& clock) : http_(std::move(http)), clock_(clock) {}
    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override {
        ++requests;
        if (request.method != "POST") ++looks;
        co_await clock_.sleep(latency);
        co_return co_await http_->send(std::move(request));
    }

    int requests = 0;
    int looks = 0;

 private:
    std::unique_ptr<HttpClient> http_;
    Clock& clock_;
};

class Silence final : public EventSink {
 public:
    void on(const Event&) override {}
};

template <class T>
T expect(Checked<T> checked) {
    if (!checked.ok()) throw std::runtime_error(to_text(checked.diagnostics));
    return *std::move(checked.value);
}

void count(std::size_t size, std::chrono::seconds ready_after, int parallelism) {
    tests::VirtualClock clock;
    EmulatorOptions emulator;
    emulator.ready_after = ready_after;
    CountingClient http(make_embedded_client(emulator, "", clock), clock);
    const auto provider = provider_on(http, clock);
    const Config wanted = config(toml(size));
    Snapshot snapshot;
    const Live live = expect(clock.run(refresh(wanted, snapshot, fireworks_catalog(), *provider)));
    PlanOptions how;
    how.new_lineage = lineage;
    const Plan plan = expect(make_plan(wanted, snapshot, live, how));

    const TemporaryFolder folder;
    CountingFiles files;
    const auto store = make_local_store(folder / "fireform.state.json", fireworks_catalog(), files);
    const LockAttempt held = expect(store->try_lock({}));
    http.requests = http.looks = 0;
    const auto begin = clock.now();
    Silence silence;
    const StopSignal stop;
    ApplyOptions options;
    options.parallelism = parallelism;
    const ApplyResult result =
        clock.run(apply_plan(plan, snapshot, *store, *provider, clock, stop, silence, options));
    if (result.diagnostics.has_errors()) throw std::runtime_error(to_text(result.diagnostics));
    const std::chrono::duration<double> took = clock.now() - begin;
    fmt::print("{{\"requests\": {}, \"looks\": {}, \"syncs\": {}, \"written\": {}, \"seconds\": {:.2f}}}\n",
               http.requests, http.looks, files.syncs, files.written, took.count());
}

}  // namespace
}  // namespace fireform::bench

int main(int count, char** arguments) {
    if (count != 4) {
        fmt::print(stderr, "usage: counted DEPLOYMENTS READY_AFTER_SECONDS PARALLELISM\n");
        return 1;
    }
    try {
        fireform::bench::count(std::strtoul(arguments[1], nullptr, 10),
                               std::chrono::seconds(std::strtol(arguments[2], nullptr, 10)),
                               std::atoi(arguments[3]));
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "counted: {}\n", error.what());
        return 1;
    }
}
