#include "providers/http/retry.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fireform;
using std::chrono::milliseconds;

namespace {

// 2026-05-01T12:00:00Z
const std::chrono::system_clock::time_point noon{std::chrono::seconds{1777636800}};

HttpResponse reply(int status, HttpHeaders headers = {}, std::string body = "") {
    return HttpResponse{status, std::move(headers), std::move(body)};
}

}  // namespace

TEST_CASE("retry: which replies are tried again") {
    struct Row {
        const char* name;
        HttpResponse response;
        bool again;
    };
    const std::vector<Row> rows{
        {"success", reply(200), false},
        {"bad request", reply(400), false},
        {"refused key", reply(401), false},
        {"absent", reply(404), false},
        {"request timeout", reply(408), true},
        {"exists", reply(409, {}, R"({"code": 6, "message": "exists"})"), false},
        {"aborted", reply(409, {}, R"({"code": 10, "message": "try again"})"), true},
        {"conflict that is not JSON", reply(409, {}, "conflict"), false},
        {"conflict with a code in words", reply(409, {}, R"({"code": "ABORTED"})"), false},
        {"too many", reply(429), true},
        {"internal", reply(500), true},
        {"not implemented", reply(501), false},
        {"bad gateway", reply(502), true},
        {"unavailable", reply(503), true},
        {"gateway timeout", reply(504), true},
        {"told to", reply(400, {{"X-Should-Retry", "true"}}), true},
        {"told not to", reply(503, {{"x-should-retry", "FALSE"}}), false},
        {"told something else", reply(503, {{"x-should-retry", "maybe"}}), true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(should_retry(row.response) == row.again);
    }
}

TEST_CASE("retry: what the server asks for") {
    struct Row {
        const char* name;
        HttpHeaders headers;
        long asked;  // ms; -1: nothing
    };
    const std::vector<Row> rows{
        {"nothing", {}, -1},
        {"seconds", {{"Retry-After", "7"}}, 7000},
        {"a fraction", {{"retry-after", "0.25"}}, 250},
        {"milliseconds win", {{"retry-after", "7"}, {"Retry-After-Ms", "120"}}, 120},
        {"exactly the limit", {{"retry-after", "60"}}, 60000},
        {"beyond the limit", {{"retry-after", "61"}}, -1},
        {"zero", {{"retry-after", "0"}}, -1},
        {"negative", {{"retry-after", "-3"}}, -1},
        {"not a number", {{"retry-after", "soon"}}, -1},
        {"infinite", {{"retry-after", "inf"}}, -1},
        {"a date", {{"retry-after", "Fri, 01 May 2026 12:00:30 GMT"}}, 30000},
        {"a date that has passed", {{"retry-after", "Fri, 01 May 2026 11:59:00 GMT"}}, -1},
        {"a date before all clocks", {{"retry-after", "Fri, 01 May 0202 12:00:30 GMT"}}, -1},
        {"a date after all clocks", {{"retry-after", "Fri, 01 May 9999 12:00:30 GMT"}}, -1},
        {"a date too far away", {{"retry-after", "Fri, 01 May 2026 13:00:00 GMT"}}, -1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto asked = retry_after(reply(429, row.headers), noon);
        CHECK((asked ? asked->count() : -1) == row.asked);
    }
}

TEST_CASE("retry: delays double up to the limit, less jitter, and give way to the server's wish") {
    const RetryPolicy policy;
    struct Row {
        const char* name;
        int attempt;
        double jitter;
        std::optional<milliseconds> asked;
        long delay;
    };
    const std::vector<Row> rows{
        {"first", 0, 0, {}, 500},
        {"second", 1, 0, {}, 1000},
        {"seventh reaches the limit", 6, 0, {}, 30000},
        {"far beyond it", 1000, 0, {}, 30000},
        {"jitter takes up to a quarter", 0, 0.999999, {}, 376},
        {"half the jitter", 2, 0.5, {}, 1750},
        {"a longer wish wins", 0, 0, milliseconds(5000), 5000},
        {"a shorter wish does not", 3, 0, milliseconds(100), 4000},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(retry_delay(policy, row.attempt, row.jitter, row.asked).count() == row.delay);
    }
}
