#include "providers/emulator/cron.hpp"
#include "providers/emulator/time_zones.hpp"
#include "providers/emulator/times.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace fireform::emulator;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

std::int64_t at(const char* time) {
    return parse_timestamp(time)->count() / 1'000'000'000;
}

std::string again(const char* duration) {
    const auto parsed = parse_duration(duration);
    return parsed ? duration_text(*parsed) : "-";
}

}  // namespace

TEST_CASE("times: timestamps are RFC 3339 in UTC, with microseconds when there are any") {
    CHECK(timestamp(nanoseconds(0)) == "1970-01-01T00:00:00Z");
    CHECK(timestamp(seconds(1777636800) + nanoseconds(123456789)) == "2026-05-01T12:00:00.123456Z");
    CHECK(timestamp(nanoseconds(-1000)) == "1969-12-31T23:59:59.999999Z");
    for (const char* good : {"2026-05-01T12:00:00Z", "2026-05-01T12:00:00.5Z",
                             "2026-05-01t12:00:00.123456789z", "2026-05-01T14:00:00+02:00"})
        CHECK(parse_timestamp(good).has_value());
    CHECK(parse_timestamp("2026-05-01T14:00:00+02:00") == parse_timestamp("2026-05-01T12:00:00Z"));
    CHECK(parse_timestamp("9999-12-31T23:59:59Z") == nanoseconds::max());
    for (const char* bad : {"", "2026-05-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                            "2026-05-01T24:00:00Z", "2026-05-01T12:00:00", "2026-05-01T12:00:00.Z",
                            "2026-05-01T12:00:00.1234567890Z", "2026-05-01T12:00:00+2:00"})
        CHECK_FALSE_MESSAGE(parse_timestamp(bad).has_value(), bad);
}

TEST_CASE("times: durations are seconds with an s, the fraction in threes") {
    CHECK(again("300s") == "300s");
    CHECK(again("0.5s") == "0.500s");
    CHECK(again("-1.000001s") == "-1.000001s");
    CHECK(again("1.000000001s") == "1.000000001s");
    CHECK(again("007s") == "7s");
    for (const char* bad :
         {"", "s", "5", "5m", "1e3s", "+5s", "5.s", ".5s", "5.1234567890s", "99999999999999s"})
        CHECK_MESSAGE(again(bad) == "-", bad);
}

TEST_CASE("cron: lists, ranges, steps and names") {
    struct Row {
        const char* cron;
        const char* time;
        bool matches;
    };
    for (const auto& [text, time, matches] : std::initializer_list<Row>{
             {"* * * * *", "2026-05-01T12:34:00Z", true},
             {"34 12 1 5 *", "2026-05-01T12:34:00Z", true},
             {"35 12 1 5 *", "2026-05-01T12:34:00Z", false},
             {"*/10 * * * *", "2026-05-01T12:30:00Z", true},
             {"*/10 * * * *", "2026-05-01T12:34:00Z", false},
             {"0,34 9-17 * * *", "2026-05-01T12:34:00Z", true},
             {"0 8 * * Mon-Fri", "2026-05-01T08:00:00Z", true},
             {"0 8 * * Mon-Fri", "2026-05-02T08:00:00Z", false},
             {"0 8 * * 7", "2026-05-03T08:00:00Z", true},
             {"0 8 * may SUN", "2026-05-03T08:00:00Z", true},
             {"0 8 13 * Fri", "2026-05-01T08:00:00Z", true},  // the 13th or a Friday
             {"0 8 13 * Fri", "2026-05-13T08:00:00Z", true},
             {"0 8 13 * Fri", "2026-05-14T08:00:00Z", false},
         }) {
        const auto cron = parse_cron(text);
        REQUIRE_MESSAGE(cron.has_value(), text);
        CHECK_MESSAGE(cron->matches(at(time)) == matches, text, " ", time);
    }
    for (const char* bad :
         {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
          "5-1 * * * *", "a * * * *", "*/0 * * * *", "1,,2 * * * *"})
        CHECK_FALSE_MESSAGE(parse_cron(bad).has_value(), bad);
}

TEST_CASE("time zones: offsets come from the machine's database") {
    TimeZones zones;
    CHECK(zones.offset("UTC", at("2026-07-01T00:00:00Z")) == 0);
    CHECK_FALSE(zones.knows("../etc/passwd"));
    CHECK_FALSE(zones.knows(""));
    if (!std::filesystem::exists("/usr/share/zoneinfo/America/New_York")) return;
    CHECK(zones.knows("America/New_York"));
    CHECK_FALSE(zones.knows("America/Nowhere"));
    CHECK(zones.offset("America/New_York", at("2026-01-15T00:00:00Z")) == -5 * 3600);
    CHECK(zones.offset("America/New_York", at("2026-07-15T00:00:00Z")) == -4 * 3600);
}
