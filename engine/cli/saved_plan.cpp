#include "engine/cli/saved_plan.hpp"

#include "engine/cli/problem.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

namespace fireform::cli {

Checked<Plan> read_saved_plan(const std::string& file) {
    Checked<std::string> text = read_file(system_files(), file);
    if (text.diagnostics.has_errors())
        return titled(text.diagnostics, "Plan cannot be read", fmt::format("look at it: ls -l {}", file));
    if (!text.value)
        return problem("No such plan", fmt::format("{} does not exist.", file),
                       fmt::format("fireform plan --out {}", file));
    return load_plan(*text.value, file, fireworks_catalog());
}

Diagnostics check_saved_plan(const Plan& plan, const Snapshot& state, const std::string& file) {
    Diagnostics problems;
    const std::string again = fmt::format("fireform plan --out {}", file);
    // A plan made from nothing brings the lineage that the state is going to have.
    const bool first = state.lineage.empty() && plan.serial == 0;
    if (!first && plan.lineage != state.lineage) {
        problems.add(problem("Plan of another state",
                             fmt::format("{} was made from the state with lineage {}; this one has {}.", file,
                                         plan.lineage, state.lineage.empty() ? "none yet" : state.lineage),
                             again));
    } else if (plan.serial != state.serial) {
        problems.add(
            problem("Plan is stale",
                    fmt::format("{} was made from serial {} of the state, which has come to {} since.", file,
                                plan.serial, state.serial),
                    again));
    }
    return problems;
}

}  // namespace fireform::cli
