#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Plan plan_with(std::vector<Action> actions) {
    Plan plan;
    int number = 0;
    for (const Action action : actions)
        plan.changes.push_back(change("deployment.d" + std::to_string(number++), action));
    return plan;
}

ApplyResult result_with(Counts counts) {
    ApplyResult result;
    result.counts = counts;
    return result;
}

}  // namespace

TEST_CASE("summary: the last lines are those that scripts read") {
    using enum Action;
    CHECK(plan_summary(plan_with({})) == "No changes. Your fleet matches the configuration.");
    Plan nothing_left = plan_with({});
    nothing_left.mode = PlanMode::destroy;
    CHECK(plan_summary(nothing_left) == "No changes. There is nothing to destroy.");
    CHECK(plan_summary(plan_with({create, create, create, update})) ==
          "Plan: 3 to add, 1 to change, 0 to destroy.");
    CHECK(plan_summary(plan_with({adopt, adopt, create, create, create, update})) ==
          "Plan: 2 to adopt, 3 to add, 1 to change, 0 to destroy.");
    CHECK(plan_summary(plan_with({replace, forget})) ==
          "Plan: 1 to forget, 1 to add, 0 to change, 1 to destroy.");

    const Plan empty;
    CHECK(apply_summary(empty, result_with({.add = 3, .change = 1})) ==
          "Apply complete! Resources: 3 added, 1 changed, 0 destroyed.");
    CHECK(apply_summary(empty, result_with({.adopt = 2, .add = 3, .change = 1})) ==
          "Apply complete! Resources: 2 adopted, 3 added, 1 changed, 0 destroyed.");
    CHECK(apply_summary(empty, result_with({.import = 1, .adopt = 2, .forget = 3})) ==
          "Apply complete! Resources: 1 imported, 2 adopted, 3 forgotten, 0 added, 0 changed, 0 destroyed.");
    Plan destroying;
    destroying.mode = PlanMode::destroy;
    CHECK(apply_summary(destroying, result_with({.destroy = 5})) ==
          "Destroy complete! Resources: 5 destroyed.");
    CHECK(apply_summary(destroying, result_with({.destroy = 5, .forget = 1})) ==
          "Destroy complete! Resources: 1 forgotten, 5 destroyed.");
}

TEST_CASE("summary: a run that was stopped or failed is not called complete") {
    const Plan empty;
    ApplyResult failed = result_with({.add = 1});
    failed.diagnostics.add(Diagnostic{});
    CHECK(apply_summary(empty, failed) == "Apply not complete. Resources: 1 added, 0 changed, 0 destroyed.");
    failed.unready = 1;
    CHECK(apply_summary(empty, failed) ==
          "Apply not complete. Resources: 1 added, 0 changed, 0 destroyed. 1 accepted and not waited for.");
    ApplyResult left = result_with({.add = 1});
    left.unready = 1;
    CHECK(apply_summary(empty, left) ==
          "Apply complete! Resources: 1 added, 0 changed, 0 destroyed. 1 accepted and not waited for.");
    left.untouched = 2;
    CHECK(apply_summary(empty, left) ==
          "Apply not complete. Resources: 1 added, 0 changed, 0 destroyed. 1 accepted and not waited for, 2 "
          "not "
          "started: the next `fireform apply` goes on.");
    ApplyResult stopped = result_with({.add = 3});
    stopped.stopped = true;
    stopped.done = 3;
    stopped.running = 1;
    stopped.untouched = 5;
    CHECK(apply_summary(empty, stopped) ==
          "Apply interrupted. Resources: 3 done, 1 still running, 5 untouched.");
}
