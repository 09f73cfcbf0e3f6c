#include "engine/plan/idle_deletion.hpp"

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

namespace fireform {
namespace {

using std::chrono::sys_seconds;

std::optional<int> number_at(std::string_view text, std::size_t begin, std::size_t length) {
    if (text.size() < begin + length) return std::nullopt;
    int number = 0;
    const char* end = text.data() + begin + length;
    const auto [stopped, error] = std::from_chars(text.data() + begin, end, number);
    return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

/// "2026-01-31T12:00:00.5Z" to whole seconds; the service writes UTC.
std::optional<sys_seconds> time_of(std::string_view text) {
    namespace chrono = std::chrono;
    const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
    const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2),
               second = number_at(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const chrono::year_month_day date{chrono::year(*year), chrono::month(static_cast<unsigned>(*month)),
                                      chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(*hour) + chrono::minutes(*minute) +
           chrono::seconds(*second);
}

}  // namespace

bool may_be_idle_deletion(const ResourceState& entry, const ResourceType& type, const LiveObject* object) {
    constexpr std::chrono::days idle_min{7};
    if (type.name != "deployment") return false;
    const auto* minimum = entry.seen.get(type, "min_replica_count").integer();
    if (minimum && *minimum > 0) return false;
    if (!object) return true;
    const auto made = time_of(object->attributes.get(type, "create_time").text());
    const auto deleted = time_of(object->attributes.get(type, "delete_time").text());
    return !made || !deleted || *deleted - *made >= idle_min;
}

}  // namespace fireform
