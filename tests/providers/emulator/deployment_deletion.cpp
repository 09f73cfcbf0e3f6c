#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

constexpr std::string_view guard =
    "400 deployment has received inference requests in the last hour, pass ignore_checks to skip this check";

void create(Desk& desk, std::string_view more = "") {
    REQUIRE(desk.tell("POST deployments?deploymentId=a " + deployment_body(more)) == "200");
    desk.wait(seconds(2));
}

}  // namespace

TEST_CASE("deletion: a plain one is soft, and the id stays taken") {
    Desk desk;
    create(desk);
    CHECK(desk.ask("DELETE deployments/a") == "200 {}");
    CHECK(desk.see("deployments/a", "state deleteTime purgeTime desiredReplicaCount") ==
          "DELETING 2026-05-01T12:00:02Z 2026-05-08T12:00:02Z -");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "state") == "DELETED");
    CHECK(desk.ids("deployments") == "");
    CHECK(desk.ids("deployments?showDeleted=true") == "a");
    CHECK(desk.tell("POST deployments?deploymentId=a " + deployment_body()).starts_with("409"));
    CHECK(desk.tell("DELETE deployments/a").starts_with("404"));
    CHECK(desk.tell("PATCH deployments/a?updateMask=description {}").starts_with("400"));
}

TEST_CASE("deletion: a hard one frees the id, also of one that was deleted softly") {
    Desk desk;
    create(desk);
    CHECK(desk.ask("DELETE deployments/a?hard=true") == "200 {}");
    CHECK(desk.see("deployments/a", "state") == "DELETING");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET deployments/a").starts_with("404"));
    create(desk);
    desk.ask("DELETE deployments/a");
    desk.wait(seconds(2));
    CHECK(desk.ask("DELETE deployments/a?hard=true") == "200 {}");
    CHECK(desk.tell("GET deployments/a").starts_with("404"));
    CHECK(desk.tell("DELETE deployments/a?hard=true").starts_with("404"));
}

TEST_CASE("deletion: it is refused for an hour after traffic, unless checks are ignored") {
    Desk desk;
    create(desk);
    desk.ask("POST /emulator/traffic?deployment=accounts/acme/deployments/a");
    const HttpResponse refused = desk.send(Desk::request("DELETE deployments/a"));
    CHECK(pick(refused.body, "code") == "9");
    CHECK(desk.tell("DELETE deployments/a?hard=true") == guard);
    desk.wait(hours(1) - seconds(1));
    CHECK(desk.tell("DELETE deployments/a") == guard);
    CHECK(desk.tell("DELETE deployments/a?ignoreChecks=true") == "200");
    Desk later;
    create(later);
    later.ask("POST /emulator/traffic?deployment=a");
    later.wait(hours(1));
    CHECK(later.tell("DELETE deployments/a") == "200");
}

TEST_CASE("deletion: addons refuse it too, and go along when checks are ignored") {
    Desk desk;
    create(desk, R"("enableAddons": true)");
    desk.ask(
        R"(POST deployedModels {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/a"})");
    desk.wait(seconds(2));
    CHECK(desk.tell("DELETE deployments/a").starts_with("400 deployment has LoRA addons loaded"));
    CHECK(desk.tell("DELETE deployments/a?ignoreChecks=true") == "200");
    CHECK(desk.see("deployedModels", "deployedModels.0.state deployedModels.1.state") ==
          "UNDEPLOYING UNDEPLOYING");
    desk.wait(seconds(2));
    CHECK(desk.ids("deployedModels") == "");
    CHECK(desk.see("deployments/a", "state") == "DELETED");
}

TEST_CASE("deletion: the record that the service keeps of the base model blocks nothing") {
    Desk desk;
    create(desk);
    CHECK(desk.see("deployedModels", "deployedModels.0.model deployedModels.0.default") ==
          "accounts/fireworks/models/llama-v3p1-8b-instruct true");
    CHECK(desk.tell("DELETE deployments/a") == "200");
    desk.wait(seconds(2));
    CHECK(desk.ids("deployedModels") == "");
}

TEST_CASE("deletion: undelete brings it back through CREATING, from DELETED and from FAILED only") {
    Desk desk;
    create(desk);
    CHECK(desk.tell("POST deployments/a:undelete {}") ==
          "400 deployment \"accounts/acme/deployments/a\" is READY");
    desk.ask("DELETE deployments/a");
    CHECK(desk.tell("POST deployments/a:undelete {}").starts_with("400"));
    desk.wait(seconds(2));
    CHECK(desk.see_in("POST deployments/a:undelete {}", "state deleteTime purgeTime") == "CREATING - -");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "state replicaStats.readyReplicaCount") == "READY 1");
    desk.wait(hours(24 * 6));
    CHECK(desk.see("deployments/a", "state") == "READY");

    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST deployments";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "out of memory";
    fails.times = 1;
    options.faults.push_back(fails);
    Desk failing(options);
    create(failing);
    CHECK(failing.see("deployments/a", "state status.code status.message") ==
          "FAILED INTERNAL out of memory");
    CHECK(failing.see("deployments/a/terminationMessage", "message") == "out of memory");
    CHECK(failing.tell("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 2}")
              .starts_with("400"));
    CHECK(failing.see_in("POST deployments/a:undelete {}", "state status") == "CREATING {}");
    failing.wait(seconds(2));
    CHECK(failing.see("deployments/a", "state") == "READY");
}
