#include "engine/apply/schedule.hpp"

#include "schemas/bug.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace fireform;

namespace {

Step step(Verb verb, std::vector<std::uint32_t> after = {}) {
    Step out;
    out.verb = verb;
    out.after = std::move(after);
    return out;
}

std::string positions(const std::vector<Schedule::Index>& steps) {
    return fmt::format("{}", fmt::join(steps, " "));
}

}  // namespace

TEST_CASE("schedule: ready steps are taken by position, as many as there are slots") {
    Schedule schedule({step(Verb::create), step(Verb::create), step(Verb::create), step(Verb::create, {0})});
    CHECK(positions(schedule.take_ready(2)) == "0 1");
    CHECK(positions(schedule.take_ready(0)) == "");
    CHECK(positions(schedule.take_ready(5)) == "2");
}

TEST_CASE("schedule: a step is ready when all it waits for have succeeded") {
    Schedule schedule({step(Verb::create), step(Verb::create), step(Verb::create, {0, 1})});
    CHECK(positions(schedule.take_ready(9)) == "0 1");
    schedule.succeed(1);
    CHECK(positions(schedule.take_ready(9)) == "");
    schedule.succeed(0);
    CHECK(positions(schedule.take_ready(9)) == "2");
    schedule.succeed(2);
    CHECK(schedule.done());
}

TEST_CASE("schedule: waits and forgets need no slot") {
    Schedule schedule({step(Verb::create), step(Verb::wait), step(Verb::forget), step(Verb::destroy)});
    CHECK(positions(schedule.take_ready(0)) == "1 2");
    CHECK(positions(schedule.take_ready(1)) == "0");
}

TEST_CASE("schedule: a failure skips whatever depends on it, however far, and nothing else") {
    Schedule schedule({step(Verb::create), step(Verb::create), step(Verb::create, {0}),
                       step(Verb::create, {2}), step(Verb::create, {1}), step(Verb::create, {3, 4})});
    CHECK(positions(schedule.take_ready(9)) == "0 1");
    CHECK(positions(schedule.fail(0)) == "2 3 5");
    CHECK_FALSE(schedule.done());
    schedule.succeed(1);
    CHECK(positions(schedule.take_ready(9)) == "4");
    schedule.succeed(4);
    CHECK(schedule.done());
    CHECK(schedule.status(5) == Schedule::Status::skipped);
}

TEST_CASE("schedule: what two failures share is skipped once") {
    Schedule schedule({step(Verb::create), step(Verb::create), step(Verb::create, {0, 1})});
    (void)schedule.take_ready(9);
    CHECK(positions(schedule.fail(0)) == "2");
    CHECK(positions(schedule.fail(1)) == "");
    CHECK(schedule.done());
}

TEST_CASE("schedule: a success that nothing may build on skips what follows") {
    Schedule schedule({step(Verb::create), step(Verb::create, {0})});
    (void)schedule.take_ready(9);
    CHECK(positions(schedule.succeed_alone(0)) == "1");
    CHECK(schedule.status(0) == Schedule::Status::succeeded);
    CHECK(schedule.done());
}

TEST_CASE("schedule: a step that was put back is taken again") {
    Schedule schedule({step(Verb::create), step(Verb::create)});
    CHECK(positions(schedule.take_ready(9)) == "0 1");
    schedule.put_back(0);
    CHECK(schedule.has_ready());
    CHECK(positions(schedule.take_ready(9)) == "0");
}

TEST_CASE("schedule: a step before what it waits for is a bug") {
    CHECK_THROWS_AS(Schedule({step(Verb::create, {1}), step(Verb::create)}), Bug);
}
