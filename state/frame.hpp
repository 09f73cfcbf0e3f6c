// Lines that show whether they are whole: length and checksum in front of the payload. The journal is made of
// them.
//
//   <length of the payload, 8 hex digits> <its CRC-32C, 8 hex digits> <payload>
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

inline constexpr std::size_t frame_size = 8 + 1 + 8 + 1;  ///< before the payload

/// What stands before the payload.
[[nodiscard]] std::string frame_of(std::string_view payload);

/// The payload of the line `line`, without its line break. No value: broken.
[[nodiscard]] std::optional<std::string_view> unframed(std::string_view line);

/// The length that the frame at the start of `text` tells. No value: there is no frame, or `text` is shorter.
[[nodiscard]] std::optional<std::size_t> framed_length(std::string_view text);

}  // namespace fireform
