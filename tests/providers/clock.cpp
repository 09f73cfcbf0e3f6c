#include "providers/clock.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/system_error.hpp>

using namespace fireform;

TEST_CASE("clock: wall time as RFC 3339 in UTC, whole seconds") {
    using std::chrono::system_clock;
    CHECK(rfc3339(system_clock::time_point{std::chrono::seconds{1777636800}}) == "2026-05-01T12:00:00Z");
    CHECK(rfc3339(system_clock::time_point{std::chrono::milliseconds{1709251199999}}) ==
          "2024-02-29T23:59:59Z");
    CHECK(rfc3339(system_clock::time_point{}) == "1970-01-01T00:00:00Z");
}

TEST_CASE("clock: the system's clock moves on and its sleeps end") {
    SystemClock clock;
    const auto before = clock.now();
    run(clock.sleep(std::chrono::nanoseconds(1)));
    CHECK(clock.now() > before);
    CHECK(clock.wall() > std::chrono::system_clock::time_point{});
}

TEST_CASE("clock: a cancelled sleep throws") {
    asio::io_context io;
    SystemClock clock;
    asio::cancellation_signal cancel;
    std::exception_ptr thrown;
    asio::co_spawn(io, clock.sleep(std::chrono::hours(1)),
                   asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr e) { thrown = e; }));
    io.poll();
    cancel.emit(asio::cancellation_type::terminal);
    io.restart();
    io.run();
    CHECK_THROWS_AS(std::rethrow_exception(thrown), boost::system::system_error);
}
