#include "engine/apply/task_group.hpp"

#include "tests/support/virtual_clock.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <string>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

Task<std::string> after(Clock& clock, std::chrono::seconds delay, std::string word) {
    co_await clock.sleep(delay);
    if (word == "throws") throw std::runtime_error(word);
    co_return word;
}

Task<std::string> in_order_of_ending(Clock& clock) {
    TaskGroup<std::string> group(co_await asio::this_coro::executor);
    group.start(after(clock, 3s, "three"));
    group.start(after(clock, 1s, "one"));
    group.start(after(clock, 2s, "two"));
    std::string all;
    while (group.in_flight() > 0)
        all += fmt::format("{}/{} ", group.in_flight(), co_await group.next());
    co_return all;
}

Task<std::string> with_an_exception(Clock& clock) {
    TaskGroup<std::string> group(co_await asio::this_coro::executor);
    group.start(after(clock, 1s, "throws"));
    group.start(after(clock, 2s, "lives"));
    std::string all;
    while (group.in_flight() > 0) {
        try {
            all += co_await group.next() + " ";
        } catch (const std::runtime_error& error) {
            all += std::string("caught ") + error.what() + " ";
        }
    }
    co_return all;
}

Task<std::string> cancelled(Clock& clock) {
    TaskGroup<std::string> group(co_await asio::this_coro::executor);
    group.start(after(clock, 1h, "never"));
    group.start(after(clock, 1s, "soon"));
    std::string all = co_await group.next();
    group.cancel();
    try {
        all += co_await group.next();
    } catch (const boost::system::system_error&) {
        all += " and cancelled";
    }
    co_return all + fmt::format(" at {} s", clock.now() / 1s);
}

Task<std::string> dropped(Clock& clock) {
    TaskGroup<std::string> group(co_await asio::this_coro::executor);
    group.start(after(clock, 1s, "throws"));
    group.start(after(clock, 2s, "lives"));
    co_await group.collect();
    co_return fmt::format("{} left, {} s", group.in_flight(), clock.now() / 1s);
}

Task<std::string> two_groups(Clock& clock) {
    const auto executor = co_await asio::this_coro::executor;
    const auto wake = std::make_shared<Signal>(executor);
    TaskGroup<std::string> one(executor, wake);
    TaskGroup<std::string> two(executor, wake);
    one.start(after(clock, 1s, "one"));
    two.start(after(clock, 1s, "two"));
    std::string all;
    while (one.in_flight() + two.in_flight() > 0) {
        co_await wake->wait();
        while (auto word = one.take())
            all += *word + " ";
        while (auto word = two.take())
            all += *word + " ";
    }
    co_return all;
}

Task<std::string> waits_for_ever(std::shared_ptr<int> alive) {
    Signal never(co_await asio::this_coro::executor);
    co_await never.wait();
    co_return fmt::format("{}", *alive);
}

Task<std::string> owner_of(std::shared_ptr<int> alive) {
    TaskGroup<std::string> group(co_await asio::this_coro::executor);
    group.start(waits_for_ever(alive));
    co_return co_await group.next();
}

}  // namespace

TEST_CASE("task group: results come in the order in which the children end") {
    VirtualClock clock;
    CHECK(clock.run(in_order_of_ending(clock)) == "3/one 2/two 1/three ");
    CHECK(clock.now() == 3s);
}

TEST_CASE("task group: an exception reaches the owner and loses no other child") {
    VirtualClock clock;
    CHECK(clock.run(with_an_exception(clock)) == "caught throws lives ");
}

TEST_CASE("task group: cancelled children end at once and are collected") {
    VirtualClock clock;
    CHECK(clock.run(cancelled(clock)) == "soon and cancelled at 1 s");
}

TEST_CASE("task group: collect waits for the rest and drops what it hands back") {
    VirtualClock clock;
    CHECK(clock.run(dropped(clock)) == "0 left, 2 s");
}

TEST_CASE("task group: one signal serves several groups") {
    VirtualClock clock;
    CHECK(clock.run(two_groups(clock)) == "one two ");
}

TEST_CASE("task group: an event loop that is torn down takes its waiting coroutines along") {
    const auto alive = std::make_shared<int>(1);
    {
        asio::io_context io(1);
        asio::co_spawn(io, owner_of(alive), [](const std::exception_ptr&, const std::string&) {});
        io.poll();
        CHECK(alive.use_count() > 1);
    }
    CHECK(alive.use_count() == 1);
}
