#include "engine/cli/drift_look.hpp"

#include "engine/cli/problem.hpp"
#include "engine/cli/rewrite_file.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>

namespace fireform::cli {
namespace {

constexpr std::uint64_t baseline_size_max = 64ull << 20;

/// What the configuration comes to. None: no plan can be made of it, which is `plan`'s to explain.
std::optional<Plan> plan_of(const Config& config, const Snapshot& prior, const Live& live) {
    PlanOptions options;
    options.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    Checked<Plan> plan = make_plan(config, prior, live, options);
    return plan.ok() ? std::move(plan.value) : std::nullopt;
}

/// Whether a run holds the lock. Nobody can say: as if one did, since a run that is taken for dead would be
/// called drift.
bool is_locked(Store& store) {
    const Checked<LockHolder> holder = store.lock_holder();
    return holder.value || holder.diagnostics.has_errors();
}

/// A look is worth having without knowing who did it.
Task<Diagnostics> ask_who(DriftReport& report, const Snapshot& prior, Provider& provider) {
    const Checked<AuditLog> log = co_await provider.audit_log(audit_since(report, prior));
    if (log.ok()) {
        name_authors(report, *log.value, prior);
        co_return Diagnostics{};
    }
    report.audit = AuditState::failed;
    Diagnostics warnings;
    for (Diagnostic each : log.diagnostics) {
        each.severity = Severity::warning;
        warnings.add(std::move(each));
    }
    co_return warnings;
}

}  // namespace

std::filesystem::path baseline_path(const Config& config) {
    const std::filesystem::path state = state_path(config);
    std::string stem = state.filename().string();
    for (const std::string_view end : {".state.json", ".json"})
        if (stem.ends_with(end)) {
            stem.resize(stem.size() - end.size());
            break;
        }
    return state.parent_path() / (stem + ".drift.json");
}

Checked<DriftBaseline> read_baseline(const std::filesystem::path& file) {
    const Checked<std::string> text = read_file(system_files(), file, baseline_size_max);
    const std::string name = file.filename().string();
    if (text.diagnostics.has_errors())
        return titled(text.diagnostics, "Accepted drift cannot be read",
                      fmt::format("look at it: ls -l {}", name));
    // One that is about to be written for the first time is empty.
    if (!text.value || text.value->empty()) return DriftBaseline{};
    return parse_baseline(*text.value, name);
}

std::optional<PreparedLook> prepare_look(Context& context, Reporter& reporter,
                                         const VariableOptions& variables) {
    PreparedLook out;
    out.session = open_session(context, reporter, variables);
    if (!out.session || !connect(context, reporter, *out.session)) return std::nullopt;
    Checked<DriftBaseline> baseline = read_baseline(baseline_path(out.session->config));
    reporter.tell(baseline.diagnostics);
    if (!baseline.ok()) return std::nullopt;
    out.baseline = std::move(*baseline.value);
    return out;
}

Task<Checked<Look>> look_for_drift(Session& session, const DriftBaseline& baseline, bool accepts) {
    const Checked<Snapshot> before = session.store->read();
    if (!before.ok()) co_return before.diagnostics;
    Checked<Live> live = co_await read_live(session, *before.value, Reading::objects);
    Checked<Look> out(live.diagnostics);
    if (!live.ok()) co_return out;
    // In this order: an intent is in the journal before its request is sent, so whatever the account showed
    // of a run is known here. Asked on both sides, since a run may begin or end in between.
    const bool locked_before = is_locked(*session.store);
    const Checked<Snapshot> after = session.store->read();
    if (!after.ok()) co_return after.diagnostics;
    const bool locked = is_locked(*session.store) || locked_before;

    const std::optional<Plan> plan = plan_of(session.config, *before.value, *live.value);
    Look look;
    look.lineage = before.value->lineage;
    look.report = make_drift_report(session.config, *before.value, *live.value, plan ? &*plan : nullptr,
                                    unsettled_resources(*before.value, *after.value, locked));
    if (accepts) look.all = look.report;
    leave_out_accepted(look.report, baseline, look.lineage);
    if (look.report.drifted())
        out.diagnostics.add(co_await ask_who(look.report, *before.value, *session.provider));
    out.value = std::move(look);
    co_return out;
}

std::string write_whole(const std::filesystem::path& file, const std::string& content) {
    if (!std::filesystem::exists(file)) {
        const std::ofstream made(file, std::ios::app);
        if (!made) return std::strerror(errno);
    }
    return rewrite_file(file, content);
}

}  // namespace fireform::cli
