#include "engine/apply/probing.hpp"

#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

TEST_CASE("probe: 5 s, then half as much again, a minute at most") {
    CHECK(probe_delay(0) == 5s);
    CHECK(probe_delay(1) == 7500ms);
    CHECK(probe_delay(2) == 11250ms);
    CHECK(probe_delay(7) == 60s);
    CHECK(probe_delay(1000000) == 60s);
}

TEST_CASE("probe: a deployment is ready when it has answered") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1 {"model": "accounts/fireworks/models/m", "probe.prompt": "ping"}
        probe deployment.chat chat-1 after 0
    )");
    story.change("deployment.chat").probe = true;
    story.cloud.silent_probes = 2;
    const ApplyResult result = story.apply();
    CHECK(result.counts == Counts{.add = 1});
    CHECK(story.events(true) == text(R"(
        0.0 started create deployment.chat
        0.0 progress create deployment.chat (CREATING)
        3.2 completed create deployment.chat (READY)
        3.2 started probe deployment.chat
        3.2 progress probe deployment.chat (not answered yet: scaling up)
        8.2 progress probe deployment.chat (not answered yet: scaling up)
        15.7 completed probe deployment.chat
    )"));
    const ResourceState& entry = story.snapshot.resources.begin()->second;
    CHECK(entry.status == ResourceStatus::ready);
    CHECK(to_text(entry.seen.get(*fireworks_catalog().find("deployment"), "probe.time_to_last_token")) ==
          "\"420ms\"");
}

TEST_CASE("probe: without an answer the deployment stays unanswered, for the next run to ask again") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1 {"model": "m", "probe.prompt": "ping", "probe.retries": 1}
        probe deployment.chat chat-1 after 0
        create lora_addon.a {"model": "x", "base_id": "${deployment.chat.name}"} after 1
    )");
    story.change("deployment.chat").probe = true;
    story.cloud.silent_probes = 1000;
    const ApplyResult result = story.apply();
    CHECK(story.snapshot.resources.begin()->second.status == ResourceStatus::pending);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].detail ==
          "accounts/acme/deployments/chat-1 was asked 2 times. The last time: scaling up");
    CHECK(story.cloud.objects_text() == "deployment chat-1 READY\n");
}

TEST_CASE("probe: the wrong answer fails at once") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1 {"model": "m", "probe.expect": "four"}
        probe deployment.chat chat-1 after 0
    )");
    story.change("deployment.chat").probe = true;
    const ApplyResult result = story.apply();
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].summary == "Probe got another answer");
    CHECK(result.diagnostics[0].detail ==
          "accounts/acme/deployments/chat-1 answered \"Hello\", which does not contain \"four\".");
}

TEST_CASE("probe: waiting for an answer holds no slot and is dropped when the run is stopped") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1 {"model": "m", "probe.prompt": "ping"}
        probe deployment.chat chat-1 after 0
        create deployment.other other-1 {"model": "m"} after 0
    )");
    story.change("deployment.chat").probe = true;
    story.options.parallelism = 1;
    story.cloud.silent_probes = 1000;
    story.stop_at(60s);
    const ApplyResult result = story.apply();
    CHECK(result.stopped);
    CHECK(story.clock.now() <= 61s);
    CHECK(story.state().find("deployment.other other-1 ready") != std::string::npos);
    CHECK(story.snapshot.resources.begin()->second.status == ResourceStatus::pending);
}

TEST_CASE("wake: scales to one and waits for the replica") {
    Story story;
    story.live("deployment chat-1", R"({"desired_replica_count": 0})");
    story.entry("deployment.chat", "chat-1");
    story.plan("wake deployment.chat chat-1");
    story.change("deployment.chat").wake = true;
    const ApplyResult result = story.apply();
    CHECK(result.counts == Counts{.change = 1});
    CHECK(story.events(true) == text(R"(
        0.0 started wake deployment.chat
        0.0 progress wake deployment.chat (READY)
        3.2 completed wake deployment.chat (READY)
    )"));
    CHECK(story.calls().find("SCALE deployment chat-1 1") != std::string::npos);
}
