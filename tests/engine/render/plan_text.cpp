#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Plan plan_of(std::vector<Change> changes) {
    Plan plan;
    plan.changes = std::move(changes);
    return plan;
}

std::string shown(std::vector<Change> changes) {
    return render(plan_of(std::move(changes)), Style{});
}

/// Only the blocks: without heading, legend and last line.
std::string block(Change one) {
    const std::string all = shown({std::move(one)});
    const std::size_t heading = all.find("\n\n") + 2;
    const std::size_t begin = all.find("\n\n", heading) + 2;
    return all.substr(begin, all.rfind("\nPlan:") - begin);
}

}  // namespace

TEST_CASE("plan text: a create lists its attributes and where unknown ones come from") {
    Change create = change("lora_addon.support", Action::create);
    add(create, "model", {}, Unknown{"${supervised_fine_tuning_job.support.output_model}"});
    add(create, "base_id", {}, Unknown{"accounts/acme/deployments/${deployment.chat.id}"});
    CHECK(shown({create}) == text(R"(
        fireform will perform these actions:

          + create

          + lora_addon.support
              id = (known after apply: the service makes it)
              model = (known after apply: supervised_fine_tuning_job.support.output_model)
              base_id = (known after apply: deployment.chat.id)

        Plan: 1 to add, 0 to change, 0 to destroy.
    )"));
}

TEST_CASE("plan text: what does not change is counted, or shown when everything is wanted") {
    Change update = change("deployment.chat", Action::update);
    update.object_id = "chat-1";
    update.live.put(*update.type, "id", "chat-1");
    update.live.put(*update.type, "model", "accounts/fireworks/models/qwen3-8b");
    update.live.put(*update.type, "max_replica_count", 2);
    update.live.put(*update.type, "description", "for chats");
    update.live.put(*update.type, "state", "READY");
    add(update, "max_replica_count", 2, 4);
    Change same = change("dataset.support", Action::none);
    same.object_id = "ds-1";
    same.live.put(*same.type, "display_name", "support");
    CHECK(shown({same, update}) == text(R"(
        fireform will perform these actions:

          ~ update in place

          ~ deployment.chat
              max_replica_count: 2 -> 4
              # 2 unchanged attributes hidden

            # 1 unchanged resource hidden

        Plan: 0 to add, 1 to change, 0 to destroy.
    )"));
    CHECK(render(plan_of({same, update}), Style{}, Detail::everything) == text(R"(
        fireform will perform these actions:

          ~ update in place

          ~ deployment.chat
              id = "chat-1"
              description = "for chats"
              model = "accounts/fireworks/models/qwen3-8b"
              max_replica_count: 2 -> 4

            dataset.support  # unchanged
              id = "ds-1"
              display_name = "support"

        Plan: 0 to add, 1 to change, 0 to destroy.
    )"));
    CHECK(shown({same}) == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("plan text: an update shows only what changes") {
    Change update = change("deployment.chat", Action::update);
    update.object_id = "chat-1";
    add(update, "max_replica_count", 2, 4);
    add(update, "scale_up_window", Duration(std::chrono::minutes(5)), {}).note = "(server default)";
    add(update, "description", "old", {});
    CHECK(block(update) == text(R"(
          ~ deployment.chat
              max_replica_count: 2 -> 4
              scale_up_window: "5m" -> (server default)
              description: "old" -> null
    )"));
}

TEST_CASE("plan text: of maps only the keys that differ") {
    Change update = change("deployment.chat", Action::update);
    add(update, "annotations", Value::Map{{"custom/env", "dev"}, {"custom/old", "x"}, {"custom/same", "1"}},
        Value::Map{{"custom/env", "prod"}, {"custom/new", "y"}, {"custom/same", "1"}});
    CHECK(block(update) == text(R"(
          ~ deployment.chat
              annotations."custom/env": "dev" -> "prod"
              annotations."custom/old": "x" -> null
              annotations."custom/new": null -> "y"
    )"));
}

TEST_CASE("plan text: a replacement says what forces it") {
    Change replace = change("deployment.chat", Action::replace);
    replace.object_id = "chat-1";
    replace.new_id = "chat-2";
    add(replace, "model", "llama-8b", "llama-70b").forces_replacement = true;
    AttributeChange& placed = add(replace, "region", {}, "US_IOWA_1");
    placed.forces_replacement = true;
    placed.note = "placement is fixed at creation";
    CHECK(block(replace) == text(R"(
        -/+ deployment.chat
              id: "chat-1" -> "chat-2"
              model: "llama-8b" -> "llama-70b"  # forces replacement
              region: null -> "US_IOWA_1"  # forces replacement: placement is fixed at creation
              # refused by the service if it served traffic in the last hour, except with --force
    )"));
    replace.create_before_destroy = true;
    CHECK(block(replace).starts_with("+/- deployment.chat\n"));
}

TEST_CASE("plan text: a run shows where its values come from and what it will cost") {
    Change create = change("supervised_fine_tuning_job.support", Action::create);
    create.new_id = "support-1";
    create.estimated_cost = Money{"USD", 12, 340000000};
    add(create, "epochs", {}, 3);
    add(create, "lora_rank", {}, 16).note = "from accounts/acme/models/adapter";
    CHECK(block(create) == text(R"(
          + supervised_fine_tuning_job.support
              id = "support-1"
              epochs = 3
              lora_rank = 16  # from accounts/acme/models/adapter
              # estimated cost: $12.34
    )"));
}

TEST_CASE("plan text: secrets are never shown") {
    Change update = change("deployment.chat", Action::update);
    add(update, "direct_route_api_keys", Value::List{"old-secret"}, Value::List{"new-secret"}).sensitive =
        true;
    CHECK(block(update) == text(R"(
          ~ deployment.chat
              direct_route_api_keys: (sensitive) -> (sensitive)
    )"));
    Change create = change("deployment.chat", Action::create);
    create.new_id = "chat-1";
    add(create, "direct_route_api_keys", {}, Value::List{"new-secret"}).sensitive = true;
    CHECK(block(create) == text(R"(
          + deployment.chat
              id = "chat-1"
              direct_route_api_keys = (sensitive)
    )"));
}

TEST_CASE("plan text: adoption, destroy, forget, repair and undelete name their object and their reason") {
    Change adopt = change("deployment.a", Action::adopt, "display name and base model match");
    adopt.object_id = "a-1";
    Change destroy = change("deployment.b", Action::destroy, "not in the configuration");
    destroy.object_id = "b-1";
    Change forget = change("lora_addon.c", Action::forget, "its object is gone");
    forget.object_id = "c-1";
    Change repair = change("lora_addon.d", Action::repair, "failed: out of memory");
    repair.object_id = "d-1";
    Change undelete = change("deployment.e", Action::undelete, "soft-deleted");
    undelete.object_id = "e-1";
    CHECK(shown({adopt, destroy, forget, repair, undelete}) == text(R"(
        fireform will perform these actions:

          + create
          & adopt what is there
          - destroy
          . forget, destroy nothing
          ! repair

          & deployment.a  # display name and base model match
              id = "a-1"

          - deployment.b  # not in the configuration
              id = "b-1"
              # refused by the service if it served traffic in the last hour, except with --force
              # it can be restored until the service purges it

          . lora_addon.c  # its object is gone
              id = "c-1"

          ! lora_addon.d  # failed: out of memory
              id: "d-1" -> (known after apply: the service makes it)

          + deployment.e  # soft-deleted
              id = "e-1"
              # it comes back with its old settings, but for what is changed here

        Plan: 1 to adopt, 1 to forget, 2 to add, 0 to change, 2 to destroy.
    )"));
}

TEST_CASE("plan text: a destroy tells what goes along") {
    Change job = change("supervised_fine_tuning_job.a", Action::destroy);
    job.object_id = "job-1";
    job.in_progress_run = true;
    job.output_model = "accounts/acme/models/a";
    CHECK(block(job) == text(R"(
          - supervised_fine_tuning_job.a
              id = "job-1"
              # it is running: it is cancelled first
              # its output model goes too: accounts/acme/models/a
    )"));
    Change deployment = change("deployment.a", Action::destroy);
    deployment.object_id = "a-1";
    deployment.hard = true;
    CHECK(block(deployment) == text(R"(
          - deployment.a
              id = "a-1"
              # refused by the service if it served traffic in the last hour, except with --force
              # for good: this cannot be undone
    )"));
}

TEST_CASE("plan text: objects left over from replacements are destroyed, not the resource") {
    Change leftover = change("deployment.chat", Action::none);
    leftover.pending = true;
    leftover.reason = "not ready yet";
    leftover.deposed = {{"chat-0", "accounts/acme/deployments/chat-0"}};
    CHECK(shown({leftover}) == text(R"(
        fireform will perform these actions:

          - destroy

          - deployment.chat (left over: chat-0)  # from an earlier replacement; the resource itself stays

        deployment.chat is not ready yet: apply waits for it.

        Plan: 0 to add, 0 to change, 1 to destroy.
    )"));
}

TEST_CASE("plan text: nothing to do is said in one line") {
    CHECK(shown({change("deployment.chat", Action::none)}) ==
          "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("plan text: what is not ready yet is waited for") {
    Change waiting = change("deployment.chat", Action::none);
    waiting.pending = true;
    CHECK(shown({waiting}) == text(R"(
        deployment.chat is not ready yet: apply waits for it.

        No changes. Your fleet matches the configuration.
    )"));
}

TEST_CASE("plan text: what --target left out is not shown") {
    Change skipped = change("deployment.other", Action::create);
    skipped.partial_skip = true;
    Plan plan = plan_of({change("deployment.chat", Action::none), skipped});
    CHECK(render(plan, Style{}).find("deployment.other") == std::string::npos);
}

TEST_CASE("plan text: drift comes first") {
    Plan plan = plan_of({change("deployment.chat", Action::none)});
    const Change chat = change("deployment.chat", Action::none);
    Drift changed{chat.address, false, false, {differs(chat, "max_replica_count", 2, 5)}, ""};
    Drift gone{*parse_address("deployment.old"),
               true,
               true,
               {},
               "possibly deleted by the service after 7 idle days"};
    plan.drift = {changed, gone};
    CHECK(render(plan, Style{}) == text(R"(
        Objects have changed outside of fireform since the last apply:

          ~ deployment.chat
              max_replica_count: 2 -> 5
          - deployment.old  # deleted, can be restored: possibly deleted by the service after 7 idle days

        No changes. Your fleet matches the configuration.
    )"));
    plan.mode = PlanMode::refresh_only;
    CHECK(render(plan, Style{}).ends_with(text(R"(
        This plan only refreshes: apply records in state what is live and changes nothing else.

        Plan: 0 to add, 0 to change, 0 to destroy.
    )")));
}

TEST_CASE("plan text: outputs that change") {
    Plan plan = plan_of({});
    plan.outputs = {{"gone", "x", {}, false},
                    {"made", {}, Unknown{"${deployment.chat.id}"}, false},
                    {"moved", 1, 2, false},
                    {"same", 1, 1, false},
                    {"secret", {}, "hush", true}};
    CHECK(render(plan, Style{}) == text(R"(
        Changes to outputs:

          - gone
          + made = (known after apply: deployment.chat.id)
          ~ moved: 1 -> 2
          + secret = (sensitive)

        Plan: 0 to add, 0 to change, 0 to destroy.
    )"));
}

TEST_CASE("plan text: strangers' text cannot speak to the terminal") {
    Change create = change("deployment.chat", Action::create, "failed: \x1b[2Jgone\nPlan: 0 to add");
    create.new_id = "x";
    add(create, "description", {}, "a\x1b]0;b\x07\u202E");
    CHECK(block(create) == text(R"(
          + deployment.chat  # failed: \u001B[2Jgone\nPlan: 0 to add
              id = "x"
              description = "a\u001B]0;b\u0007\u202E"
    )"));
}

TEST_CASE("plan text: colour marks the symbol and the lines") {
    Change update = change("deployment.chat", Action::update);
    add(update, "max_replica_count", 2, 4);
    const std::string colored = render(plan_of({update}), Style{true, 80});
    CHECK(colored.find("\x1b[33m  ~\x1b[0m \x1b[1mdeployment.chat\x1b[0m\n") != std::string::npos);
    CHECK(colored.find("      \x1b[33mmax_replica_count: 2 -> 4\x1b[0m\n") != std::string::npos);
}

namespace {

/// A plan of one deployment with this action and cost.
std::string costed(Action action, std::optional<HourlyCost> before, std::optional<HourlyCost> after) {
    Plan plan = plan_of({change("deployment.chat", action)});
    (action == Action::create ? plan.changes[0].new_id : plan.changes[0].object_id) = "chat-1";
    plan.forecast.costs = {{plan.changes[0].address, before, after}};
    const std::string all = render(plan, Style{});
    return all.substr(all.find("deployment.chat"));
}

}  // namespace

TEST_CASE("plan text: what a deployment will cost, and the fleet, where it changes") {
    CHECK(costed(Action::create, {}, HourlyCost{0, 2, 8, false}) == text(R"(
        deployment.chat
              id = "chat-1"
              # $0.00/h idle, $16.00/h at 2 replicas

        Cost: $0.00/h -> $0.00 to $16.00/h
        Plan: 1 to add, 0 to change, 0 to destroy.
    )"));
    CHECK(costed(Action::update, HourlyCost{1, 1, 8, false}, HourlyCost{1, 2, 8, false}) == text(R"(
        deployment.chat
              # $8.00/h at 1 replica, $16.00/h at 2 (was $8.00/h at 1 replica)

        Cost: $8.00/h -> $8.00 to $16.00/h
        Plan: 0 to add, 1 to change, 0 to destroy.
    )"));
    CHECK(costed(Action::destroy, HourlyCost{2, 2, 2.9, false}, {}) == text(R"(
        deployment.chat
              id = "chat-1"
              # refused by the service if it served traffic in the last hour, except with --force
              # it can be restored until the service purges it
              # saves $5.80/h at 2 replicas

        Cost: $5.80/h -> $0.00/h
        Plan: 0 to add, 0 to change, 1 to destroy.
    )"));
    CHECK(costed(Action::update, HourlyCost{1, 1, 8, false}, HourlyCost{1, 1, 8, false}) == text(R"(
        deployment.chat

        Plan: 0 to add, 1 to change, 0 to destroy.
    )"));
}

TEST_CASE("plan text: a lower bound and an unknown price are told from a price") {
    CHECK(costed(Action::create, {}, HourlyCost{0, 1, 8, true}) == text(R"(
        deployment.chat
              id = "chat-1"
              # $0.00/h idle, at least $8.00/h at 1 replica

        Cost: $0.00/h -> $0.00 to at least $8.00/h
        Plan: 1 to add, 0 to change, 0 to destroy.
    )"));
    CHECK(costed(Action::create, {}, HourlyCost{1, 2, {}, false}) == text(R"(
        deployment.chat
              id = "chat-1"
              # ?/h at 1 replica, ?/h at 2

        Cost: $0.00/h -> $0.00/h + ?
        Plan: 1 to add, 0 to change, 0 to destroy.
    )"));
}

TEST_CASE("plan text: what the service would fill in stands below what was asked for") {
    Change create = change("deployment.chat", Action::create);
    add(create, "model", {}, "m");
    Plan plan = plan_of({create});
    Attributes& defaults = plan.forecast.defaults[create.address];
    defaults.put(*create.type, "max_context_length", 8192);
    defaults.put(*create.type, "precision", "BF16");
    const std::string all = render(plan, Style{});
    CHECK(all.substr(all.find("deployment.chat")) == text(R"(
        deployment.chat
              id = (known after apply: made with the new state)
              model = "m"
              precision = (server) "BF16"
              max_context_length = (server) 8192

        Plan: 1 to add, 0 to change, 0 to destroy.
    )"));
}
