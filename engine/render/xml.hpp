// Text as XML holds it.
#pragma once

#include <string>
#include <string_view>

namespace fireform {

/// For text and for attributes. What XML 1.0 has no way to say is spelled out; line ends stay.
[[nodiscard]] std::string xml(std::string_view text);

}  // namespace fireform
