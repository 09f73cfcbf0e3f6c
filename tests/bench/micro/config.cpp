// Configuration: the TOML file as a tree, and all of it checked against the schema.
#include "engine/config/toml_document.hpp"
#include "tests/bench/fleet.hpp"

#include <benchmark/benchmark.h>

namespace fireform::bench {
namespace {

void toml_load(benchmark::State& state) {
    const std::string text = toml(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(parse_toml("fireform.toml", text));
    state.SetComplexityN(state.range(0));
}
BENCHMARK(toml_load)->RangeMultiplier(10)->Range(100, 10000)->Unit(benchmark::kMillisecond)->Complexity();

/// Parsing included: the readers of the schema have no door of their own.
void schema_validation(benchmark::State& state) {
    const std::string text = toml(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(config(text));
    state.SetComplexityN(state.range(0));
}
BENCHMARK(schema_validation)
    ->RangeMultiplier(10)
    ->Range(100, 10000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

}  // namespace
}  // namespace fireform::bench
