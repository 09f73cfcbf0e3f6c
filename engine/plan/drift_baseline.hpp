// Drift that was accepted: differences that later looks keep silent about, as a file that belongs into Git.
//
//   {"format": 1, "accepted": [{"address", "id", "attribute", "applied", "live", "accepted_at",
//   "accepted_by"},
//                              {"address", "id", "gone": true, "accepted_at", "accepted_by"}]}
//
// A difference is accepted as long as both sides are what they were: the next change is told again. Values of
// sensitive attributes are fingerprints, salted with the lineage of the state.
#pragma once

#include "engine/plan/drift_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

struct AcceptedDrift {
    Address address;
    std::string id;         ///< of the object
    std::string attribute;  ///< canonical name; "" with `gone`
    bool gone = false;
    Value applied;
    Value live;
    std::string accepted_at;  ///< RFC 3339
    std::string accepted_by;  ///< "anna@laptop"
    bool operator==(const AcceptedDrift&) const = default;
};
using DriftBaseline = std::vector<AcceptedDrift>;  ///< sorted by address, then attribute

/// Newest `format` this program reads and writes.
inline constexpr int baseline_format = 1;

/// Errors: no JSON, not in the shape above, a newer format. `file` names it in them.
[[nodiscard]] Checked<DriftBaseline> parse_baseline(std::string_view text, const std::string& file);
/// A member a line, so that Git shows what was accepted.
[[nodiscard]] std::string to_text(const DriftBaseline& baseline);

/// Takes what is accepted out of the report, and counts it.
void leave_out_accepted(DriftReport& report, const DriftBaseline& baseline, const std::string& lineage);

struct Acceptance {
    DriftBaseline baseline;  ///< what was accepted before and still is there, and all drift of the report
    std::size_t added = 0;
    std::size_t dropped = 0;  ///< what was accepted before and is no difference any more
};
/// REQUIRES: what `before` accepts is still in the report. `by` gives accepted_at and accepted_by.
[[nodiscard]] Acceptance accept(const DriftReport& report, const DriftBaseline& before,
                                const std::string& lineage, const AcceptedDrift& by);

}  // namespace fireform
