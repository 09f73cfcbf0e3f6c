// Values as JSON that reads back as the same value, kind included, without an attribute that says what it is.
// For saved plans; state and `--json` use schemas/value_json.hpp, which is made for readers.
#pragma once

#include "schemas/value.hpp"

#include <boost/json/fwd.hpp>

namespace fireform {

/// Durations as {"$duration": NANOSECONDS}, unknown values as {"$unknown": TEMPLATE}, maps with a key that
/// begins with '$' as {"$map": {...}}.
[[nodiscard]] boost::json::value to_exact_json(const Value& value);
/// Throws std::exception when it is none of these.
[[nodiscard]] Value from_exact_json(const boost::json::value& json);

}  // namespace fireform
