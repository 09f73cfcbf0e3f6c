#include "engine/plan/timestamp.hpp"

#include <charconv>

namespace fireform {
namespace {

std::optional<int> number_at(std::string_view text, std::size_t begin, std::size_t length) {
    if (text.size() < begin + length) return std::nullopt;
    int number = 0;
    const char* end = text.data() + begin + length;
    const auto [stopped, error] = std::from_chars(text.data() + begin, end, number);
    return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

/// Of ".5Z": 500,000,000.
std::chrono::nanoseconds fraction_of(std::string_view text) {
    std::chrono::nanoseconds sum{0};
    if (!text.starts_with('.')) return sum;
    int unit = 100'000'000;
    for (const char c : text.substr(1)) {
        if (c < '0' || c > '9') break;
        sum += std::chrono::nanoseconds((c - '0') * unit);
        unit /= 10;
    }
    return sum;
}

}  // namespace

std::optional<Timestamp> time_of(std::string_view text) {
    namespace chrono = std::chrono;
    const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
    const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2),
               second = number_at(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const chrono::year_month_day date{chrono::year(*year), chrono::month(static_cast<unsigned>(*month)),
                                      chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(*hour) + chrono::minutes(*minute) +
           chrono::seconds(*second) + fraction_of(text.substr(19));
}

}  // namespace fireform
