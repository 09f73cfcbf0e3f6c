// What the executor promises for a run that goes wrong: containment, recording, stopping, limits.
#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

TEST_CASE("apply: a failure stops only what depends on it") {
    Story story;
    story.plan(R"(
        create dataset.d d1
        create deployment.bad bad
        create deployment.good good
        create lora_addon.a {"base_id": "${deployment.bad.id}"} after 1
        create lora_addon.b {"base_id": "${deployment.good.id}"} after 0 2
        create lora_addon.c {"base_id": "${deployment.good.id}"} after 3
    )");
    story.cloud.fates["bad"].refused = true;
    const ApplyResult result = story.apply();
    CHECK(story.state() == text(R"(
        dataset.d d1 ready
        deployment.good good ready
        lora_addon.b made-1 ready
          applied: base_id = "accounts/acme/deployments/good"
    )"));
    CHECK(story.events().find(text(R"(
        failed create deployment.bad: Refused: POST deployment bad: the service answered 400.
        skipped create lora_addon.a: Skipped: deployment.bad failed, and this depends on it.
        skipped create lora_addon.c: Skipped: deployment.bad failed, and this depends on it.
    )")) != std::string::npos);
    CHECK(to_text(result) == text(R"(
        3 added, 0 changed, 0 destroyed
        error: Refused: POST deployment bad: the service answered 400. (deployment.bad)
    )"));
    CHECK(story.state() == Story::state_text(story.store.stored));
}

TEST_CASE("apply: a create that failed and made the object all the same is recorded as tainted") {
    Story story;
    story.plan("create deployment.chat chat-1 {\"description\": \"x\"}\n");
    story.cloud.fates["chat-1"] = {.refused = true, .made_all_the_same = true};
    story.apply();
    CHECK(story.state() == text(R"(
        deployment.chat chat-1 tainted
          applied: description = "x"
    )"));
    CHECK(story.calls() == text(R"(
        intents create:deployment.chat
        POST deployment chat-1
        outcomes tainted:deployment.chat
        write
    )"));
}

TEST_CASE("apply: an object that ends broken is recorded as tainted, with the service's words") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1
        create supervised_fine_tuning_job.j j1
    )");
    story.cloud.fates["chat-1"] = {.ends_in = "FAILED", .status = "no capacity in US_IOWA_1"};
    story.cloud.fates["j1"] = {.ends_in = "JOB_STATE_CANCELLED"};
    const ApplyResult result = story.apply();
    CHECK(story.state() == "deployment.chat chat-1 tainted\nsupervised_fine_tuning_job.j j1 tainted\n");
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: Object failed: accounts/acme/deployments/chat-1 ended in FAILED: no capacity in US_IOWA_1. (deployment.chat)
        error: Run was cancelled: accounts/acme/supervisedFineTuningJobs/j1 ended in JOB_STATE_CANCELLED. (supervised_fine_tuning_job.j)
    )"));
}

TEST_CASE("apply: a tainted replacement keeps the object it was to replace") {
    Story story;
    story.live("deployment chat-1");
    story.entry("deployment.chat", "chat-1");
    story.plan(R"(
        create deployment.chat chat-2
        destroy deployment.chat chat-1 deposed after 0
    )");
    story.cloud.fates["chat-2"].ends_in = "FAILED";
    story.apply();
    CHECK(story.state() == text(R"(
        deployment.chat chat-2 tainted
          deposed: chat-1
    )"));
    CHECK(story.cloud.find(*fireworks_catalog().find("deployment"), "chat-1")->state == "READY");
}

TEST_CASE("apply: an object that vanishes while it is made is an error") {
    Story story;
    story.plan("create deployment.chat chat-1\n");
    story.cloud.fates["chat-1"].vanishes = true;
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: Object vanished: accounts/acme/deployments/chat-1 was accepted, and then somebody or the service deleted it: it is not there any more. (deployment.chat)
    )"));
}

TEST_CASE("apply: a list that lags does not make an object lost") {
    Story story;
    std::string lines;
    for (int i = 0; i < 5; ++i) {
        lines += fmt::format("create deployment.d{} d{}\n", i, i);
        story.cloud.fates[fmt::format("d{}", i)].hidden = true;
    }
    story.plan(lines);
    const ApplyResult result = story.apply();
    CHECK(result.counts.add == 5);
    CHECK(story.cloud.counts["GET deployment"] >=
          5);  // the lists never show them: each is read, once they are late
}

TEST_CASE("apply: a paused run is reported and not waited for") {
    Story story;
    story.plan("create supervised_fine_tuning_job.j j1\n");
    story.cloud.fates["j1"] = {.ends_in = "JOB_STATE_PAUSED", .status = "account suspended"};
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        1 added, 0 changed, 0 destroyed
        error: Run is paused: accounts/acme/supervisedFineTuningJobs/j1 is JOB_STATE_PAUSED: account suspended; it neither goes on nor ends by itself. (supervised_fine_tuning_job.j)
    )"));
    CHECK(story.state() == "supervised_fine_tuning_job.j j1 pending\n");
    CHECK(story.clock.now() < 10s);
}

TEST_CASE(
    "apply: what is not ready in time is left pending, and the message says how long it was waited for") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1
        create lora_addon.a {"base_id": "x"} after 0
    )");
    story.change("deployment.chat").timeouts.create = std::chrono::minutes(90);
    story.cloud.fates["chat-1"] = {.ready_after = 10h, .progress = "downloading model 1/2"};
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        1 added, 0 changed, 0 destroyed
        error: Not ready in time: accounts/acme/deployments/chat-1 is still CREATING, downloading model 1/2 after 1h30m, the limit of timeouts.create. (deployment.chat)
    )"));
    CHECK(story.state() == "deployment.chat chat-1 pending\n");
    CHECK(story.clock.now() >= 90min);
    CHECK(story.clock.now() < 91min);
}

TEST_CASE("apply: a destroy that takes too long leaves the entry") {
    Story story;
    story.live("deployment chat-1");
    story.entry("deployment.chat", "chat-1");
    story.cloud.ready_after = 1h;
    story.plan("destroy deployment.chat chat-1\n");
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: Not gone in time: accounts/acme/deployments/chat-1 is still DELETING after 10m, the limit of timeouts.delete. (deployment.chat)
    )"));
    CHECK(story.state() == "deployment.chat chat-1 ready\nopen intent: destroy deployment.chat\n");
}

TEST_CASE("apply: an interrupted destroy leaves its intent open, and a create waits until all has gone") {
    Story story;
    story.live("lora_addon abc");
    story.entry("lora_addon.a", "abc");
    story.cloud.ready_after = 1min;
    story.plan("destroy lora_addon.a abc\n");
    story.stop_at(10s);
    CHECK(to_text(story.apply()) ==
          "0 added, 0 changed, 0 destroyed; stopped with 0 done, 1 running, 0 untouched\n");
    CHECK(story.state() == "lora_addon.a abc ready\nopen intent: destroy lora_addon.a\n");

    story.stop.requested = false;
    story.stop_at(1h);
    story.log.clear();
    story.plan(R"(
        clear lora_addon.a abc
        create lora_addon.a {"model": "accounts/acme/models/m", "base_id": "x"} after 0
    )");
    CHECK(to_text(story.apply()) == "1 added, 0 changed, 0 destroyed\n");
    CHECK(story.calls() == text(R"(
        outcomes removed:lora_addon.a
        intents create:lora_addon.a
        POST lora_addon made-1
        outcomes pending:lora_addon.a
        outcomes ready:lora_addon.a
        write
    )"));
}

TEST_CASE("apply: a removal that is refused because it is under way already is waited for") {
    Story story;
    story.live("deployment chat-1");
    story.entry("deployment.chat", "chat-1");
    story.plan("destroy deployment.chat chat-1\n");
    story.cloud.fates["chat-1"].refused = true;
    story.live("deployment chat-1", "{}", "DELETED");
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == "0 added, 0 changed, 1 destroyed\n");
    CHECK(story.state().empty());
}

TEST_CASE("apply: looks may fail for a while; then the wait is given up, once for all who wait") {
    Story patient;
    patient.plan("create deployment.a a\n");
    patient.cloud.unreachable_reads = 2;
    CHECK(patient.apply().counts.add == 1);

    Story given_up;
    std::string lines;
    for (int i = 0; i < 5; ++i)
        lines += fmt::format("create deployment.d{} d{}\n", i, i);
    given_up.plan(lines);
    given_up.cloud.unreachable_reads = 1000;
    const ApplyResult result = given_up.apply();
    CHECK(to_text(result) == text(R"(
        5 added, 0 changed, 0 destroyed
        error: Refused: LIST deployment: the service answered 400.
    )"));
    CHECK(given_up.state() ==
          "deployment.d0 d0 pending\ndeployment.d1 d1 pending\ndeployment.d2 d2 pending\n"
          "deployment.d3 d3 pending\ndeployment.d4 d4 pending\n");
}

TEST_CASE("apply: a create that was refused leaves nothing open, one with a lost reply does") {
    Story story;
    story.plan("create deployment.a a\ncreate deployment.b b\n");
    story.cloud.fates["a"].refused = true;
    story.cloud.fates["b"].refused = true;
    story.cloud.fates["b"].lost = true;
    (void)story.apply();
    CHECK(story.state() == "open intent: create deployment.b\n");
}

TEST_CASE("apply: what is refused closes itself, not the create that alone tells of an object") {
    const Intent made_before{.address = {"deployment", "a", std::nullopt}, .verb = "create", .id = "a"};
    Story removal;
    removal.live("deployment a");
    removal.snapshot.open_intents.push_back(made_before);
    removal.plan("destroy deployment.a a\n");
    removal.cloud.fates["a"].refused = true;
    (void)removal.apply();
    CHECK(removal.state() == "open intent: create deployment.a\n");
    Story other;
    other.live("deployment a");
    other.snapshot.open_intents.push_back(made_before);
    other.plan("create deployment.a b\n");
    other.cloud.fates["b"].refused = true;
    (void)other.apply();
    CHECK(other.state() == "open intent: create deployment.a\n");
}

TEST_CASE("apply: an intent tells its run and what it sends") {
    Story story;
    story.options.run = "run 1";
    story.plan(R"(
        create deployment.a a {"model": "accounts/fireworks/models/m"}
        create lora_addon.s {"model": "accounts/acme/models/s", "base_id": "accounts/acme/deployments/b"}
    )");
    story.cloud.fates["a"] = story.cloud.fates["lora_addon.s"] = {.refused = true, .lost = true};
    (void)story.apply();
    REQUIRE(story.snapshot.open_intents.size() == 2);
    for (const Intent& intent : story.snapshot.open_intents) {
        CHECK(intent.run == "run 1");
        CHECK(intent.desired.starts_with("hmac-sha256:"));
    }
    CHECK(story.snapshot.open_intents[0].identity.empty());
    CHECK(to_text(*fireworks_catalog().find("lora_addon"), story.snapshot.open_intents[1].identity) ==
          "model = \"accounts/acme/models/s\", base_id = \"accounts/acme/deployments/b\"");
}

TEST_CASE("apply: an exception inside a step fails that step and no other") {
    Story story;
    story.plan("create deployment.a a\ncreate deployment.b b\n");
    story.cloud.fates["a"].throws = true;
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        1 added, 0 changed, 0 destroyed
        error: Unexpected failure: std::runtime_error. This is a bug in fireform. (deployment.a)
    )"));
    CHECK(story.state() == "deployment.b b ready\nopen intent: create deployment.a\n");
}

TEST_CASE("apply: a sink that falls over stops the run as an interrupt would") {
    Story story;
    story.cloud.latency = 1s;
    story.plan("create dataset.a a\ncreate deployment.b b\ncreate dataset.c c after 0\n");
    story.cloud.fates["a"].ready_after = 0s;
    story.on_event = [](const Event& event) {
        if (event.kind != Event::Kind::started) throw std::runtime_error("nobody reads");
    };
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: Unexpected failure: std::runtime_error. This is a bug in fireform.
    )"));
    CHECK(story.state() == "dataset.a a pending\ndeployment.b b pending\n");
    CHECK(story.state() == Story::state_text(story.store.stored));
}

TEST_CASE("apply: a value that is still unknown when it is needed is a bug, and is not sent") {
    Story story;
    story.plan("create lora_addon.a {\"base_id\": \"${deployment.nowhere.name}\"}\n");
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: Value is still unknown: "base_id" needs deployment.nowhere.name, which is not known although all it depends on is done. This is a bug in fireform. (lora_addon.a)
    )"));
    CHECK(story.calls().empty());
}

TEST_CASE("apply: a stop starts nothing new, lets requests finish and drops the waits") {
    Story story;
    story.cloud.latency = 1s;
    story.cloud.ready_after = 60s;
    story.plan(R"(
        create dataset.done d1
        create deployment.waits w1
        create deployment.flies f1 after 0
        create deployment.later l1 after 2
        create lora_addon.a {"base_id": "x"} after 1
    )");
    story.cloud.fates["d1"].ready_after = 0s;
    story.stop_at(2600ms);
    const ApplyResult result = story.apply();
    CHECK(story.state() == text(R"(
        dataset.done d1 ready
        deployment.flies f1 pending
        deployment.waits w1 pending
    )"));
    CHECK(to_text(result) ==
          "1 added, 0 changed, 0 destroyed; stopped with 1 done, 2 running, 2 untouched\n");
    CHECK(story.clock.now() < 4s);  // the request in flight took until 3.2 s
    CHECK(story.state() == Story::state_text(story.store.stored));
}

TEST_CASE("apply: a stop while all wait is noticed within a tick") {
    Story story;
    story.cloud.ready_after = 1h;
    story.plan("create deployment.chat chat-1\n");
    story.stop_at(20min);
    const ApplyResult result = story.apply();
    CHECK(result.stopped);
    CHECK(story.clock.now() - 20min <= 200ms);
    CHECK(story.state() == "deployment.chat chat-1 pending\n");
}

TEST_CASE("apply: a stop before the start does nothing") {
    Story story;
    story.plan("create deployment.chat chat-1\n");
    story.stop.requested = true;
    const ApplyResult result = story.apply();
    CHECK(story.calls().empty());
    CHECK(story.events() ==
          "skipped create deployment.chat: Skipped: the run was stopped before it started.\n");
    CHECK(to_text(result) ==
          "0 added, 0 changed, 0 destroyed; stopped with 0 done, 0 running, 1 untouched\n");
}

TEST_CASE("apply: without waiting, what needs a ready object is left to the next run") {
    Story story;
    story.options.wait = false;
    story.plan(R"(
        create deployment.chat chat-1
        create lora_addon.a {"base_id": "x"} after 0
    )");
    const ApplyResult result = story.apply();
    CHECK(story.events() == text(R"(
        started create deployment.chat
        accepted create deployment.chat (CREATING)
        skipped create lora_addon.a: Skipped: deployment.chat is accepted and not waited for; the next run goes on.
    )"));
    CHECK(story.state() == "deployment.chat chat-1 pending\n");
    CHECK(to_text(result) == "1 added, 0 changed, 0 destroyed\n");
    CHECK(result.unready == 1);
    CHECK(result.untouched == 1);
    CHECK(story.clock.now() < 1s);
}

TEST_CASE("apply: intents that cannot be written stop the run before the request") {
    Story story;
    story.plan("create deployment.a a\ncreate deployment.b b\n");
    story.store.fail_at = 1;
    const ApplyResult result = story.apply();
    CHECK(story.calls() == "intents create:deployment.a create:deployment.b\n");
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: State cannot be written: memory: no space left.
    )"));
    CHECK(story.events() == text(R"(
        skipped create deployment.a: Skipped: nothing more could be sent.
        skipped create deployment.b: Skipped: nothing more could be sent.
    )"));
}

TEST_CASE("apply: outcomes that cannot be written stop the run, and the last write still tries") {
    Story story;
    story.cloud.latency = 10ms;
    story.plan("create dataset.a a\ncreate dataset.b b after 0\n");
    story.store.fail_at = 2;
    const ApplyResult result = story.apply();
    CHECK(story.calls() == text(R"(
        intents create:dataset.a
        POST dataset a
        outcomes pending:dataset.a
        write
    )"));
    CHECK(to_text(result) == text(R"(
        0 added, 0 changed, 0 destroyed
        error: State cannot be written: memory: no space left.
    )"));
    CHECK(Story::state_text(story.store.stored) == "dataset.a a pending\n");
}

TEST_CASE("apply: a saved plan stops at an object that somebody changed meanwhile") {
    Story story;
    story.live("deployment same", R"({"min_replica_count": 1})");
    story.live("deployment moved", R"({"min_replica_count": 1})");
    story.live("deployment touched", R"({"min_replica_count": 1})");
    story.live("deployment gone", R"({"min_replica_count": 1})");
    story.live("deployment dead", R"({"min_replica_count": 1})");
    story.plan(R"(
        update deployment.same same {"min_replica_count": 2}
        update deployment.moved moved {"min_replica_count": 2}
        update deployment.touched touched {"min_replica_count": 2}
        update deployment.gone gone {"min_replica_count": 2}
        destroy deployment.dead dead
    )");
    story.options.saved_plan = true;
    story.live("deployment moved", R"({"min_replica_count": 5})");
    // Moved, and yet what the plan used is the same.
    story.live("deployment touched", R"({"min_replica_count": 1, "description": "new"})");
    story.live("deployment dead", R"({"min_replica_count": 7})");
    story.change("deployment.gone").object_id = "never";
    story.planned.steps[3].id = "never";
    const ApplyResult result = story.apply();
    CHECK(to_text(result) == text(R"(
        0 added, 2 changed, 0 destroyed
        error: Object changed since the plan: accounts/acme/deployments/moved had min_replica_count = 1 when the plan was made and has 5 now. (deployment.moved)
        error: Object changed since the plan: accounts/acme/deployments/gone is gone. (deployment.gone)
        error: Object changed since the plan: accounts/acme/deployments/dead had min_replica_count = 1 when the plan was made and has 7 now. (deployment.dead)
    )"));
}

TEST_CASE("apply: a saved replacement that makes room first creates where nothing is left to compare") {
    Story story;
    story.live("deployment chat", R"({"model": "accounts/fireworks/models/a"})");
    story.entry("deployment.chat", "chat", R"({"model": "accounts/fireworks/models/a"})");
    story.plan(R"(
        destroy deployment.chat chat hard
        create deployment.chat chat {"model": "accounts/fireworks/models/b"} after 0
    )");
    story.options.saved_plan = true;
    const auto done = story.apply();
    CHECK(to_text(done.diagnostics).empty());
    CHECK(story.state() == text(R"(
        deployment.chat chat ready
          applied: model = "accounts/fireworks/models/b"
    )"));
}

TEST_CASE("apply: a saved new run does not need the record of the old one") {
    Story story;
    story.entry("supervised_fine_tuning_job.s", "s-1");
    story.plan(R"(
        create supervised_fine_tuning_job.s s-2 {"output_model": "accounts/acme/models/s-2"}
        destroy supervised_fine_tuning_job.s s-1 deposed after 0
    )");
    story.change("supervised_fine_tuning_job.s").object_id = "s-1";
    story.options.saved_plan = true;
    CHECK(to_text(story.apply()) == "1 added, 0 changed, 1 destroyed\n");
}

TEST_CASE("apply: a purge never meets an object that somebody has restored") {
    Story story;
    story.live("deployment chat", "{}", "DELETED");
    story.entry("deployment.chat", "chat");
    story.plan(R"(
        purge deployment.chat chat hard
        create deployment.chat chat after 0
    )");
    story.live("deployment chat", "{}", "READY");
    const ApplyResult result = story.apply();
    CHECK(result.diagnostics.has_errors());
    CHECK(story.cloud.find(*fireworks_catalog().find("deployment"), "chat")->state == "READY");
    CHECK(story.cloud.changes == 0);
}

TEST_CASE("apply: what could not be recorded is handed back") {
    Story story;
    story.plan("create dataset.a a\ncreate dataset.b b after 0\n");
    story.cloud.ready_after = std::chrono::nanoseconds(0);
    Doom full;
    full.at = 2;  // the outcome of the first, and all that follows
    story.store.doom = &full;
    const ApplyResult result = story.apply();
    REQUIRE_FALSE(result.unsaved.empty());
    CHECK(to_text(result.unsaved.front().address) == "dataset.a");
    CHECK(story.cloud.objects_text().find("dataset b") == std::string::npos);
}

TEST_CASE("apply: open intents that the plan has not looked into stay open") {
    const auto open_after = [](const std::function<void(Story&)>& prepare) {
        Story story;
        story.cloud.ready_after = std::chrono::nanoseconds(0);
        story.snapshot.open_intents.push_back({{"dataset", "x", std::nullopt}, "create", "x1"});
        story.plan("create dataset.a a\n");
        prepare(story);
        (void)story.apply();
        return !story.snapshot.open_intents.empty();
    };
    CHECK_FALSE(open_after([](Story&) {}));
    CHECK(open_after([](Story& story) { story.planned.partial = true; }));  // --target
    CHECK(open_after([](Story& story) { story.options.looked = false; }));  // --refresh=false
    CHECK(open_after([](Story& story) { story.planned.mode = PlanMode::refresh_only; }));
}

TEST_CASE("apply: a removal of which nobody knows what came leaves its intent open") {
    Story story;
    story.live("dataset a");
    story.entry("dataset.a", "a");
    story.plan("destroy dataset.a a\n");
    story.cloud.fates["a"].refused = true;
    story.cloud.unreachable_reads = 1000;
    (void)story.apply();
    CHECK(story.state() == "dataset.a a ready\nopen intent: destroy dataset.a\n");
    Story refused;
    refused.live("dataset a");
    refused.entry("dataset.a", "a");
    refused.plan("destroy dataset.a a\n");
    refused.cloud.fates["a"].refused = true;
    (void)refused.apply();
    CHECK(refused.state() == "dataset.a a ready\n");
}
