// Drift in every form that it is asked for in. Pure: a report in, text out.
#pragma once

#include "engine/plan/drift_baseline.hpp"
#include "engine/plan/drift_report.hpp"
#include "engine/render/render.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fireform {

/// For people: a block per object, what else has to be known, a last line that says how much there is.
[[nodiscard]] std::string render_drift(const DriftReport& report, const Style& style);
/// "Drift: 2 changed, 1 gone.", "No drift. The account matches what was last applied."
[[nodiscard]] std::string drift_summary(const DriftReport& report);

/// What `--accept` did: the differences of the report, which were not accepted before, and what `file` holds.
[[nodiscard]] std::string render_accepted(const DriftReport& report, const Acceptance& accepted,
                                          std::string_view file, const Style& style);
[[nodiscard]] std::string accepted_json(const DriftReport& report, const Acceptance& accepted,
                                        std::string_view file, const std::string& timestamp);

/// Terraform's event stream: a `resource_drift` per object, then a change summary.
[[nodiscard]] std::string drift_json(const DriftReport& report, const std::string& timestamp);

/// For an issue or a comment: a heading, a table, what else has to be known.
[[nodiscard]] std::string drift_markdown(const DriftReport& report);

/// A test case per resource, which fails where it drifted and is skipped where a run is at work.
[[nodiscard]] std::string drift_junit(const DriftReport& report);

/// Prometheus' text format. `now`: seconds since 1970.
[[nodiscard]] std::string drift_metrics(const DriftReport& report, std::int64_t now);
/// The same where nothing is known: nobody could look.
[[nodiscard]] std::string drift_failure_metrics(std::int64_t now);

/// The body of a webhook: one JSON object with `text` for Slack, and the rest for programs. `cleared`: there
/// was drift, and is none any more.
[[nodiscard]] std::string drift_message(const DriftReport& report, bool cleared,
                                        const std::string& timestamp);

}  // namespace fireform
