// A LIST page of deployments from its JSON to live objects, through the provider and without a socket.
#include "tests/bench/fleet.hpp"
#include "tests/support/manual_clock.hpp"

#include <benchmark/benchmark.h>

namespace fireform::bench {
namespace {

void page_decode(benchmark::State& state) {
    const std::vector<std::string> page = pages(static_cast<std::size_t>(state.range(0)));
    PageClient http(page);
    ManualClock clock;
    const auto provider = provider_on(http, clock);
    asio::io_context io(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(deployments(*provider, io));
    state.SetComplexityN(state.range(0));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page.front().size()));
}
BENCHMARK(page_decode)->DenseRange(50, 200, 50)->Unit(benchmark::kMicrosecond)->Complexity();

}  // namespace
}  // namespace fireform::bench
