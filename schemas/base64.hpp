// Bytes as letters (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// None: not what to_base64() gives.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace fireform
