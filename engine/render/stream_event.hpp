// The frame of every line of the event stream. For the .cpp files that already see Boost.JSON.
#pragma once

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace fireform {

/// {"@level", "@message", "@module", "@timestamp", "type"}
[[nodiscard]] boost::json::object stream_event(std::string_view level, const std::string& message,
                                               const std::string& timestamp, std::string_view type);

}  // namespace fireform
