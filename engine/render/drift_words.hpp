// Drift in words: what all its forms have in common.
#pragma once

#include "engine/plan/drift_baseline.hpp"
#include "engine/plan/drift_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// "anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC"; printable.
[[nodiscard]] std::string author_text(const Author& author);

/// "changed outside", "changed outside, and in the configuration to 4", ...
[[nodiscard]] std::string moved_text(const DriftedAttribute& attribute);

/// Of an object that is gone: "deleted by anna@...", "possibly deleted by the service after 7 idle days".
[[nodiscard]] std::string removal_text(const DriftedObject& object, AuditState audit);

/// "`fireform apply` restores it until 2026-05-08 12:00:00 UTC", "can be restored until ..."; "" of what is
/// gone for good.
[[nodiscard]] std::string way_back(const DriftedObject& object);

/// "max_replica_count: 2 -> 7"; of what only the configuration changed "max_replica_count = 2".
[[nodiscard]] std::string difference_text(const DriftedAttribute& attribute);

/// What else has to be known, a full sentence each: what was not judged, what nobody could say.
[[nodiscard]] std::vector<std::string> drift_notes(const DriftReport& report);

/// "Accepted 2 differences. fireform.drift.json holds 3: keep it in Git."
[[nodiscard]] std::string accepted_text(const Acceptance& accepted, std::string_view file);

/// "Drift: 2 changed, 1 gone" without the first word: "2 changed, 1 gone".
[[nodiscard]] std::string drift_counts(const DriftReport& report);

}  // namespace fireform
