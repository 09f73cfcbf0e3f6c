// Points in time as the service writes them (brief 8.10).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fireform {

using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// "2026-01-31T12:00:00.5Z", which is always UTC, with up to nine digits behind the point. None: not a time.
[[nodiscard]] std::optional<Timestamp> time_of(std::string_view text);

}  // namespace fireform
