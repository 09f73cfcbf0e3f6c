// State on the disk that TMPDIR is on: a journal is appended to, a snapshot is written and read.
#include "state/local_store.hpp"
#include "tests/bench/fleet.hpp"
#include "tests/state/temporary_folder.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <stdexcept>

namespace fireform::bench {
namespace {

constexpr std::size_t group = 64;  // outcomes that share a write and a sync, as with --parallelism 64

struct Disk {
    TemporaryFolder folder;
    std::unique_ptr<Store> store = make_local_store(folder / "fireform.state.json", fireworks_catalog());
    LockAttempt held = std::move(*store->try_lock({}).value);
};

void expect_none(const Diagnostics& problems) {
    if (problems.has_errors()) throw std::runtime_error(to_text(problems));
}

std::vector<std::vector<Outcome>> groups_of(const Snapshot& snapshot) {
    std::vector<std::vector<Outcome>> groups;
    for (const auto& [address, resource] : snapshot.resources) {
        if (groups.empty() || groups.back().size() == group) groups.emplace_back();
        groups.back().push_back({address, resource});
    }
    return groups;
}

/// So many outcomes, 64 to a sync.
void journal_append(benchmark::State& state) {
    const auto groups = groups_of(fleet(static_cast<std::size_t>(state.range(0))).state);
    Disk disk;
    for (auto _ : state)
        for (const auto& each : groups)
            expect_none(disk.store->outcomes(std::string(lineage), each));
    state.SetComplexityN(state.range(0));
}
BENCHMARK(journal_append)
    ->RangeMultiplier(4)
    ->Range(64, 4096)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();

/// Written anew each time, since something differs each time.
void snapshot_write(benchmark::State& state) {
    Snapshot snapshot = fleet(static_cast<std::size_t>(state.range(0))).state;
    Disk disk;
    bool tainted = false;
    for (auto _ : state) {
        tainted = !tainted;
        snapshot.resources.begin()->second.status = tainted ? ResourceStatus::tainted : ResourceStatus::ready;
        expect_none(disk.store->write(snapshot));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(snapshot_write)
    ->RangeMultiplier(10)
    ->Range(100, 10000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();

void snapshot_read(benchmark::State& state) {
    Snapshot snapshot = fleet(static_cast<std::size_t>(state.range(0))).state;
    Disk disk;
    expect_none(disk.store->write(snapshot));
    for (auto _ : state)
        benchmark::DoNotOptimize(disk.store->read());
    state.SetComplexityN(state.range(0));
}
BENCHMARK(snapshot_read)
    ->RangeMultiplier(10)
    ->Range(100, 10000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();

}  // namespace
}  // namespace fireform::bench
