// The plan: differences of a fleet that is as it should be, and the graph of one that is to be made.
#include "engine/plan/diff.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/plan/steps.hpp"
#include "schemas/names.hpp"
#include "tests/bench/fleet.hpp"

#include <benchmark/benchmark.h>

namespace fireform::bench {
namespace {

/// One object: what a plan does 10,000 times.
void diff_unchanged(benchmark::State& state) {
    const Fleet made = fleet(1);
    const ResourceConfig& resource = made.config.resources.begin()->second;
    const LiveObject& object = made.live.objects.front();
    const Attributes desired = normalise(*resource.type, resource.attributes, made.live.naming);
    DiffContext context;
    context.prior = &made.state.resources.begin()->second;
    context.lineage = lineage;
    for (auto _ : state)
        benchmark::DoNotOptimize(diff(*resource.type, desired, object.attributes, context));
}
BENCHMARK(diff_unchanged);

void plan_unchanged(benchmark::State& state) {
    const Fleet made = fleet(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(make_plan(made.config, made.state, made.live, {}));
    state.SetComplexityN(state.range(0));
}
BENCHMARK(plan_unchanged)
    ->RangeMultiplier(10)
    ->Range(100, 10000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

/// Creates, every second one after the one before it.
void graph(benchmark::State& state) {
    const Config wanted = config(toml_of_pairs(static_cast<std::size_t>(state.range(0))));
    Live nothing;
    nothing.naming.account = account;
    PlanOptions options;
    options.new_lineage = lineage;
    const Checked<Plan> plan = make_plan(wanted, {}, nothing, options);
    for (auto _ : state)
        benchmark::DoNotOptimize(make_steps(plan.value->changes, {}, {}));
    state.SetComplexityN(state.range(0));
}
BENCHMARK(graph)->RangeMultiplier(10)->Range(100, 10000)->Unit(benchmark::kMillisecond)->Complexity();

}  // namespace
}  // namespace fireform::bench
