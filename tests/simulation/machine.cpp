#include "tests/simulation/machine.hpp"

#include "engine/apply/estimates.hpp"
#include "engine/apply/refresh.hpp"
#include "engine/plan/forecast.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/plan/plan_json.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "state/local_store.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace fireform::simulation {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds lock_interval{250};  // as engine/cli/lock.cpp

class Told final : public EventSink {
 public:
    Told(Trace& trace, int number) : trace_(trace), number_(number) {}
    void on(const Event& event) override {
        if (!trace_.listening || event.kind == Event::Kind::progress) return;
        static constexpr std::string_view kinds[] = {"started",   "progress", "accepted",
                                                     "completed", "failed",   "skipped"};
        trace_.say("run {}: {} {} {} {}", number_, kinds[static_cast<std::size_t>(event.kind)],
                   fireform::to_text(event.verb), fireform::to_text(event.address), event.id);
        for (const Diagnostic& each : event.diagnostics)
            trace_.quote(fireform::to_text(each));
    }

 private:
    Trace& trace_;
    int number_;
};

}  // namespace

struct Run::Parts {
    Parts(World& given, const Config& wanted, RunOptions asked)
        : world(given),
          config(wanted),
          options(std::move(asked)),
          process(std::make_unique<Process>(world.scheduler)),
          clock(*process, world.scheduler, world.skew),
          told(world.trace, options.number) {
        process->dies_at = options.dies_at;
        files = world.variant.files ? world.variant.files(world.disk, *process, world.trace)
                                    : std::make_unique<ProcessFiles>(world.disk, *process, world.trace);
        http = world.network.connect(*process);
        if (world.variant.client) http = world.variant.client(std::move(http));
        FireworksSettings settings;
        settings.base_url = "http://emulator";
        settings.api_key = "key";
        settings.account_id = "acme";
        settings.jitter_seed = options.jitter;
        provider = make_fireworks_provider(settings, *http, clock);
        auto path = world.folder;
        if (world.variant.own_lock) path /= std::to_string(options.number % 2);
        store = make_local_store(path / "fireform.state.json", fireworks_catalog(), *files);
    }

    Task<void> live();
    Task<std::unique_ptr<StateLock>> lock();
    Task<std::optional<Plan>> plan(const Snapshot& prior);
    std::optional<Plan> saved(const Plan& plan);

    World& world;
    const Config& config;
    RunOptions options;
    std::unique_ptr<Process> process;
    ProcessClock clock;
    Told told;
    StopSignal stop;
    std::unique_ptr<Files> files;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<Provider> provider;
    std::unique_ptr<Store> store;
    RunReport report;
    bool ended = false;
    std::exception_ptr failure;
};

Task<std::unique_ptr<StateLock>> Run::Parts::lock() {
    const nanoseconds deadline = clock.now() + options.lock_timeout;
    LockHolder holder;
    holder.pid = options.number;
    while (true) {
        Checked<LockAttempt> attempt = store->try_lock(holder);
        report.problems.add(std::move(attempt.diagnostics));
        if (!attempt.value || attempt.value->lock || clock.now() >= deadline)
            co_return attempt.value ? std::move(attempt.value->lock) : nullptr;
        co_await clock.sleep(std::min<nanoseconds>(lock_interval, deadline - clock.now()));
    }
}

/// As engine/cli/session.cpp makes it.
Task<std::optional<Plan>> Run::Parts::plan(const Snapshot& prior) {
    RefreshOptions reading;
    reading.forecast = options.mode == PlanMode::normal;
    Checked<Live> live = co_await refresh(config, prior, fireworks_catalog(), *provider, reading);
    report.problems.add(std::move(live.diagnostics));
    if (!live.value || report.problems.has_errors()) co_return std::nullopt;
    PlanOptions how;
    how.new_lineage = options.lineage;
    how.mode = options.mode;
    how.targets = options.targets;
    Checked<Plan> made = make_plan(config, prior, *live.value, how);
    report.problems.add(std::move(made.diagnostics));
    if (!made.value || report.problems.has_errors()) co_return std::nullopt;
    report.problems.add(co_await estimate_costs(*made.value, *provider));
    report.problems.add(forecast(*made.value, config, *live.value, how));
    if (report.problems.has_errors()) co_return std::nullopt;
    co_return std::move(*made.value);
}

/// The plan as `apply FILE` has it: written, read, the secrets filled in again.
std::optional<Plan> Run::Parts::saved(const Plan& plan) {
    Checked<Plan> read = load_plan(save_plan(plan, fireworks_catalog()), "next.plan", fireworks_catalog());
    report.problems.add(std::move(read.diagnostics));
    if (!read.value) return std::nullopt;
    report.problems.add(fill_secrets(*read.value, config));
    if (report.problems.has_errors()) return std::nullopt;
    return std::move(*read.value);
}

Task<void> Run::Parts::live() {
    const std::unique_ptr<StateLock> held = co_await lock();
    report.end = RunReport::End::locked;
    if (!held) co_return;
    report.end = RunReport::End::refused;
    Checked<Snapshot> prior = store->read();
    report.problems.add(std::move(prior.diagnostics));
    if (!prior.value || report.problems.has_errors()) co_return;
    std::optional<Plan> planned = co_await plan(*prior.value);
    if (planned && options.saved) planned = saved(*planned);
    if (!planned) co_return;
    world.evidence.approved(*process, *planned);
    if (world.trace.listening)
        for (const Step& step : planned->steps)
            world.trace.say("run {}: plans to {} {} {}", options.number, fireform::to_text(step.verb),
                            fireform::to_text(step.address), step.id);
    ApplyOptions how;
    how.project_folder = config.folder.string();
    how.command = "apply";
    how.run = std::to_string(options.number);
    how.wait = options.wait;
    how.parallelism = options.parallelism;
    how.saved_plan = options.saved;
    const ApplyResult result =
        co_await apply_plan(*planned, *prior.value, *store, *provider, clock, stop, told, how);
    report.problems.add(result.diagnostics);
    report.stopped = result.stopped;
    report.nothing_to_do = planned->steps.empty() && !planned->has_changes();
    report.end = RunReport::End::carried_out;
}

Run::Run(World& world, const Config& config, RunOptions options)
    : parts_(std::make_unique<Parts>(world, config, std::move(options))) {
    Parts& parts = *parts_;
    world.evidence.approved(*parts.process, Plan{});  // nothing yet
    asio::co_spawn(asio::any_io_executor(parts.process->executor()), parts.live(),
                   [&parts](std::exception_ptr thrown) {
                       parts.ended = true;
                       parts.failure = std::move(thrown);
                   });
}

Run::~Run() {
    // Coroutines first: they refer to the rest.
    parts_->process.reset();
}

int Run::number() const {
    return parts_->options.number;
}

bool Run::over() const {
    return parts_->ended || parts_->process->dead();
}

void Run::kill() {
    parts_->process->kill();
}

void Run::interrupt() {
    parts_->stop.requested = true;
}

const RunReport& Run::report() const {
    RunReport& report = parts_->report;
    if (parts_->process->dead()) {
        report.end = RunReport::End::died;
    } else if (parts_->failure) {
        std::rethrow_exception(parts_->failure);
    }
    return report;
}

}  // namespace fireform::simulation
