#include "providers/emulator/autoscaling.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/cron.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

using namespace std::chrono;
using std::string_view;

constexpr std::array<string_view, 5> load_targets{"default", "tokens_generated_per_second",
                                                  "prompt_tokens_per_second", "requests_per_second",
                                                  "concurrent_requests"};
constexpr std::size_t schedules_max = 5;
constexpr auto look_ahead = hours(24 * 8);  ///< longer than any schedule lasts

Nanos duration_of(const json::object& body, string_view field) {
    return parse_duration(text_of(body, field)).value_or(Nanos{0});
}

std::optional<Refusal> check_windows(const json::object& policy) {
    if (duration_of(policy, "scaleUpWindow") < Nanos{0} || duration_of(policy, "scaleUpWindow") > hours(1))
        return invalid("autoscaling_policy.scale_up_window must be between 0s and 3600s");
    if (duration_of(policy, "scaleDownWindow") < Nanos{0} ||
        duration_of(policy, "scaleDownWindow") > hours(1))
        return invalid("autoscaling_policy.scale_down_window must be between 0s and 3600s");
    if (has(policy, "scaleToZeroWindow") && duration_of(policy, "scaleToZeroWindow") < minutes(5))
        return invalid("autoscaling_policy.scale_to_zero_window must be at least 300s");
    return std::nullopt;
}

std::optional<Refusal> check_schedule(const std::string& name, const json::object& schedule,
                                      std::int64_t replicas_max, TimeZones& zones) {
    const auto where = "autoscaling_policy.scaling_schedules[\"" + name + "\"].";
    const auto least = number_of(schedule, "minReplicaCount");
    if (least < 0 || least > replicas_max)
        return invalid(where + "min_replica_count must be between 0 and max_replica_count (" +
                       std::to_string(replicas_max) + ")");
    if (!parse_cron(text_of(schedule, "schedule")))
        return invalid(where + "schedule is not a 5-field cron expression");
    const auto length = duration_of(schedule, "duration");
    if (length < seconds(300) || length > seconds(604800) || length % seconds(1) != Nanos{0})
        return invalid(where + "duration must be whole seconds between 300s and 604800s");
    if (!zones.knows(text_of(schedule, "timezone")))
        return invalid(where + "timezone is not an IANA time zone");
    return std::nullopt;
}

/// A schedule as the clock sees it.
struct Timetable {
    Cron cron;
    Nanos length{0};
    string_view zone;

    [[nodiscard]] bool starts_at(std::int64_t minute, TimeZones& zones) const {
        const std::int64_t utc = minute * 60;
        return cron.matches(utc + zones.offset(zone, utc));
    }
};

}  // namespace

std::optional<Refusal> check_autoscaling(const json::object& deployment, TimeZones& zones) {
    const json::object& policy = message_of(deployment, "autoscalingPolicy");
    if (auto refusal = check_windows(policy)) return refusal;
    for (const auto& target : message_of(policy, "loadTargets")) {
        if (std::find(load_targets.begin(), load_targets.end(), string_view(target.key())) ==
            load_targets.end())
            return invalid("autoscaling_policy.load_targets: unknown load metric \"" +
                           std::string(target.key()) + "\"");
        if (target.value().to_number<double>() <= 0)
            return invalid("autoscaling_policy.load_targets[\"" + std::string(target.key()) +
                           "\"] must be positive");
    }
    const json::object& schedules = message_of(policy, "scalingSchedules");
    if (schedules.size() > schedules_max)
        return invalid("autoscaling_policy.scaling_schedules: at most 5 schedules per deployment");
    for (const auto& entry : schedules)
        if (auto refusal = check_schedule(std::string(entry.key()), entry.value().as_object(),
                                          number_of(deployment, "maxReplicaCount"), zones))
            return refusal;
    return std::nullopt;
}

void fill_autoscaling(json::object& deployment) {
    json::object& policy = message_in(deployment, "autoscalingPolicy");
    if (!has(policy, "scaleUpWindow")) set_text(policy, "scaleUpWindow", "30s");
    if (!has(policy, "scaleDownWindow")) set_text(policy, "scaleDownWindow", "600s");
    if (!has(policy, "scaleToZeroWindow")) set_text(policy, "scaleToZeroWindow", "3600s");
    if (message_of(policy, "loadTargets").empty())
        set_real(message_in(policy, "loadTargets"), "default", static_cast<double>(0.8F));
}

Nanos window(const json::object& deployment, string_view field) {
    return duration_of(message_of(deployment, "autoscalingPolicy"), field);
}

Minimum minimum_at(const json::object& deployment, Nanos now, TimeZones& zones) {
    Minimum result{number_of(deployment, "minReplicaCount"), std::nullopt};
    const auto sooner = [&](Nanos time) { result.changes = std::min(result.changes.value_or(time), time); };
    for (const auto& entry : message_of(message_of(deployment, "autoscalingPolicy"), "scalingSchedules")) {
        const json::object& schedule = entry.value().as_object();
        if (flag_of(schedule, "disabled")) continue;
        const auto cron = parse_cron(text_of(schedule, "schedule"));
        if (!cron) continue;
        const Timetable table{*cron, duration_of(schedule, "duration"), text_of(schedule, "timezone")};
        const std::int64_t this_minute = floor<minutes>(now).count();
        std::optional<Nanos> end;
        for (std::int64_t minute = this_minute; Nanos(minutes(minute)) + table.length > now; --minute)
            if (table.starts_at(minute, zones)) {
                end = Nanos(minutes(minute)) + table.length;
                break;
            }
        if (end) {
            result.replicas = std::max(result.replicas, number_of(schedule, "minReplicaCount"));
            sooner(*end);
        }
        const std::int64_t last = this_minute + duration_cast<minutes>(look_ahead).count();
        std::int64_t minute = this_minute + 1;
        while (minute < last && !table.starts_at(minute, zones))
            ++minute;
        sooner(minutes(minute));
    }
    result.replicas = std::min(result.replicas, number_of(deployment, "maxReplicaCount"));
    return result;
}

}  // namespace fireform::emulator
