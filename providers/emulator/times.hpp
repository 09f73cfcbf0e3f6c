// Times and durations as the API writes them (brief 8.10), on the emulator's own clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

/// A point on the emulator's clock, counted from 1970-01-01T00:00:00Z; or a length.
using Nanos = std::chrono::nanoseconds;

/// "2026-05-01T12:00:00Z", with microseconds when there are any.
[[nodiscard]] std::string timestamp(Nanos time);
/// RFC 3339, any offset, up to nine digits of a fraction. Before 1700 and after 2260: the first and last
/// Nanos.
[[nodiscard]] std::optional<Nanos> parse_timestamp(std::string_view text);

/// "300s", "1.500s": the fraction in groups of three digits.
[[nodiscard]] std::string duration_text(Nanos length);
/// `^-?\d+(\.\d{1,9})?s$`
[[nodiscard]] std::optional<Nanos> parse_duration(std::string_view text);

}  // namespace fireform::emulator
