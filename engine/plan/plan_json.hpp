// A saved plan (`plan --out`) and the plan in Terraform's JSON shape (`show --json PLAN`).
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// Newest `format` of a saved plan that this program reads and writes.
inline constexpr int plan_format = 1;

/// The file `plan --out` writes; load_plan() gives an equal plan. Sensitive values stand as fingerprints
/// salted with the lineage; those of live objects are left out.
[[nodiscard]] std::string save_plan(const Plan& plan, const Catalog& catalog);
/// Errors: not a plan, damaged, newer format. Sensitive values are stand-ins (plan_secrets.hpp) until
/// fill_secrets().
[[nodiscard]] Checked<Plan> load_plan(std::string_view text, const std::string& file, const Catalog& catalog);
/// Reads the secrets again from the configuration; one that differs from the plan's fingerprint is an error.
[[nodiscard]] Diagnostics fill_secrets(Plan& plan, const Config& config);

/// Terraform's plan JSON (contract section 3): format_version, resource_changes, output_changes.
[[nodiscard]] std::string plan_to_terraform_json(const Plan& plan);
/// Terraform's state-like JSON for `show --json` without a plan.
[[nodiscard]] std::string state_to_terraform_json(const Snapshot& snapshot, const Catalog& catalog);

}  // namespace fireform
