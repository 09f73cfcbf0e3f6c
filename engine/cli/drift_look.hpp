// One look at what has drifted: state, account, configuration and audit log put together, without a lock.
#pragma once

#include "engine/cli/session.hpp"
#include "engine/plan/drift_baseline.hpp"
#include "engine/plan/drift_report.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace fireform::cli {

/// Beside the state: "fireform.drift.json", "fireform.prod.drift.json".
[[nodiscard]] std::filesystem::path baseline_path(const Config& config);

/// Empty when there is no such file. Errors: unreadable, none of ours.
[[nodiscard]] Checked<DriftBaseline> read_baseline(const std::filesystem::path& file);

/// Configuration, connection and baseline: anew for every look, since a watch outlives a `git pull`.
struct PreparedLook {
    std::unique_ptr<Session> session;
    DriftBaseline baseline;
};
/// None: they cannot be used, which has been told.
[[nodiscard]] std::optional<PreparedLook> prepare_look(Context& context, Reporter& reporter,
                                                       const VariableOptions& variables);

struct Look {
    DriftReport report;   ///< without what the baseline accepts
    DriftReport all;      ///< with it; no authors. Only of a look that accepts
    std::string lineage;  ///< of the state
};

/// State is read before the account and after it, so that what an apply changes meanwhile is known. Errors:
/// state or baseline unreadable, account unreachable. Warning: the audit log cannot be had.
[[nodiscard]] Task<Checked<Look>> look_for_drift(Session& session, const DriftBaseline& baseline,
                                                 bool accepts);

/// Another file in its place, or a first one: whoever reads it finds the old content or the new. "" done,
/// else the cause.
[[nodiscard]] std::string write_whole(const std::filesystem::path& file, const std::string& content);

}  // namespace fireform::cli
