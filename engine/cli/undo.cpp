#include "engine/cli/undo.hpp"

#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

/// Deployments only, as of now (brief 2.1.7).
bool is_kept_when_deleted(const Address& address) {
    const ResourceType* type = fireworks_catalog().find(address.type);
    return type && type->soft_delete;
}

Diagnostic warning(Diagnostic of) {
    of.severity = Severity::warning;
    return of;
}

/// Null: there is none.
const RunRecord* find_run(const std::vector<RunRecord>& history, int number) {
    const auto found = std::find_if(history.rbegin(), history.rend(), [number](const RunRecord& run) {
        return number == 0 ? !run.destroyed.empty() : run.number == number;
    });
    return found == history.rend() ? nullptr : &*found;
}

Diagnostic gone_for_good(const Address& address, const std::string& id) {
    return problem("Cannot be restored", fmt::format("{} ({}) is gone for good.", to_text(address), id),
                   "fireform apply makes what stands in the configuration anew");
}

}  // namespace

Checked<std::vector<Address>> undo_targets(const Snapshot& state, const Config& config, int run) {
    constexpr const char* look = "fireform history";
    const RunRecord* record = find_run(state.history, run);
    if (!record && run > 0)
        return problem("No such run", fmt::format("The history has no run {}.", run), look);
    if (!record) return problem("Nothing to undo", "No run in the history destroyed anything.", look);
    Checked<std::vector<Address>> out(std::vector<Address>{});
    for (const RunRecord::Destroyed& one : record->destroyed) {
        const Address& address = one.address;
        if (state.resources.contains(address)) continue;
        if (!is_kept_when_deleted(address))
            out.diagnostics.add(warning(gone_for_good(address, one.id)));
        else if (!config.resources.contains(address))
            out.diagnostics.add(warning(
                problem("Block is gone",
                        fmt::format("{} is not in the configuration: the next apply would destroy it again.",
                                    to_text(address)),
                        "put the block back, then run the same command again")));
        else
            out.value->push_back(address);
    }
    if (!out.value->empty()) return out;
    Diagnostics problems = std::move(out.diagnostics);
    problems.add(problem("Nothing to undo",
                         fmt::format("Of what run {} destroyed nothing can be restored now, or all is there "
                                     "again.",
                                     record->number),
                         look));
    return problems;
}

Task<Checked<Planned>> planned_undo(Session& session, Selection selection, int run) {
    Checked<Snapshot> state = session.store->read();
    if (!state.ok()) co_return std::move(state.diagnostics);
    Checked<std::vector<Address>> targets = undo_targets(*state.value, session.config, run);
    if (!targets.ok()) co_return std::move(targets.diagnostics);
    for (const Address& address : *targets.value)
        selection.targets.push_back(to_text(address));
    Checked<Planned> planned = co_await make_planned(session, std::move(selection), {});
    Diagnostics problems = std::move(targets.diagnostics);
    if (planned.value)
        for (const Address& address : *targets.value) {
            const Change* change = planned.value->plan.find(address);
            if (change && change->action == Action::undelete) continue;
            problems.add(gone_for_good(address, "its object"));
        }
    // That nothing else is looked at is what was asked for.
    for (const Diagnostic& each : planned.diagnostics)
        if (each.summary != "Plan is partial") problems.add(each);
    planned.diagnostics = std::move(problems);
    if (planned.diagnostics.has_errors()) planned.value.reset();
    co_return planned;
}

}  // namespace fireform::cli
