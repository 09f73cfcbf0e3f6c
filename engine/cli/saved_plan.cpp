#include "engine/cli/saved_plan.hpp"

#include "engine/cli/problem.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

namespace fireform::cli {

Checked<Plan> read_saved_plan(const std::string& file, StateEncryption& encryption) {
    Checked<std::string> text = read_stream(system_files(), file);
    if (text.diagnostics.has_errors())
        return titled(text.diagnostics, "Plan cannot be read", fmt::format("look at it: ls -l {}", file));
    if (!text.value)
        return problem("No such plan", fmt::format("{} does not exist.", file),
                       fmt::format("fireform plan --out {}", file));
    auto opened = encryption.open(StateEncryption::Kind::plan, *std::move(text.value), file);
    if (!opened.value) {
        Diagnostics problems;
        for (Diagnostic one : opened.diagnostics) {
            if (one.hint.empty()) one.hint = fmt::format("fireform plan --out {}", file);
            problems.add(std::move(one));
        }
        return problems;
    }
    return load_plan(opened.value->text, file, fireworks_catalog());
}

bool is_encrypted(const std::string& file) {
    const Checked<std::string> text = read_file(system_files(), file);
    return text.value && is_sealed(*text.value);
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
