// The snapshot as text: contract section 5, two-space indented, one final newline, so that Git can compare
// it.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/snapshot.hpp"

#include <string>
#include <string_view>

namespace fireform {

[[nodiscard]] std::string to_json_text(const Snapshot& snapshot, const Catalog& catalog);

/// `file` is named in diagnostics. Errors: not JSON, not a state, a newer `format` (named), a resource type
/// this program does not know (named). Unknown keys are kept in `extra`.
[[nodiscard]] Checked<Snapshot> parse_snapshot(std::string_view text, const std::string& file,
                                               const Catalog& catalog);

/// One resource, as it stands in the snapshot and in journal outcomes.
[[nodiscard]] std::string to_json_text(const ResourceState& resource, const Catalog& catalog);
[[nodiscard]] Checked<ResourceState> parse_resource(std::string_view text, const std::string& file,
                                                    const Catalog& catalog);

}  // namespace fireform
