// What the executor promises for a run that goes well: order, slots, durability, verbs.
#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

TEST_CASE("apply: a dependent starts when what it needs is ready and recorded") {
    Story story;
    story.plan(R"(
        create deployment.chat chat-1 {"model": "m"}
        create lora_addon.a {"model": "x", "base_id": "${deployment.chat.name}"} after 0
    )");
    const ApplyResult result = story.apply();
    CHECK(story.calls() == text(R"(
        intents create:deployment.chat
        POST deployment chat-1
        outcomes pending:deployment.chat
        outcomes ready:deployment.chat
        intents create:lora_addon.a
        POST lora_addon made-1
        outcomes pending:lora_addon.a
        outcomes ready:lora_addon.a
        write
    )"));
    CHECK(story.events() == text(R"(
        started create deployment.chat
        progress create deployment.chat (CREATING)
        completed create deployment.chat (READY)
        started create lora_addon.a
        progress create lora_addon.a (DEPLOYING)
        completed create lora_addon.a (DEPLOYED)
    )"));
    CHECK(story.state() == text(R"(
        deployment.chat chat-1 ready
          applied: model = "accounts/acme/models/m"
        lora_addon.a made-1 ready
          applied: model = "accounts/acme/models/x", base_id = "accounts/acme/deployments/chat-1"
    )"));
    CHECK(to_text(result) == "2 added, 0 changed, 0 destroyed\n");
    CHECK(story.state() == Story::state_text(story.store.stored));
}

TEST_CASE(
    "apply: steps that are ready together share one sync for their intents and one for their outcomes") {
    Story story;
    story.cloud.ready_after = 0s;
    story.cloud.latency = 20ms;
    std::string lines;
    for (int i = 0; i < 4; ++i)
        lines += fmt::format("create dataset.d{} d{}\n", i, i);
    story.plan(lines);
    story.apply();
    CHECK(story.calls() == text(R"(
        intents create:dataset.d0 create:dataset.d1 create:dataset.d2 create:dataset.d3
        POST dataset d0
        POST dataset d1
        POST dataset d2
        POST dataset d3
        outcomes pending:dataset.d0 pending:dataset.d1 pending:dataset.d2 pending:dataset.d3
        outcomes ready:dataset.d0 ready:dataset.d1 ready:dataset.d2 ready:dataset.d3
        write
    )"));
}

TEST_CASE("apply: every request has a durable intent when it leaves") {
    Story story;
    story.cloud.latency = 10ms;
    std::string lines;
    for (int i = 0; i < 20; ++i)
        lines +=
            fmt::format("create deployment.d{} d{}{}\n", i, i, i < 5 ? "" : fmt::format(" after {}", i - 5));
    story.plan(lines);
    story.options.parallelism = 3;
    story.apply();
    std::vector<std::string> announced;
    for (const std::string& line : story.log) {
        if (line.starts_with("intents")) announced.push_back(line);
        if (!line.starts_with("POST")) continue;
        const std::string wanted = "create:deployment." + line.substr(line.rfind(' ') + 1);
        const bool found = std::any_of(announced.begin(), announced.end(), [&](const std::string& batch) {
            return (batch + " ").find(wanted + " ") != std::string::npos;
        });
        CHECK_MESSAGE(found, line);
    }
    CHECK(story.cloud.size() == 20);
}

TEST_CASE("apply: no more requests are in flight than parallelism allows") {
    Story story;
    story.cloud.latency = 50ms;
    std::string lines;
    for (int i = 0; i < 30; ++i)
        lines += fmt::format("create deployment.d{} d{}\n", i, i);
    story.plan(lines);
    story.options.parallelism = 4;
    const ApplyResult result = story.apply();
    CHECK(story.cloud.in_flight_max == 4);
    CHECK(result.counts.add == 30);
}

TEST_CASE("apply: waiting holds no slot, so sixty waits of three seconds take three") {
    Story story;
    std::string lines;
    for (int i = 0; i < 60; ++i)
        lines += fmt::format("create deployment.d{:02} d{:02}\n", i, i);
    story.plan(lines);
    story.options.parallelism = 16;
    story.apply();
    CHECK(story.clock.now() >= 3s);
    CHECK(story.clock.now() <= 3400ms);
}

TEST_CASE("apply: all who wait share one LIST, and few are read one by one") {
    Story many;
    std::string lines;
    for (int i = 0; i < 500; ++i)
        lines += fmt::format("create deployment.d{:03} d{:03}\n", i, i);
    many.plan(lines);
    many.cloud.ready_after = 600s;
    many.apply();
    CHECK(many.cloud.counts["LIST deployment"] <= 100);
    CHECK(many.cloud.counts["GET deployment"] == 0);

    Story few;
    few.plan("create deployment.a a\ncreate deployment.b b\ncreate dataset.c c\n");
    few.apply();
    CHECK(few.cloud.counts["LIST deployment"] == 0);
    CHECK(few.cloud.counts["GET deployment"] > 0);
}

TEST_CASE("apply: long lists rest between two looks, so that they do not crowd out requests") {
    Story story;
    std::string lines;
    for (int i = 0; i < 10; ++i)
        lines += fmt::format("create deployment.d{} d{}\n", i, i);
    story.plan(lines);
    story.cloud.latency = 1s;
    story.cloud.ready_after = 60s;
    story.apply();
    CHECK(story.cloud.counts["LIST deployment"] <= 60 / 2 + 1);
}

TEST_CASE("apply: who came during a short look is looked at right behind it") {
    Story story;
    std::string lines;
    for (int i = 0; i < 15; ++i)
        lines += fmt::format("create deployment.d{:02} d{:02}\n", i, i);
    story.plan(lines);
    story.options.parallelism = 5;
    story.cloud.latency = 300ms;
    story.cloud.ready_after = 100ms;
    const auto begin = story.clock.now();
    story.apply();
    // Three rounds of creates; a look begins 200 ms after the first one's answers, the next one with the
    // third's.
    CHECK(story.cloud.counts["LIST deployment"] == 2);
    CHECK(story.clock.now() - begin <= 4 * 300ms);
}

TEST_CASE("apply: equal plans run in equal order") {
    const auto run = [] {
        Story story;
        story.cloud.latency = 30ms;
        std::string lines;
        for (int i = 0; i < 40; ++i)
            lines += fmt::format("create {}.d{} d{}{}\n", i % 3 ? "deployment" : "dataset", i, i,
                                 i < 7 ? "" : fmt::format(" after {} {}", i - 7, i / 2));
        story.plan(lines);
        story.options.parallelism = 5;
        story.apply();
        return story.calls() + story.events(true);
    };
    CHECK(run() == run());
}

TEST_CASE("apply: an update sends what differs, and what is known only now is compared first") {
    Story story;
    story.live("deployment chat-1", R"({"model": "accounts/acme/models/m", "min_replica_count": 1,
                                        "description": "old", "display_name": "s-d1"})");
    story.entry("deployment.chat", "chat-1", R"({"description": "old"})");
    story.plan(R"(
        create dataset.d d1
        update deployment.chat chat-1 {"min_replica_count": 2, "display_name": "s-${dataset.d.id}"} after 0
    )");
    Change& chat = story.change("deployment.chat");
    AttributeChange cleared;
    cleared.index = static_cast<std::uint16_t>(chat.type->index_of("description"));
    cleared.before = Value("old");
    chat.attributes.push_back(cleared);
    const ApplyResult result = story.apply();
    CHECK(std::count(story.log.begin(), story.log.end(),
                     "PATCH deployment chat-1 min_replica_count description") == 1);
    CHECK(story.state() == text(R"(
        dataset.d d1 ready
        deployment.chat chat-1 ready
          applied: display_name = "s-d1", min_replica_count = 2
    )"));
    CHECK(to_text(result) == "1 added, 1 changed, 0 destroyed\n");
}

TEST_CASE("apply: an update that has nothing left to change sends nothing") {
    Story story;
    story.live("deployment chat-1", R"({"display_name": "d1"})");
    story.plan(R"(
        keep dataset.d d1
        update deployment.chat chat-1 {"display_name": "${dataset.d.id}"}
    )");
    story.apply();
    CHECK(story.calls() == text(R"(
        outcomes ready:deployment.chat
        write
    )"));
}

TEST_CASE("apply: adoption writes tags where the type carries them, and state where it does not") {
    Story story;
    story.live("deployment chat-1", R"({"display_name": "chat"})");
    story.live("dataset d1");
    story.plan(R"(
        adopt dataset.d d1 {}
        adopt deployment.chat chat-1 {"display_name": "chat"}
    )");
    story.change("deployment.chat").write_tags = true;
    const ApplyResult result = story.apply();
    CHECK(story.calls() == text(R"(
        outcomes ready:dataset.d
        intents adopt:deployment.chat
        PATCH deployment chat-1 +tags
        outcomes ready:deployment.chat
        write
    )"));
    CHECK(story.state() == text(R"(
        dataset.d d1 ready adopted untagged
        deployment.chat chat-1 ready adopted
          applied: display_name = "chat"
    )"));
    CHECK(to_text(result) == "0 added, 0 changed, 0 destroyed, 2 adopted\n");
}

TEST_CASE("apply: what an update after an adoption will change is not applied before") {
    Story story;
    story.live("deployment chat-1", R"({"display_name": "chat", "min_replica_count": 1})");
    story.plan(R"(
        adopt deployment.chat chat-1 {"display_name": "chat", "min_replica_count": 2}
        update deployment.chat chat-1 after 0
    )");
    story.change("deployment.chat").write_tags = true;
    story.cloud.fail_at = 2;
    const ApplyResult result = story.apply();
    CHECK(std::count(story.log.begin(), story.log.end(), "PATCH deployment chat-1 min_replica_count") == 1);
    CHECK(story.state() == text(R"(
        deployment.chat chat-1 ready adopted
          applied: display_name = "chat"
    )"));
    CHECK(result.counts.adopt == 1);
    CHECK(result.counts.change == 0);
}

TEST_CASE("apply: a replacement that creates first keeps the old object as deposed until it is destroyed") {
    Story story;
    story.live("deployment chat-1", R"({"model": "old"})");
    story.entry("deployment.chat", "chat-1", R"({"model": "old"})");
    story.plan(R"(
        create deployment.chat chat-2 {"model": "accounts/acme/models/new"}
        destroy deployment.chat chat-1 deposed after 0
    )");
    std::string between;
    story.on_event = [&](const Event& event) {
        if (event.kind == Event::Kind::started && event.verb == Verb::destroy) between = story.state();
    };
    const ApplyResult result = story.apply();
    CHECK(between == text(R"(
        deployment.chat chat-2 ready
          applied: model = "accounts/acme/models/new"
          deposed: chat-1
        open intent: destroy deployment.chat
    )"));
    CHECK(story.state() == text(R"(
        deployment.chat chat-2 ready
          applied: model = "accounts/acme/models/new"
    )"));
    CHECK(story.calls() == text(R"(
        intents create:deployment.chat
        POST deployment chat-2
        outcomes pending:deployment.chat
        outcomes ready:deployment.chat
        intents destroy:deployment.chat
        DELETE deployment chat-1
        outcomes ready:deployment.chat
        write
    )"));
    CHECK(to_text(result) == "1 added, 0 changed, 1 destroyed\n");
    CHECK(story.cloud.find(*fireworks_catalog().find("deployment"), "chat-1")->state == "DELETED");
}

TEST_CASE("apply: a replacement under the same id waits until the id is free") {
    Story story;
    story.live("deployment chat", R"({"model": "old"})");
    story.entry("deployment.chat", "chat", R"({"model": "old"})");
    story.plan(R"(
        destroy deployment.chat chat hard
        create deployment.chat chat {"model": "accounts/acme/models/new"} after 0
    )");
    const ApplyResult result = story.apply();
    CHECK(story.calls() == text(R"(
        intents destroy:deployment.chat
        DELETE deployment chat hard
        outcomes removed:deployment.chat
        intents create:deployment.chat
        POST deployment chat
        outcomes pending:deployment.chat
        outcomes ready:deployment.chat
        write
    )"));
    CHECK(to_text(result) == "1 added, 0 changed, 1 destroyed\n");
}

TEST_CASE("apply: purge, undelete, forget and destroy are recorded as what they are") {
    Story story;
    story.live("deployment a", "{}", "DELETED");
    story.live("deployment b", "{}", "DELETED");
    story.live("supervised_fine_tuning_job j", R"({"dataset": "d"})", "JOB_STATE_RUNNING");
    for (const std::string name : {"a", "b", "c"})
        story.entry("deployment." + name, name);
    story.entry("supervised_fine_tuning_job.j", "j");
    story.plan(R"(
        purge deployment.a a hard
        undelete deployment.b b
        forget deployment.c c
        destroy supervised_fine_tuning_job.j j
    )");
    story.change("supervised_fine_tuning_job.j").in_progress_run = true;
    story.change("supervised_fine_tuning_job.j").output_model = "accounts/acme/models/j";
    story.options.force = true;
    const ApplyResult result = story.apply();
    CHECK(story.calls() == text(R"(
        outcomes removed:deployment.c
        intents purge:deployment.a undelete:deployment.b destroy:supervised_fine_tuning_job.j
        DELETE deployment a hard ignore_checks
        UNDELETE deployment b
        DELETE supervised_fine_tuning_job j ignore_checks cancel accounts/acme/models/j
        outcomes pending:deployment.b
        outcomes removed:deployment.a ready:deployment.b removed:supervised_fine_tuning_job.j
        write
    )"));
    CHECK(story.state() == "deployment.b b ready\n");
    CHECK(to_text(result) == "1 added, 0 changed, 2 destroyed, 1 forgotten\n");
}

TEST_CASE("apply: a run that is in progress is waited for, and its model feeds the addon") {
    Story story;
    story.live("supervised_fine_tuning_job j1", R"({"dataset": "d"})", "JOB_STATE_RUNNING");
    story.live("deployment base-1");
    story.entry("supervised_fine_tuning_job.j", "j1").status = ResourceStatus::pending;
    story.plan(R"(
        keep deployment.base base-1
        wait supervised_fine_tuning_job.j j1
        create lora_addon.a {"model": "${supervised_fine_tuning_job.j.output_model}", "base_id": "${deployment.base.id}"} after 0
    )");
    // The run goes on by itself.
    story.on_event = [&, told = false](const Event&) mutable {
        if (!std::exchange(told, true))
            story.live("supervised_fine_tuning_job j1", R"({"dataset": "d"})", "JOB_STATE_COMPLETED");
    };
    const ApplyResult result = story.apply();
    CHECK(story.state() == text(R"(
        lora_addon.a made-1 ready
          applied: model = "accounts/acme/models/j1", base_id = "accounts/acme/deployments/base-1"
        supervised_fine_tuning_job.j j1 ready
    )"));
    CHECK(to_text(result) == "1 added, 0 changed, 0 destroyed\n");
}

TEST_CASE("apply: progress is told when it changes, and every half minute") {
    Story story;
    story.plan("create deployment.chat chat-1\n");
    story.cloud.fates["chat-1"].progress = "downloading model 1/2";
    story.cloud.ready_after = 80s;
    story.apply();
    CHECK(story.events() == text(R"(
        started create deployment.chat
        progress create deployment.chat (CREATING, downloading model 1/2)
        progress create deployment.chat (CREATING, downloading model 1/2)
        progress create deployment.chat (CREATING, downloading model 1/2)
        completed create deployment.chat (READY)
    )"));
}

TEST_CASE("apply: a new lineage is durable before the first request, and only if there is one") {
    Story story;
    story.snapshot.lineage.clear();
    story.plan("create dataset.d d1\n");
    story.apply();
    CHECK(story.log.at(0) == "write");
    CHECK(story.store.stored.lineage == lineage);

    Story nothing;
    nothing.snapshot.lineage.clear();
    nothing.apply();
    CHECK(nothing.calls().empty());
}

TEST_CASE("apply: outputs are what the references are worth at the end") {
    Story story;
    story.snapshot.outputs["gone"] = {Value("old"), false};
    story.plan("create lora_addon.a {\"model\": \"x\", \"base_id\": \"accounts/acme/deployments/b\"}\n");
    story.output("gone", Value());
    story.output("id", Value(Unknown{"${lora_addon.a.id}"}));
    story.output("key", Value(std::string(sensitive_output)), true);
    const ApplyResult result = story.apply();
    CHECK(story.state() == text(R"(
        lora_addon.a made-1 ready
          applied: model = "accounts/acme/models/x", base_id = "accounts/acme/deployments/b"
        output id = "made-1"
        output key = (sensitive)
    )"));
    CHECK(result.outputs == story.snapshot.outputs);
}

TEST_CASE("apply: entries of unchanged resources follow the configuration") {
    Story story;
    story.live("deployment chat-1", R"({"min_replica_count": 2, "max_replica_count": 4})");
    story.entry("deployment.chat", "chat-1", R"({"min_replica_count": 1, "max_replica_count": 3})");
    story.plan(R"(keep deployment.chat chat-1 {"min_replica_count": 2, "max_replica_count": 5})");
    story.change("deployment.chat").protect = true;
    story.apply();
    // Two agree again; the other differs and the plan does nothing: it is ignored, and stays as it was
    // applied.
    CHECK(story.state() == text(R"(
        deployment.chat chat-1 ready
          applied: min_replica_count = 2, max_replica_count = 3
    )"));
    CHECK(story.snapshot.resources.begin()->second.protect);
    CHECK(story.calls() == "write\n");
    story.log.clear();
    story.apply();
    CHECK(story.calls().empty());
}

TEST_CASE("apply: refresh-only takes over what drifted and drops what is gone") {
    Story story;
    story.entry("deployment.a", "a", R"({"min_replica_count": 1, "description": "x"})");
    story.entry("deployment.b", "b");
    story.planned.mode = PlanMode::refresh_only;
    const ResourceType& type = *fireworks_catalog().find("deployment");
    Drift moved;
    moved.address = {"deployment", "a", std::nullopt};
    for (const auto& [name, value] :
         {std::pair{"min_replica_count", Value(3)}, std::pair{"description", Value()}}) {
        AttributeChange each;
        each.index = static_cast<std::uint16_t>(type.index_of(name));
        each.after = value;
        moved.attributes.push_back(each);
    }
    Drift gone;
    gone.address = {"deployment", "b", std::nullopt};
    gone.gone = true;
    story.planned.drift = {moved, gone};
    story.apply();
    CHECK(story.state() == text(R"(
        deployment.a a ready
          applied: min_replica_count = 3
    )"));
}

TEST_CASE("apply: secrets are never recorded") {
    Story story;
    story.plan(R"(
        create supervised_fine_tuning_job.j j1 {"dataset": "d", "wandb.api_key": "canary-1", "wandb.project": "p"}
        create deployment.chat chat-1 {"direct_route_api_keys": ["canary-2"]}
    )");
    const ApplyResult result = story.apply();
    CHECK(result.counts.add == 2);
    CHECK(story.store.everything.find("canary") == std::string::npos);
    CHECK(story.store.everything.find("hmac-sha256:") != std::string::npos);
    CHECK(story.state().find("canary") == std::string::npos);
    CHECK(story.events().find("canary") == std::string::npos);
}

TEST_CASE("apply: uploads tell how far they are, once a second at most") {
    Story story;
    story.cloud.upload_seconds = 3;
    story.cloud.ready_after = 0s;
    story.plan("create dataset.d d1\n");
    story.apply();
    CHECK(story.events() == text(R"(
        started create dataset.d
        progress create dataset.d (uploading, 1 of 3 MB)
        progress create dataset.d (uploading, 2 of 3 MB)
        progress create dataset.d (uploading, 3 of 3 MB)
        progress create dataset.d (UPLOADING)
        completed create dataset.d (READY)
    )"));
    CHECK_FALSE(story.cloud.on_upload);
}
