// The history of a snapshot as JSON.
#pragma once

#include "state/snapshot.hpp"

#include <boost/json/fwd.hpp>
#include <vector>

namespace fireform {

struct JsonReader;  // state/json_reader.hpp

[[nodiscard]] boost::json::array history_to_json(const std::vector<RunRecord>& history);
/// The newest history_max.
[[nodiscard]] std::vector<RunRecord> history_from_json(const boost::json::array& list, JsonReader& reader);

}  // namespace fireform
