#include "tests/simulation/story.hpp"

#include "engine/config/config.hpp"
#include "state/local_store.hpp"
#include "tests/simulation/checks.hpp"
#include "tests/simulation/outsider.hpp"
#include "tests/simulation/person.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

namespace fireform::simulation {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr std::uint64_t steps_max = 2'000'000;  ///< of the scheduler; more is going round in circles
constexpr int quiet_runs_max = 12;

/// What ends a story before its end.
struct Found {
    std::string fault;
};

/// How a story goes, beyond its weather.
struct Plot {
    bool anticipated = false;   ///< a stranger makes what is going to be in the configuration
    bool strangers = false;     ///< meddle with the account
    bool two_at_once = false;   ///< a second run starts beside the first
    bool disk_fills = false;    ///< and has room again later
    bool clock_is_set = false;  ///< the machine's wall clock jumps
};

class Story {
 public:
    Story(std::uint64_t seed, Trace& trace, const Variant& variant, const std::filesystem::path& folder)
        : random_(seed),
          trace_(trace),
          scheduler_(random_.fork(), trace),
          disk_(random_.fork()),
          evidence_(disk_),
          network_(service(random_, circumstances_), scheduler_, random_.fork(), trace, evidence_),
          author_(random_.fork()),
          outsider_(network_, random_.fork(), trace),
          person_(author_, network_, trace),
          lineage_(random_.uuid()),
          world_{scheduler_, disk_, network_, evidence_, trace, variant, folder} {}

    Verdict tell();

 private:
    using Runs = std::vector<std::shared_ptr<Run>>;

    static EmulatorOptions service(Random& random, Circumstances& circumstances);

    void play();
    void chapter();
    void quiet();
    void judge();
    void load();
    void change_weather();
    std::shared_ptr<Run> start(RunOptions options);
    void trouble(const std::shared_ptr<Run>& run);
    void wait_for(Runs& runs);
    RunReport bury(std::shared_ptr<Run>& run);
    void check_evidence() const {
        if (!evidence_.violation().empty()) throw Found{evidence_.violation()};
    }

    Random random_;
    Trace& trace_;
    Scheduler scheduler_;
    VirtualDisk disk_;
    Evidence evidence_;
    Circumstances circumstances_;
    Network network_;
    Author author_;
    Outsider outsider_;
    Person person_;
    std::string lineage_;
    World world_;
    Plot plot_;
    Fleet fleet_;
    Config config_;
    Verdict verdict_;
};

/// What goes wrong inside the service: so many times, and then no more.
emulator::FaultRule inner_fault(Random& random) {
    using emulator::FaultKind;
    static constexpr std::array<std::string_view, 7> makers{
        "POST deployments", "POST deployedModels", "POST supervisedFineTuningJobs",   "POST dpoJobs",
        "POST datasets",    "POST models",         "POST reinforcementFineTuningJobs"};
    static constexpr std::array<std::string_view, 12> changers{
        "POST deployments",      "POST deployedModels",  "POST supervisedFineTuningJobs",
        "POST dpoJobs",          "POST datasets",        "POST models",
        "PATCH deployments",     "PATCH deployedModels", "DELETE deployments",
        "DELETE deployedModels", "DELETE datasets",      "POST routers"};
    emulator::FaultRule rule;
    rule.after = random.between(0, 3);
    rule.times = random.between(1, 2);
    const std::size_t kind = random.below(20);
    if (kind == 0) {  // seldom: it is waited for up to the limit, which costs hundreds of requests
        rule.kind = FaultKind::upload_stuck;
        rule.operation = "POST datasets";
    } else if (kind < 4) {  // ready, and a request finds nothing there
        rule.kind = FaultKind::route_404;
        rule.operation = "POST deployments";
    } else if (kind < 9) {
        rule.kind = FaultKind::fail_state;
        rule.operation = random.pick(makers);
        rule.message = "out of luck";
    } else if (kind < 13) {
        rule.kind = FaultKind::lag;
        rule.delay = random.between(1000ms, 30'000ms);
    } else {
        constexpr std::array statuses{400, 403, 409, 412, 429};
        rule.operation = random.pick(changers);
        rule.status = random.pick(statuses);
        rule.message = rule.status == 429 ? "quota exceeded for global--h100-count" : "not now";
    }
    return rule;
}

EmulatorOptions Story::service(Random& random, Circumstances& circumstances) {
    EmulatorOptions options;
    options.seed = random.next();
    options.ready_after = random.between(0ms, 4000ms);
    options.loras = 2;
    options.emit_defaults = random.percent(20);
    if (random.percent(30)) options.list_lag = random.between(0ms, 5000ms);
    circumstances.inner_faults = random.percent(30);
    if (circumstances.inner_faults)
        for (int i = random.between(1, 2); i > 0; --i)
            options.faults.push_back(inner_fault(random));
    return options;
}

void Story::load() {
    const std::string toml = fleet_.to_toml();
    trace_.quote(toml);
    LoadOptions options;
    options.folder = world_.folder;
    Checked<Config> config = load_config({{"fireform.toml", toml}}, options, fireworks_catalog());
    if (!config.ok()) throw Found{"the author wrote what cannot be loaded: " + to_text(config.diagnostics)};
    config_ = std::move(*config.value);
}

std::shared_ptr<Run> Story::start(RunOptions options) {
    options.number = ++verdict_.runs;
    options.lineage = lineage_;
    options.jitter = random_.next();
    options.saved = options.jitter % 8 == 0;
    std::string how;
    if (options.dies_at > 0) how += fmt::format(", dies before effect {}", options.dies_at);
    if (options.mode == PlanMode::destroy) {
        how += ", destroys";
        circumstances_.destroyed = true;
    }
    for (const Address& target : options.targets)
        how += ", for " + to_text(target);
    if (!options.wait) how += ", without waiting";
    if (options.saved) how += ", from a saved plan";
    trace_.say("run {} starts{}", options.number, how);
    return std::make_shared<Run>(world_, config_, std::move(options));
}

/// The end of a process, as the trace tells it.
RunReport Story::bury(std::shared_ptr<Run>& run) {
    static constexpr std::string_view ends[] = {"died", "found the state locked", "had no plan",
                                                "came to its end"};
    const RunReport report = run->report();
    trace_.say("run {} {}{}{}", run->number(), ends[static_cast<std::size_t>(report.end)],
               report.nothing_to_do ? ", nothing to do" : "", report.stopped ? ", interrupted" : "");
    if (trace_.listening)
        for (const Diagnostic& each : report.problems)
            trace_.quote(to_text(each));
    run.reset();
    if (report.end != RunReport::End::died) return report;
    ++verdict_.deaths;
    return report;
}

/// Until all have come to their ends. A power cut takes every process along.
void Story::wait_for(Runs& runs) {
    const auto buried = [&] {
        check_evidence();
        bool power_cut = false;
        for (std::shared_ptr<Run>& run : runs) {
            if (!run || !run->over()) continue;
            power_cut = power_cut || (bury(run).end == RunReport::End::died && random_.percent(50));
        }
        if (power_cut) {
            for (std::shared_ptr<Run>& run : runs) {
                if (!run) continue;
                run->kill();
                static_cast<void>(bury(run));
            }
            disk_.power_cut(trace_);
        }
        std::erase(runs, nullptr);
        return runs.empty() || scheduler_.steps() > steps_max;
    };
    if (!scheduler_.run_until(buried)) throw Found{"a run waits for something that never comes"};
    if (!runs.empty()) throw Found{"a run goes round in circles"};
}

void Story::change_weather() {
    network_.weather = {};
    if (random_.percent(30)) return;
    network_.weather.fault = random_.between(0, 30);
    network_.weather.slow = random_.between(0, 10);
    network_.weather.unreachable = random_.percent(20) ? random_.between(1, 30) : 0;
    trace_.say("weather: faults {} %, slow {} %, unreachable {} %", network_.weather.fault,
               network_.weather.slow, network_.weather.unreachable);
}

/// What happens while a run is under way.
void Story::trouble(const std::shared_ptr<Run>& run) {
    const nanoseconds now = scheduler_.now();
    if (random_.percent(15)) {
        const std::weak_ptr<Run> interrupted = run;
        scheduler_.at(now + random_.between(0ms, 10'000ms), [this, interrupted] {
            const auto alive = interrupted.lock();
            if (!alive) return;
            trace_.say("run {} is interrupted", alive->number());
            alive->interrupt();
        });
    }
    if (plot_.strangers)
        for (int i = random_.between(0, 2); i > 0; --i)
            scheduler_.at(now + random_.between(0ms, 5'000ms), [this] { outsider_.meddle(); });
    if (plot_.disk_fills && random_.percent(50)) {
        const nanoseconds full = now + random_.between(0ms, 3'000ms);
        scheduler_.at(full, [this] {
            trace_.say("the disk is full");
            disk_.full = true;
        });
        scheduler_.at(full + random_.between(100ms, 10'000ms), [this] { disk_.full = false; });
    }
    if (plot_.clock_is_set && random_.percent(50)) {
        scheduler_.at(now + random_.between(0ms, 5'000ms), [this] {
            world_.skew = std::chrono::hours(random_.between(-48, 48));
            trace_.say("the clock is set");
        });
    }
}

void Story::chapter() {
    change_weather();
    Runs runs;
    for (int i = plot_.two_at_once ? 2 : 1; i > 0; --i) {
        RunOptions options;
        if (random_.percent(60)) options.dies_at = random_.between(1, random_.percent(50) ? 30 : 150);
        options.parallelism = random_.percent(80) ? 16 : random_.between(1, 3);
        options.wait = random_.percent(90);
        if (random_.percent(4)) options.mode = PlanMode::destroy;
        if (random_.percent(6))
            options.targets.push_back(*parse_address(random_.pick(fleet_.blocks).address()));
        if (random_.percent(70)) options.lock_timeout = random_.between(0ms, 60'000ms);
        runs.push_back(start(std::move(options)));
        trouble(runs.back());
    }
    wait_for(runs);
    network_.weather = {};
    scheduler_.pass(random_.percent(50)   ? random_.between(100ms, 2000ms)
                    : random_.percent(90) ? random_.between(100ms, 3'600'000ms)
                                          : 24h * random_.between(1, 9));
    if (plot_.strangers && random_.percent(50)) outsider_.meddle();
}

void Story::quiet() {
    trace_.say("from now on everything works");
    network_.weather = {};
    plot_ = {};
    scheduler_.pass(10min);
    disk_.full = false;
    std::string last;
    for (int i = 0; i < quiet_runs_max; ++i) {
        std::shared_ptr<Run> run = start({});
        const bool ended = scheduler_.run_until([&] {
            check_evidence();
            return run->over() || scheduler_.steps() > steps_max;
        });
        if (!ended || !run->over()) throw Found{"a run does not end"};
        const RunReport report = bury(run);
        check_evidence();
        if (report.end == RunReport::End::carried_out && report.nothing_to_do &&
            !report.problems.has_errors())
            return;
        bool acted = false;
        for (const Diagnostic& each : report.problems) {
            if (each.severity != Severity::error) continue;
            last = to_text(each);
            acted = person_.act(each, circumstances_, fleet_) || acted;
        }
        if (acted) {
            ++verdict_.calls;
            load();
        }
        scheduler_.pass(15min);  // lists may lag behind what a person has done
    }
    throw Found{"it never comes to rest; the last error: " + last};
}

void Story::judge() {
    Process reader(scheduler_);
    ProcessFiles files(disk_, reader, trace_);
    const auto store = make_local_store(world_.folder / "fireform.state.json", fireworks_catalog(), files);
    const Checked<Snapshot> state = store->read();
    if (!state.ok()) throw Found{"state cannot be read: " + to_text(state.diagnostics)};
    const HttpResponse objects = network_.ask("GET", "/emulator/objects");
    if (std::string fault = find_fault({fleet_, *state.value, objects.body, evidence_.made()});
        !fault.empty())
        throw Found{std::move(fault)};
}

void Story::play() {
    plot_.strangers = random_.percent(30);
    plot_.anticipated = plot_.strangers && random_.percent(30);
    plot_.two_at_once = random_.percent(20);
    plot_.clock_is_set = random_.percent(10);
    plot_.disk_fills = random_.percent(10);
    circumstances_.strangers = plot_.strangers;
    if (random_.percent(30)) network_.page_size = random_.between(1, 3);
    fleet_ = author_.write();
    load();
    const int chapters = random_.between(1, 3);
    for (int i = 0; i < chapters; ++i) {
        if (i > 0 && random_.percent(80)) {
            const int edits = random_.between(1, 3);
            for (int edit = 0; edit < edits; ++edit)
                trace_.say("the author {}", author_.edit(fleet_));
            load();
        }
        if (plot_.anticipated) outsider_.anticipate(fleet_);
        chapter();
    }
    quiet();
    judge();
}

Verdict Story::tell() {
    try {
        play();
    } catch (Found& found) {
        verdict_.fault = std::move(found.fault);
    } catch (const Killed&) {
        verdict_.fault = "a death came through";
    } catch (const std::exception& error) {
        verdict_.fault = std::string("an exception came through: ") + error.what();
    }
    verdict_.requests = network_.requests();
    return verdict_;
}

}  // namespace

Verdict tell(std::uint64_t seed, Trace& trace, const Variant& variant, const std::filesystem::path& folder) {
    return Story(seed, trace, variant, folder).tell();
}

void prepare(const std::filesystem::path& folder) {
    for (const ProjectFile& file : project_files()) {
        const auto path = folder / file.name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << file.content;
    }
}

}  // namespace fireform::simulation
