// What several of our JSON forms are made of. For the .cpp files that already see Boost.JSON.
#pragma once

#include "engine/plan/plan.hpp"
#include "schemas/diagnostic.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace fireform {

/// {"severity", "code", "summary", "detail", "address", "hint", "range", "snippet"}, the last four where
/// there are such.
[[nodiscard]] boost::json::object diagnostic_json(const Diagnostic& diagnostic, const Sources& sources);

/// The frame of every line of the event stream: {"@level", "@message", "@module", "@timestamp", "type"}
[[nodiscard]] boost::json::object stream_event(std::string_view level, const std::string& message,
                                               const std::string& timestamp, std::string_view type);

/// The resource of an event, in Terraform's keys.
[[nodiscard]] boost::json::object resource_json(const Address& address);

/// {"path", "before", "after", "after_unknown", "sensitive", "forces_replacement", "note"}: no values where
/// they are sensitive, no note where there is none.
[[nodiscard]] boost::json::object attribute_json(const AttributeChange& change);

}  // namespace fireform
