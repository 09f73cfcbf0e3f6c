// Plans, drift, diagnostics and events as text. Pure: values in, text out; who prints is engine/cli/.
#pragma once

#include "engine/apply/executor.hpp"
#include "engine/plan/plan.hpp"
#include "schemas/diagnostic.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fireform {

struct Style {
    bool color = false;
    int width = 80;  ///< columns of the terminal
};

/// House style section 6: severity with the code of the summary (explanations.hpp), summary, place, line with
/// caret, address and detail, hint.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const Sources& sources, const Style& style);
[[nodiscard]] std::string render(const Diagnostics& diagnostics, const Sources& sources, const Style& style);

enum class Detail : std::uint8_t {
    changes,     ///< what does not change is counted
    everything,  ///< and what does not change is shown
};

/// The whole plan with legend and last line (contract section 3).
[[nodiscard]] std::string render(const Plan& plan, const Style& style, Detail detail = Detail::changes);
/// "Plan: 3 to add, 1 to change, 0 to destroy."
[[nodiscard]] std::string plan_summary(const Plan& plan);
/// "Apply complete! Resources: 3 added, 1 changed, 0 destroyed."
[[nodiscard]] std::string apply_summary(const Plan& plan, const ApplyResult& result);
/// "deployment.chat: Creating..." and so on: one line per event, for pipes and logs.
[[nodiscard]] std::string render(const Event& event, const Style& style);

/// "Outputs:" with a line each; "" without any. Sensitive ones as "(sensitive)".
[[nodiscard]] std::string render_outputs(const std::map<std::string, OutputState>& outputs,
                                         const Style& style);
/// One resource as state knows it: its object, then its attributes as last seen.
[[nodiscard]] std::string render(const ResourceState& resource, const Catalog& catalog, const Style& style);

/// What `validate --json` prints, in the shape of `terraform validate -json`.
[[nodiscard]] std::string validation_json(const Diagnostics& diagnostics, const Sources& sources);

/// Terraform's event stream (contract section 3), one JSON object a line, each with a final newline.
[[nodiscard]] std::string version_json(const std::string& timestamp);
/// Drift, planned changes, outputs, the change summary: the order of the text.
[[nodiscard]] std::string plan_events_json(const Plan& plan, const std::string& timestamp);
[[nodiscard]] std::string event_json(const Event& event, const std::string& timestamp);
/// The change summary, then the outputs when everything was done: before that they tell of what was.
[[nodiscard]] std::string apply_summary_json(const Plan& plan, const ApplyResult& result,
                                             const std::string& timestamp);
[[nodiscard]] std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources,
                                           const std::string& timestamp);

}  // namespace fireform
