// parse_duration() and duration_text() of value.hpp.
#include "schemas/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace fireform {
namespace {

using Count = Duration::rep;
constexpr Count count_max = std::numeric_limits<Count>::max();

struct Unit {
    std::string_view sign;
    Count nanoseconds;
};
/// Largest first: the order in which they may stand in a text.
constexpr Unit units[] = {
    {"h", 3'600'000'000'000}, {"m", 60'000'000'000}, {"s", 1'000'000'000}, {"ms", 1'000'000}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view take(std::string_view& text, bool digits) {
    const auto end =
        std::ranges::find_if(text, [digits](char c) { return is_digit(c) != digits && c != '.'; });
    const auto length = static_cast<std::size_t>(end - text.begin());
    const auto taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

/// Nanoseconds of "1.5" units; no value: no number, too large, or finer than a nanosecond.
std::optional<Count> scaled(std::string_view number, Count unit) {
    const auto point = number.find('.');
    const auto whole = number.substr(0, point);
    if (whole.empty()) return std::nullopt;
    Count total = 0;
    for (const char digit : whole) {
        if (total > (count_max - 9) / 10) return std::nullopt;
        total = total * 10 + (digit - '0');
    }
    if (total > count_max / unit) return std::nullopt;
    total *= unit;
    if (point == std::string_view::npos) return total;

    const auto fraction = number.substr(point + 1);
    if (fraction.empty()) return std::nullopt;
    for (const char digit : fraction) {
        if (digit == '.' || unit % 10 != 0) return std::nullopt;
        unit /= 10;
        const Count part = unit * (digit - '0');
        if (total > count_max - part) return std::nullopt;
        total += part;
    }
    return total;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;

    if (std::ranges::all_of(text, is_digit)) {
        const auto seconds = scaled(text, units[2].nanoseconds);
        if (!seconds) return std::nullopt;
        return Duration(negative ? -*seconds : *seconds);
    }

    Count total = 0;
    const Unit* next = std::begin(units);
    while (!text.empty()) {
        const auto number = take(text, true);
        const auto sign = take(text, false);
        const auto* unit = std::find_if(next, std::end(units), [&](const Unit& u) { return u.sign == sign; });
        if (unit == std::end(units)) return std::nullopt;
        next = unit + 1;
        const auto part = scaled(number, unit->nanoseconds);
        if (!part || total > count_max - *part) return std::nullopt;
        total += *part;
    }
    return Duration(negative ? -total : total);
}

std::string duration_text(Duration duration) {
    std::string text = duration.count() < 0 ? "-" : "";
    // Unsigned: the smallest count has no positive twin.
    auto rest = duration.count() < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(duration.count())
                                     : static_cast<std::uint64_t>(duration.count());
    const auto take_unit = [&rest](const Unit& unit) {
        const auto size = static_cast<std::uint64_t>(unit.nanoseconds);
        const auto count = rest / size;
        rest %= size;
        return count;
    };
    if (const auto hours = take_unit(units[0])) text += fmt::format("{}h", hours);
    if (const auto minutes = take_unit(units[1])) text += fmt::format("{}m", minutes);
    const auto seconds = take_unit(units[2]);
    if (rest == 0) {
        if (seconds || text.empty() || text == "-") text += fmt::format("{}s", seconds);
        return text;
    }
    std::string fraction = fmt::format("{}.{:09}", seconds, rest);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    fraction += 's';
    const std::string whole = fmt::format("{}ms", rest / 1'000'000);
    const bool in_milliseconds = seconds == 0 && rest % 1'000'000 == 0 && whole.size() <= fraction.size();
    return text + (in_milliseconds ? whole : fraction);
}

}  // namespace fireform
