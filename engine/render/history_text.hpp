// `history` for people and for machines.
#pragma once

#include "state/snapshot.hpp"

#include <string>
#include <vector>

namespace fireform {

/// The newest first, a line each, and what a run destroyed below it.
[[nodiscard]] std::string history_text(const std::vector<RunRecord>& history);
/// The newest first, on one line.
[[nodiscard]] std::string history_json(const std::vector<RunRecord>& history);

}  // namespace fireform
