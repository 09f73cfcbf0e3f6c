// Five-field cron expressions of scaling schedules (brief 2.1.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fireform::emulator {

/// Bits of the values that fit: bit 0 of `minutes` is minute 0.
struct Cron {
    std::uint64_t minutes = 0;
    std::uint64_t hours = 0;
    std::uint64_t days = 0;                     ///< of the month, from bit 1
    std::uint64_t months = 0;                   ///< from bit 1
    std::uint64_t weekdays = 0;                 ///< bit 0: Sunday
    bool any_day = false, any_weekday = false;  ///< written as '*': the other one decides alone

    /// `local`: seconds since 1970 in the schedule's time zone.
    [[nodiscard]] bool matches(std::int64_t local) const;
};

/// minute hour day-of-month month day-of-week, with lists, ranges, steps and the names Jan-Dec, Sun-Sat.
[[nodiscard]] std::optional<Cron> parse_cron(std::string_view text);

}  // namespace fireform::emulator
