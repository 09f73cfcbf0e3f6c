#include "tests/simulation/story.hpp"

#include "engine/config/config.hpp"
#include "state/local_store.hpp"
#include "tests/simulation/checks.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <stdexcept>

namespace fireform::simulation {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::uint64_t steps_max = 2'000'000;  ///< of the scheduler; more is going round in circles
constexpr int quiet_runs_max = 12;

/// What ends a story before its end.
struct Found {
    std::string fault;
};

class Story {
 public:
    Story(std::uint64_t seed, Trace& trace, const Variant& variant, const std::filesystem::path& folder)
        : random_(seed),
          trace_(trace),
          scheduler_(random_.fork(), trace),
          disk_(random_.fork()),
          evidence_(disk_),
          network_(service(random_), scheduler_, random_.fork(), trace, evidence_),
          author_(random_.fork()),
          lineage_(random_.uuid()),
          world_{scheduler_, disk_, network_, evidence_, trace, variant, folder} {}

    Verdict tell();

 private:
    static EmulatorOptions service(Random& random);

    void play();
    void chapter();
    void quiet();
    void judge();
    void load();
    std::unique_ptr<Run> start();
    void wait_for(const std::unique_ptr<Run>& run);
    void bury(std::unique_ptr<Run> run);
    void note(const RunReport& report, int number);
    void check_evidence() const {
        if (!evidence_.violation().empty()) throw Found{evidence_.violation()};
    }

    Random random_;
    Trace& trace_;
    Scheduler scheduler_;
    VirtualDisk disk_;
    Evidence evidence_;
    Network network_;
    Author author_;
    std::string lineage_;
    World world_;
    Fleet fleet_;
    Config config_;
    Verdict verdict_;
};

EmulatorOptions Story::service(Random& random) {
    EmulatorOptions options;
    options.seed = random.next();
    options.ready_after = random.between(0ms, 4000ms);
    options.loras = 2;
    options.emit_defaults = random.percent(20);
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

std::unique_ptr<Run> Story::start() {
    RunOptions options;
    options.number = ++verdict_.runs;
    options.lineage = lineage_;
    options.jitter = random_.next();
    trace_.say("run {} starts", options.number);
    return std::make_unique<Run>(world_, config_, std::move(options));
}

void Story::wait_for(const std::unique_ptr<Run>& run) {
    const bool ended = scheduler_.run_until([&] {
        check_evidence();
        return run->over() || scheduler_.steps() > steps_max;
    });
    if (!ended) throw Found{"a run waits for something that never comes"};
    if (!run->over()) throw Found{"a run goes round in circles"};
}

void Story::note(const RunReport& report, int number) {
    static constexpr std::string_view ends[] = {"died", "found the state locked", "had no plan",
                                                "came to its end"};
    trace_.say("run {} {}{}{}", number, ends[static_cast<std::size_t>(report.end)],
               report.nothing_to_do ? ", nothing to do" : "", report.stopped ? ", interrupted" : "");
    for (const Diagnostic& each : report.problems)
        trace_.quote(to_text(each));
}

void Story::chapter() {
    if (random_.percent(70)) {
        network_.weather.fault = random_.between(0, 30);
        network_.weather.slow = random_.between(0, 10);
        network_.weather.unreachable = random_.percent(20) ? random_.between(1, 30) : 0;
    }
    RunOptions options;
    options.number = ++verdict_.runs;
    options.lineage = lineage_;
    options.jitter = random_.next();
    if (random_.percent(60)) options.dies_at = random_.between(1, random_.percent(50) ? 30 : 150);
    trace_.say("run {} starts{}; faults {} %, slow {} %, unreachable {} %", options.number,
               options.dies_at ? fmt::format(", dies before effect {}", options.dies_at) : "",
               network_.weather.fault, network_.weather.slow, network_.weather.unreachable);
    const int number = options.number;
    auto run = std::make_unique<Run>(world_, config_, std::move(options));
    wait_for(run);
    note(run->report(), number);
    const bool died = run->report().end == RunReport::End::died;
    run.reset();
    if (died) {
        ++verdict_.deaths;
        if (random_.percent(50)) disk_.power_cut(trace_);
    }
    network_.weather = {};
    scheduler_.pass(random_.percent(50) ? random_.between(0ms, 2000ms) : random_.between(0ms, 3'600'000ms));
}

void Story::quiet() {
    trace_.say("from now on everything works");
    network_.weather = {};
    scheduler_.pass(10min);
    std::string last;
    for (int i = 0; i < quiet_runs_max; ++i) {
        auto run = start();
        wait_for(run);
        const RunReport report = run->report();
        note(report, verdict_.runs);
        run.reset();
        scheduler_.pass(5min);
        check_evidence();
        if (report.end == RunReport::End::carried_out && report.nothing_to_do &&
            !report.problems.has_errors())
            return;
        for (const Diagnostic& each : report.problems)
            if (each.severity == Severity::error) last = to_text(each);
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
