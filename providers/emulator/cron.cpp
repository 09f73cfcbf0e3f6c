#include "providers/emulator/cron.hpp"

#include <array>
#include <chrono>
#include <span>

namespace fireform::emulator {
namespace {

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Bounds {
    int low;
    int high;
    std::span<const std::string_view> names;  ///< of low, low + 1, ...
};

bool same_word(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if ((a[i] | 0x20) != b[i]) return false;
    return true;
}

std::optional<int> number(std::string_view text, const Bounds& bounds) {
    for (std::size_t i = 0; i < bounds.names.size(); ++i)
        if (same_word(text, bounds.names[i])) return bounds.low + static_cast<int>(i);
    if (text.empty() || text.size() > 2) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value < bounds.low || value > bounds.high ? std::nullopt : std::optional(value);
}

/// "*", "*/5", "1-5", "1-30/2", "Mon"
bool add_part(std::string_view part, const Bounds& bounds, std::uint64_t& bits) {
    int step = 1;
    const auto slash = part.find('/');
    if (slash != std::string_view::npos) {
        const auto given = number(part.substr(slash + 1), {1, 59, {}});
        if (!given) return false;
        step = *given;
        part = part.substr(0, slash);
    }
    int from = bounds.low, to = bounds.high;
    if (part != "*") {
        const auto dash = part.find('-');
        const auto first = number(part.substr(0, dash), bounds);
        if (!first) return false;
        from = *first;
        to = slash == std::string_view::npos ? *first : bounds.high;
        if (dash != std::string_view::npos) {
            const auto last = number(part.substr(dash + 1), bounds);
            if (!last || *last < from) return false;
            to = *last;
        }
    }
    for (int value = from; value <= to; value += step)
        bits |= std::uint64_t{1} << value;
    return true;
}

bool add_field(std::string_view field, const Bounds& bounds, std::uint64_t& bits) {
    while (true) {
        const auto comma = field.find(',');
        if (!add_part(field.substr(0, comma), bounds, bits)) return false;
        if (comma == std::string_view::npos) return true;
        field.remove_prefix(comma + 1);
    }
}

bool bit(std::uint64_t bits, unsigned at) {
    return (bits >> at & 1) != 0;
}

}  // namespace

bool Cron::matches(std::int64_t local) const {
    using namespace std::chrono;
    const sys_seconds point{seconds(local)};
    const auto day = floor<std::chrono::days>(point);
    const auto of_day = static_cast<unsigned>((point - day).count());
    if (!bit(minutes, of_day / 60 % 60) || !bit(hours, of_day / 3600)) return false;
    const year_month_day date{day};
    if (!bit(months, static_cast<unsigned>(date.month()))) return false;
    const bool day_fits = bit(days, static_cast<unsigned>(date.day()));
    const bool weekday_fits = bit(weekdays, std::chrono::weekday(day).c_encoding());
    return any_day || any_weekday ? day_fits && weekday_fits : day_fits || weekday_fits;
}

std::optional<Cron> parse_cron(std::string_view text) {
    std::array<std::string_view, 5> fields;
    std::size_t count = 0;
    while (true) {
        const auto start = text.find_first_not_of(" \t");
        if (start == std::string_view::npos) break;
        if (count == fields.size()) return std::nullopt;
        text.remove_prefix(start);
        fields[count++] = text.substr(0, text.find_first_of(" \t"));
        text.remove_prefix(fields[count - 1].size());
    }
    if (count != fields.size()) return std::nullopt;
    Cron cron;
    if (!add_field(fields[0], {0, 59, {}}, cron.minutes) || !add_field(fields[1], {0, 23, {}}, cron.hours) ||
        !add_field(fields[2], {1, 31, {}}, cron.days) ||
        !add_field(fields[3], {1, 12, month_names}, cron.months) ||
        !add_field(fields[4], {0, 7, day_names}, cron.weekdays))
        return std::nullopt;
    if (bit(cron.weekdays, 7)) cron.weekdays |= 1;  // 7 is Sunday too
    cron.any_day = fields[2].starts_with('*');
    cron.any_weekday = fields[4].starts_with('*');
    return cron;
}

}  // namespace fireform::emulator
