#include "engine/apply/waits.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace fireform;
using namespace std::chrono_literals;

namespace {

const ResourceType& deployment() {
    return *fireworks_catalog().find("deployment");
}

LiveObject object_in(const std::string& state, const std::string& update_time = "") {
    LiveObject object;
    object.type = &deployment();
    object.id = "chat";
    object.name = "accounts/acme/deployments/chat";
    object.state = state;
    object.phase = deployment().phase_of(state);
    object.update_time = update_time;
    return object;
}

Wait wait_until(Wait::Until until) {
    Wait wait;
    wait.type = &deployment();
    wait.id = "chat";
    wait.name = "accounts/acme/deployments/chat";
    wait.until = until;
    wait.limit = 600s;
    wait.limit_name = "timeouts.create";
    return wait;
}

std::string news(const std::optional<Sighting>& sighting) {
    if (!sighting) return "waits on";
    static constexpr std::string_view kinds[] = {"progress", "ready", "gone", "failed"};
    std::string text(kinds[static_cast<std::size_t>(sighting->kind)]);
    if (sighting->broken) text += " broken";
    for (const Diagnostic& each : sighting->diagnostics)
        text += ": " + each.summary;
    return text;
}

}  // namespace

TEST_CASE("waits: what a look means depends on what is waited for, and on how long") {
    struct Row {
        std::string name;
        Wait::Until until;
        std::string state;  // "" absent
        bool seen;
        std::chrono::seconds waited;
        std::string expected;
    };
    const std::vector<Row> rows{
        {"made and ready", Wait::Until::ready, "READY", false, 1s, "ready"},
        {"on its way", Wait::Until::ready, "CREATING", false, 1s, "progress"},
        {"an unknown word is on its way", Wait::Until::ready, "WARMING", false, 1s, "progress"},
        {"broken", Wait::Until::ready, "FAILED", false, 1s, "failed broken: Object failed"},
        {"absent at first: a list that lags", Wait::Until::ready, "", false, 1s, "waits on"},
        {"absent after it was seen", Wait::Until::ready, "", true, 1s, "failed: Object vanished"},
        {"absent for longer than lists lag", Wait::Until::ready, "", false, 31s, "failed: Object vanished"},
        {"deleted by somebody", Wait::Until::ready, "DELETING", true, 1s, "failed: Object vanished"},
        {"deleted before: the old one of this id", Wait::Until::ready, "DELETED", false, 1s, "waits on"},
        {"too late", Wait::Until::ready, "CREATING", true, 600s, "failed: Not ready in time"},
        {"ready at the last moment", Wait::Until::ready, "READY", true, 600s, "ready"},
        {"going", Wait::Until::gone, "DELETING", true, 1s, "progress"},
        {"the list still shows it", Wait::Until::gone, "READY", true, 1s, "progress"},
        {"gone", Wait::Until::gone, "", true, 1s, "gone"},
        {"soft-deleted is gone", Wait::Until::gone, "DELETED", true, 1s, "gone"},
        {"soft-deleted still holds the id", Wait::Until::absent, "DELETED", true, 1s, "progress"},
        {"the id is free", Wait::Until::absent, "", true, 1s, "gone"},
        {"still there", Wait::Until::gone, "DELETING", true, 601s, "failed: Not gone in time"},
    };
    for (const Row& row : rows) {
        Wait wait = wait_until(row.until);
        wait.seen = row.seen;
        const auto object = row.state.empty() ? std::nullopt : std::optional(object_in(row.state));
        CHECK_MESSAGE(news(judge(wait, object, row.waited)) == row.expected, row.name);
    }
}

TEST_CASE("waits: a look that is older than the answer to the request says nothing") {
    Wait wait = wait_until(Wait::Until::ready);
    wait.accepted = "2026-05-01T12:00:05.5Z";
    CHECK(news(judge(wait, object_in("READY", "2026-05-01T12:00:05Z"), 1s)) == "waits on");
    CHECK(news(judge(wait, object_in("READY", "2026-05-01T12:00:05.500Z"), 2s)) == "ready");
}

TEST_CASE("waits: times are compared with any number of fraction digits") {
    CHECK(is_earlier("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.1Z"));
    CHECK(is_earlier("2026-05-01T12:00:00.099Z", "2026-05-01T12:00:00.1Z"));
    CHECK_FALSE(is_earlier("2026-05-01T12:00:00.1Z", "2026-05-01T12:00:00Z"));
    CHECK_FALSE(is_earlier("2026-05-01T12:00:00.10Z", "2026-05-01T12:00:00.1Z"));
    CHECK_FALSE(is_earlier("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000Z"));
    CHECK_FALSE(is_earlier("", "2026-05-01T12:00:00Z"));
    CHECK(is_earlier("2026-05-01T12:00:00.9Z", "2026-05-01T12:00:01Z"));
}

TEST_CASE("waits: looks are frequent at first and grow to the type's slowest") {
    CHECK(poll_delay(deployment(), 0s) == 200ms);
    CHECK(poll_delay(deployment(), 1s) == 200ms);
    CHECK(poll_delay(deployment(), 8s) == 1s);
    CHECK(poll_delay(deployment(), 24h) == deployment().poll_max);
}

TEST_CASE("waits: the same progress is told again only after half a minute") {
    Wait wait = wait_until(Wait::Until::ready);
    CHECK(news(judge(wait, object_in("CREATING"), 1s)) == "progress");
    CHECK(news(judge(wait, object_in("CREATING"), 2s)) == "waits on");
    LiveObject further = object_in("CREATING");
    further.progress.text = "initializing 1/2";
    const auto told = judge(wait, further, 3s);
    REQUIRE(told);
    CHECK(told->phase == "CREATING, initializing 1/2");
    CHECK(news(judge(wait, further, 32s)) == "waits on");
    CHECK(news(judge(wait, further, 33s)) == "progress");
}

TEST_CASE(
    "waits: an upload that is still not there at its limit is broken, since nothing but a new one helps") {
    const ResourceType& dataset = *fireworks_catalog().find("dataset");
    Wait wait = wait_until(Wait::Until::ready);
    wait.type = &dataset;
    wait.name = "accounts/acme/datasets/d";
    LiveObject object = object_in("UPLOADING");
    object.type = &dataset;
    object.phase = Phase::pending;
    const auto sighting = judge(wait, object, 600s);
    CHECK(news(sighting) == "failed broken: Not ready in time");
    CHECK(to_text(sighting->diagnostics[0]) ==
          "error: Not ready in time: accounts/acme/datasets/d is still UPLOADING after 10m, the limit of "
          "timeouts.create.");
    CHECK(sighting->diagnostics[0].hint ==
          "run `fireform apply` again: it is deleted and uploaded anew; or raise timeouts.create.");
}

TEST_CASE("waits: of a run that failed the hint says what comes next") {
    Wait wait = wait_until(Wait::Until::ready);
    wait.type = fireworks_catalog().find("supervised_fine_tuning_job");
    LiveObject run = object_in("");
    run.type = wait.type;
    run.state = "JOB_STATE_FAILED";
    run.phase = Phase::failed;
    const auto hint = [&](std::string on_failure) {
        wait.on_failure = std::move(on_failure);
        const auto seen = judge(wait, run, wait.since + 1s);
        REQUIRE(seen);
        return seen->diagnostics[0].hint;
    };
    CHECK(hint("") == "write on_failure = \"retry\" to run it again, or \"resume\" to continue it.");
    CHECK(hint("retry") == "the next `fireform apply` runs it again.");
    CHECK(hint("resume") == "the next `fireform apply` resumes it.");
    run.phase = Phase::cancelled;
    CHECK(hint("resume") == "the next `fireform apply` resumes it.");
}
