#include "providers/emulator/times.hpp"

#include <charconv>
#include <cstdint>
#include <cstdio>

namespace fireform::emulator {
namespace {

using namespace std::chrono;

/// A whole number from all of `text`; nothing but digits.
std::optional<std::int64_t> digits(std::string_view text) {
    if (text.empty() || text.size() > 18) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// "5" after the point is 500,000,000 ns.
std::optional<Nanos> fraction(std::string_view text) {
    if (text.size() > 9) return std::nullopt;
    auto value = digits(text);
    if (!value) return std::nullopt;
    for (std::size_t i = text.size(); i < 9; ++i)
        *value *= 10;
    return Nanos(*value);
}

/// Every change of an object writes a time or two, so that no printf stands here.
void put_digits(std::string& text, std::size_t at, std::size_t width, std::int64_t value) {
    for (std::size_t i = width; i-- > 0; value /= 10)
        text[at + i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string timestamp(Nanos time) {
    const sys_time<Nanos> point{time};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const auto micros = duration_cast<microseconds>(point - day).count();
    const auto seconds_of_day = micros / 1'000'000;
    std::string text = "0000-00-00T00:00:00.000000Z";
    put_digits(text, 0, 4, static_cast<int>(date.year()));
    put_digits(text, 5, 2, static_cast<unsigned>(date.month()));
    put_digits(text, 8, 2, static_cast<unsigned>(date.day()));
    put_digits(text, 11, 2, seconds_of_day / 3600);
    put_digits(text, 14, 2, seconds_of_day / 60 % 60);
    put_digits(text, 17, 2, seconds_of_day % 60);
    const auto rest = micros % 1'000'000;
    put_digits(text, 20, 6, rest);
    if (rest == 0) text.replace(19, std::string::npos, "Z");
    return text;
}

std::optional<Nanos> parse_timestamp(std::string_view text) {
    // "2026-05-01T12:00:00" and then a fraction and an offset
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
        text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto year_ = digits(text.substr(0, 4)), month_ = digits(text.substr(5, 2)),
               day_ = digits(text.substr(8, 2)), hour = digits(text.substr(11, 2)),
               minute = digits(text.substr(14, 2)), second = digits(text.substr(17, 2));
    if (!year_ || !month_ || !day_ || !hour || !minute || !second) return std::nullopt;
    const year_month_day date{year(static_cast<int>(*year_)), month(static_cast<unsigned>(*month_)),
                              day(static_cast<unsigned>(*day_))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    text.remove_prefix(19);
    Nanos part{0};
    if (text.starts_with('.')) {
        const auto end = text.find_first_not_of("0123456789", 1);
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = fraction(text.substr(1, end - 1));
        if (!value) return std::nullopt;
        part = *value;
        text.remove_prefix(end);
    }
    Nanos offset{0};
    if (text != "Z" && text != "z") {
        if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
        const auto offset_hour = digits(text.substr(1, 2)), offset_minute = digits(text.substr(4, 2));
        if (!offset_hour || !offset_minute || *offset_hour > 23 || *offset_minute > 59) return std::nullopt;
        offset = hours(*offset_hour) + minutes(*offset_minute);
        if (text[0] == '-') offset = -offset;
    }
    // 64 bits of nanoseconds end in 2262; what lies beyond is the end of time.
    if (*year_ < 1700) return Nanos::min();
    if (*year_ > 2260) return Nanos::max();
    return sys_days(date).time_since_epoch() + hours(*hour) + minutes(*minute) + seconds(*second) + part -
           offset;
}

std::string duration_text(Nanos length) {
    const bool negative = length.count() < 0;
    const std::int64_t count = negative ? -length.count() : length.count();
    std::string text = (negative ? "-" : "") + std::to_string(count / 1'000'000'000);
    if (std::int64_t rest = count % 1'000'000'000; rest != 0) {
        int width = 9;
        while (rest % 1000 == 0) {
            rest /= 1000;
            width -= 3;
        }
        char buffer[24];
        std::snprintf(buffer, sizeof buffer, ".%0*d", width, static_cast<int>(rest));
        text += buffer;
    }
    return text + "s";
}

std::optional<Nanos> parse_duration(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (!text.ends_with('s')) return std::nullopt;
    text.remove_suffix(1);
    const auto point = text.find('.');
    const auto whole = digits(text.substr(0, point));
    // 315,576,000,000 s is the protocol's own bound; ours is what nanoseconds in 64 bits hold.
    if (!whole || *whole > 9'000'000'000) return std::nullopt;
    Nanos value = seconds(*whole);
    if (point != std::string_view::npos) {
        const auto part = fraction(text.substr(point + 1));
        if (!part) return std::nullopt;
        value += *part;
    }
    return negative ? -value : value;
}

}  // namespace fireform::emulator
