// Plan files: reading one, and whether it may still be carried out.
#pragma once

#include "engine/plan/plan.hpp"
#include "schemas/diagnostic.hpp"
#include "state/encryption.hpp"
#include "state/snapshot.hpp"

#include <string>

namespace fireform::cli {

/// Errors: no such file, not a plan, encrypted and no passphrase that fits.
[[nodiscard]] Checked<Plan> read_saved_plan(const std::string& file, StateEncryption& encryption);

/// Whether the file is encrypted, so that a configuration is needed to read it.
[[nodiscard]] bool is_encrypted(const std::string& file);

/// A plan is for the state it was made from: another lineage or serial refuses it (contract section 5).
[[nodiscard]] Diagnostics check_saved_plan(const Plan& plan, const Snapshot& state, const std::string& file);

}  // namespace fireform::cli
