// Requests against a service that counts them: on virtual time, with the emulator's token bucket, so that
// every request is counted and none is timed.
#include "providers/fireworks/request_pace.hpp"

#include "engine/apply/task_group.hpp"
#include "providers/emulator/rate_limit.hpp"
#include "tests/support/virtual_clock.hpp"

#include <doctest/doctest.h>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

using namespace fireform;
using namespace fireform::fireworks;
using namespace fireform::tests;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

/// One request as the service saw it.
struct Seen {
    nanoseconds at{0};
    bool refused = false;
};

struct Service {
    VirtualClock clock;
    RequestPace pace{clock};
    std::optional<emulator::RateLimit> limit;
    milliseconds latency{0};
    milliseconds asked{1000};                      ///< Retry-After of a refusal
    std::function<Pressure(std::size_t)> trouble;  ///< of the request with this number
    std::vector<Seen> seen;
    std::size_t in_flight = 0;
    std::size_t in_flight_max = 0;
    std::vector<std::size_t> order;  ///< who was let through, by number of the caller

    /// One piece of work, repeated until it is not refused.
    Task<bool> one(std::size_t number) {
        for (;;) {
            RequestPace::Pass pass = co_await pace.enter();
            order.push_back(number);
            in_flight_max = std::max(in_flight_max, ++in_flight);
            const std::size_t count = seen.size();
            seen.push_back({clock.now(), limit && !limit->take(clock.now())});
            Pressure pressure = seen.back().refused ? Pressure::refused : Pressure::none;
            if (trouble && pressure == Pressure::none) pressure = trouble(count);
            co_await clock.sleep(latency);
            --in_flight;
            const bool asks = pressure == Pressure::refused;
            pass.answered(pressure, asks ? std::optional(asked) : std::nullopt);
            if (pressure == Pressure::none) co_return true;
        }
    }

    Task<bool> all(std::size_t count, std::size_t side_by_side) {
        TaskGroup<bool> running(co_await asio::this_coro::executor);
        for (std::size_t i = 0; i < count; ++i) {
            while (running.in_flight() >= side_by_side)
                (void)co_await running.next();
            running.start(one(i));
        }
        while (running.in_flight() > 0)
            (void)co_await running.next();
        co_return true;
    }
    void send(std::size_t count, std::size_t side_by_side = 64) { clock.run(all(count, side_by_side)); }

    [[nodiscard]] long passed(nanoseconds from, nanoseconds to) const {
        return std::ranges::count_if(
            seen, [&](const Seen& each) { return !each.refused && each.at >= from && each.at < to; });
    }
    [[nodiscard]] long refused(nanoseconds from = 0s, nanoseconds to = nanoseconds::max()) const {
        return std::ranges::count_if(
            seen, [&](const Seen& each) { return each.refused && each.at >= from && each.at < to; });
    }
};

}  // namespace

TEST_CASE("pace: without a refusal nothing is held back but by the window, which doubles") {
    Service service;
    service.latency = 50ms;
    service.send(1000);
    CHECK(service.in_flight_max == 64);
    CHECK_FALSE(service.pace.rate().has_value());
    // Sixteen rounds of 64 are what parallelism allows; one more is what the window costs.
    CHECK(service.clock.now() <= 17 * 50ms);
}

TEST_CASE("pace: who waits for a turn or for time is let go at once, when nobody is to wait any more") {
    Service service;
    const auto until_closed = [&]() -> Task<bool> {
        TaskGroup<bool> running(co_await asio::this_coro::executor);
        const auto enter = [&]() -> Task<bool> {
            RequestPace::Pass pass = co_await service.pace.enter();
            co_await service.clock.sleep(1s);
            pass.answered(Pressure::refused, 60s);
            co_return true;
        };
        for (int i = 0; i < 100; ++i)
            running.start(enter());
        co_await service.clock.sleep(10s);
        service.pace.let_all_go();
        while (running.in_flight() > 0)
            (void)co_await running.next();
        co_return true;
    };
    CHECK(service.clock.run(until_closed()));
    CHECK(service.clock.now() == 11s);
}

TEST_CASE("pace: the window does not grow while nobody waits, nor while answers take longer and longer") {
    Service few;
    few.latency = 50ms;
    few.send(200, 8);
    CHECK(few.pace.window() == PaceLimits{}.window_first);

    Service slow;
    slow.latency = 10ms;
    slow.trouble = [&slow](std::size_t count) {
        if (count >= 15) slow.latency = 500ms;
        return Pressure::none;
    };
    slow.send(300);
    CHECK(slow.pace.window() <= 2 * PaceLimits{}.window_first);
}

TEST_CASE("pace: those that wait go in the order in which they came") {
    Service service;
    service.latency = 5ms;
    service.send(200);
    CHECK(std::ranges::is_sorted(service.order));
}

TEST_CASE("pace: a timeout halves the window once, however many requests it has hit") {
    Service service;
    service.latency = 50ms;
    service.send(500);
    const std::size_t before = service.pace.window();
    std::size_t hits = 0;
    service.trouble = [&hits](std::size_t) { return ++hits <= 10 ? Pressure::timeout : Pressure::none; };
    service.send(10, 10);
    CHECK(service.pace.window() == before / 2);
}

TEST_CASE("pace: Retry-After holds for everybody") {
    Service service;
    service.latency = 10ms;
    service.asked = 7000ms;
    service.trouble = [](std::size_t count) { return count == 5 ? Pressure::refused : Pressure::none; };
    service.send(100);
    // The first window had left when the refusal came; the next ones leave seven seconds after it.
    CHECK(service.passed(0s, 10ms) == PaceLimits{}.window_first);
    CHECK(service.passed(10ms, 7010ms) == 0);
    CHECK(service.seen.size() == 101);
}

TEST_CASE("pace: at a limit of N a second the run holds 95 % of N, with few refused") {
    struct Row {
        std::string name;
        double rate;
        milliseconds latency;
        milliseconds asked;
        std::size_t side_by_side;
        nanoseconds learnt = 1s;  ///< after the first refusal is over
    };
    const std::vector<Row> rows{
        {"the documented cap", 100, 0ms, 10ms, 64},
        {"the documented cap, sixteen at once", 100, 0ms, 10ms, 16},
        {"the documented cap, far away", 100, 80ms, 10ms, 64},
        {"whole seconds", 100, 0ms, 1000ms, 64},
        {"whole seconds, far away", 100, 80ms, 1000ms, 64},
        {"half the cap", 50, 20ms, 20ms, 64},
        {"a fifth of the cap", 20, 20ms, 50ms, 64, 2s},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Service service;
        service.limit.emplace(row.rate);
        service.latency = row.latency;
        service.asked = row.asked;
        service.send(static_cast<std::size_t>(12 * row.rate), row.side_by_side);
        const nanoseconds learnt = row.learnt + row.asked;
        const auto held = static_cast<double>(service.passed(learnt, learnt + 9s));
        CHECK(held >= 0.95 * 9 * row.rate);
        CHECK(static_cast<double>(service.refused(learnt)) < 0.01 * 12 * row.rate);
        CHECK(service.refused() <= static_cast<long>(PaceLimits{}.window_first) + 8);
    }
}

TEST_CASE("pace: a service that permits more than the cap is found out, though later") {
    Service service;
    service.limit.emplace(300);
    service.latency = 20ms;
    service.asked = 4ms;
    service.send(6000);
    CHECK(service.passed(15s, 20s) >= 5 * 285);
    CHECK(service.refused() < 60);
}

TEST_CASE("pace: a service that is not pressed for a while is not taken to be slower") {
    Service service;
    service.limit.emplace(100);
    service.asked = 10ms;
    service.send(300);
    service.clock.run([](Clock& clock) -> Task<bool> {
        co_await clock.sleep(10min);
        co_return true;
    }(service.clock));
    service.send(300);
    CHECK(service.pace.rate().value_or(0) >= 95);
}

TEST_CASE("pace: whoever is cancelled while waiting gives up its place, and the next one goes") {
    Service service;
    service.latency = 10ms;
    service.trouble = [](std::size_t count) { return count == 0 ? Pressure::refused : Pressure::none; };
    const auto story = [](Service& all) -> Task<bool> {
        (void)co_await all.one(0);
        all.trouble = [count = 0](std::size_t) mutable {
            return count++ == 0 ? Pressure::refused : Pressure::none;
        };
        TaskGroup<bool> first(co_await asio::this_coro::executor);
        first.start(all.one(1));
        co_await all.clock.sleep(15ms);
        first.start(all.one(2));
        co_await all.clock.sleep(15ms);
        first.cancel();
        co_await first.collect();
        co_return co_await all.one(3);
    };
    CHECK(service.clock.run(story(service)));
    CHECK(service.order.back() == 3);
}
