// JSON that fireform wrote, read with exact numbers; that of a snapshot resource by resource: as one document
// a large fleet takes several times the memory of its text.
#pragma once

#include <boost/json/fwd.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <string_view>

namespace fireform {

struct ParsedText {
    std::size_t used = 0;  ///< bytes of the text, up to the end of the value or to what is wrong
    boost::system::error_code failed;
};

/// Every number is the double nearest to what the text says, so that what fireform wrote is read as it was.
[[nodiscard]] ParsedText parse_exactly(std::string_view text, boost::json::value& document);

/// Likewise; `take` gets each element of the top-level list "resources" once it is whole; it is gone
/// afterwards. `rest` becomes the document without them. An error in the text may show after some were taken.
[[nodiscard]] ParsedText parse_by_resource(std::string_view text,
                                           const std::function<void(const boost::json::value&)>& take,
                                           boost::json::value& rest);

}  // namespace fireform
