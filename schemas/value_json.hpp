// Values as fireform's own JSON (state, plans, `--json`): durations as "5m", everything else as itself. The
// API's JSON is providers/fireworks/json_codec.hpp.
#pragma once

#include "schemas/schema.hpp"
#include "schemas/text_pool.hpp"

#include <boost/json/fwd.hpp>
#include <string>

namespace fireform {

/// Unknown becomes {"$unknown": "template"}.
[[nodiscard]] boost::json::value to_json(const Value& value);
/// Reads what to_json() wrote. Without an attribute nothing says that "5m" is a duration: it stays a string.
[[nodiscard]] Value from_json(const boost::json::value& json);
[[nodiscard]] Value from_json(const Attribute& attribute, const boost::json::value& json);

/// An object with a member per attribute, by canonical name, in table order. Sensitive values are left out.
[[nodiscard]] boost::json::object to_json(const ResourceType& type, const Attributes& attributes);
/// Names the type does not know are skipped and handed back in `unknown_names`, if given. With `texts` the
/// values share what they have in common.
[[nodiscard]] Attributes attributes_from_json(const ResourceType& type, const boost::json::object& json,
                                              std::vector<std::string>* unknown_names = nullptr,
                                              TextPool* texts = nullptr);

}  // namespace fireform
