#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::string_view stats =
    "state desiredReplicaCount replicaCount replicaStats.pendingSchedulingReplicaCount "
    "replicaStats.downloadingModelReplicaCount replicaStats.initializingReplicaCount "
    "replicaStats.readyReplicaCount";

void create(Desk& desk, std::string_view more = "", const std::string& id = "a") {
    REQUIRE(desk.tell("POST deployments?deploymentId=" + id + " " + deployment_body(more)) == "200");
}

}  // namespace

TEST_CASE("deployments: a create fills in what was left out") {
    Desk desk;
    const std::string reply = desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(
        reply ==
        R"(200 {"name":"accounts/acme/deployments/a","createTime":"2026-05-01T12:00:00Z","state":"CREATING","status":{},)"
        R"("maxReplicaCount":1,"desiredReplicaCount":1,"autoscalingPolicy":{"scaleUpWindow":"30s",)"
        R"("scaleDownWindow":"600s","scaleToZeroWindow":"3600s","loadTargets":{"default":0.8}},)"
        R"("baseModel":"accounts/fireworks/models/llama-v3p1-8b-instruct","acceleratorCount":1,)"
        R"("acceleratorType":"NVIDIA_H100_80GB","precision":"BF16","region":"US_IOWA_1",)"
        R"("updateTime":"2026-05-01T12:00:00Z","replicaStats":{"pendingSchedulingReplicaCount":1}})");
}

TEST_CASE("deployments: replicas come through their phases until it is READY") {
    Desk desk;
    create(desk, R"("minReplicaCount": 2)");
    std::string seen;
    for (int i = 0; i < 6; ++i) {
        seen += desk.see("deployments/a", stats) + "\n";
        desk.wait(milliseconds(400));
    }
    CHECK(seen ==
          "CREATING 2 - 2 - - -\n"
          "CREATING 2 1 1 1 - -\n"
          "CREATING 2 2 - 2 - -\n"
          "CREATING 2 2 - 1 1 -\n"
          "CREATING 2 2 - - 2 -\n"
          "READY 2 2 - - - 2\n");
}

TEST_CASE("deployments: with --ready-after 0s a create still says CREATING and the next read READY") {
    EmulatorOptions options;
    options.ready_after = milliseconds(0);
    Desk desk(options);
    CHECK(desk.see_in("POST deployments?deploymentId=a " + deployment_body(), "state") == "CREATING");
    CHECK(desk.see("deployments/a", "state replicaStats.readyReplicaCount") == "READY 1");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 3}", "state") ==
          "UPDATING");
    CHECK(desk.see("deployments/a", "state") == "READY");
    CHECK(desk.tell("DELETE deployments/a") == "200");
    CHECK(desk.see("deployments/a", "state") == "DELETED");
}

TEST_CASE("deployments: validateOnly makes nothing and shows what would be") {
    Desk desk;
    CHECK(desk.see_in("POST deployments?deploymentId=a&validateOnly=true " + deployment_body(),
                      "state acceleratorCount") == "CREATING 1");
    CHECK(desk.tell("GET deployments/a").starts_with("404"));
    CHECK(desk.ids("deployedModels") == "");
}

TEST_CASE("deployments: base model, counts and windows are checked") {
    Desk desk;
    const auto refused = [&](const std::string& more) {
        return desk.tell("POST deployments?deploymentId=a " + deployment_body(more));
    };
    CHECK(desk.tell("POST deployments {\"acceleratorType\": \"NVIDIA_H100_80GB\"}") ==
          "400 base_model of Deployment is required");
    CHECK(desk.tell("POST deployments {\"baseModel\": \"llama-v3p1-8b-instruct\"}")
              .starts_with("400 invalid base_model"));
    CHECK(
        desk.tell("POST deployments {\"baseModel\": \"accounts/fireworks/models/none\"}").starts_with("404"));
    CHECK(refused(R"("minReplicaCount": -1)") == "400 min_replica_count must not be negative");
    CHECK(refused(R"("minReplicaCount": 3, "maxReplicaCount": 2)") ==
          "400 max_replica_count (2) must be at least min_replica_count (3)");
    CHECK(refused(R"("maxReplicaCount": 3, "maxWithRevocableReplicaCount": 2)").starts_with("400"));
    CHECK(refused(R"("autoscalingPolicy": {"scaleToZeroWindow": "60s"})") ==
          "400 autoscaling_policy.scale_to_zero_window must be at least 300s");
    CHECK(refused(R"("autoscalingPolicy": {"scaleUpWindow": "3601s"})").starts_with("400"));
    CHECK(refused(R"("autoscalingPolicy": {"scaleDownWindow": "-1s"})").starts_with("400"));
    CHECK(refused(R"("autoscalingPolicy": {"loadTargets": {"qps": 1}})").starts_with("400"));
    CHECK(refused(R"("placement": {})") ==
          "400 placement: exactly one of region, multi_region and regions must be specified");
    CHECK(refused(R"("placement": {"region": "US_IOWA_1", "multiRegion": "US"})").starts_with("400"));
    CHECK(refused(R"("hotLoadBucketUrl": "s3://x/")").starts_with("400"));
}

TEST_CASE("deployments: a minimum alone moves the maximum, and a literal 0 switches it off") {
    Desk desk;
    create(desk, R"("minReplicaCount": 3)");
    CHECK(desk.see("deployments/a", "minReplicaCount maxReplicaCount desiredReplicaCount") == "3 3 3");
    create(desk, R"("maxReplicaCount": 0)", "b");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/b", "state maxReplicaCount desiredReplicaCount") == "READY - -");
}

TEST_CASE("deployments: the region follows the placement") {
    Desk desk;
    create(desk, R"("placement": {"multiRegion": "EUROPE"})", "a");
    create(desk, R"("placement": {"region": "AP_TOKYO_2"})", "b");
    create(desk, R"("placement": {"regions": ["US_OHIO_1", "US_UTAH_1"]})", "c");
    CHECK(desk.see("deployments", "deployments.0.region deployments.1.region deployments.2.region") ==
          "EU_FRANKFURT_1 AP_TOKYO_2 US_OHIO_1");
}

TEST_CASE("deployments: scaling sets the momentary target within 0 and the maximum, and nothing else") {
    Desk desk;
    create(desk, R"("minReplicaCount": 1, "maxReplicaCount": 2)");
    desk.wait(seconds(2));
    CHECK(desk.ask("PATCH deployments/a:scale {\"replicaCount\": 5}") == "200 {}");
    CHECK(desk.see(
              "deployments/a",
              "state minReplicaCount maxReplicaCount desiredReplicaCount replicaStats.readyReplicaCount") ==
          "READY 1 2 2 1");
    CHECK(desk.ask("PATCH deployments/a:scale {\"replicaCount\": 0}") == "200 {}");
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.readyReplicaCount") == "- -");
    // The autoscaler takes over again after its window.
    desk.wait(seconds(33));
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.readyReplicaCount") == "1 1");
    CHECK(desk.tell("PATCH deployments/a:scale {\"replicaCount\": -1}").starts_with("400"));
    CHECK(desk.tell("POST deployments/a:scale {\"replicaCount\": 1}").starts_with("501"));
}

TEST_CASE("deployments: with a minimum of 0 it scales to zero after its window without requests") {
    Desk desk;
    create(desk, R"("autoscalingPolicy": {"scaleToZeroWindow": "300s"})");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "desiredReplicaCount") == "1");
    desk.wait(seconds(200));
    desk.ask("POST /emulator/traffic?deployment=a");
    desk.wait(seconds(299));
    CHECK(desk.see("deployments/a", "state desiredReplicaCount") == "READY 1");
    desk.wait(seconds(1));
    CHECK(desk.see("deployments/a", "state desiredReplicaCount replicaStats.readyReplicaCount") ==
          "READY - -");
}

TEST_CASE("deployments: seven idle days at a minimum of 0 delete it, another week purges it") {
    Desk desk;
    create(desk);
    create(desk, R"("minReplicaCount": 1)", "kept");
    desk.wait(hours(24 * 7) - minutes(1));
    CHECK(desk.see("deployments/a", "state") == "READY");
    desk.wait(minutes(2));
    CHECK(desk.see("deployments/a", "state deleteTime purgeTime") ==
          "DELETED 2026-05-08T12:00:02Z 2026-05-15T12:00:02Z");
    CHECK(desk.ids("deployments") == "kept");
    CHECK(desk.ids("deployments?showDeleted=true") == "a kept");
    desk.wait(hours(24 * 7));
    CHECK(desk.tell("GET deployments/a").starts_with("404"));
    CHECK(desk.see("deployments/kept", "state") == "READY");
}

TEST_CASE("deployments: metrics, shards, ledger and the last words of a crashed one") {
    Desk desk;
    create(desk);
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a:metrics?timeRange=10m", "metrics.replicas") == "1");
    CHECK(desk.tell("GET deployments/a:metrics?timeRange=soon").starts_with("400"));
    CHECK(desk.see("deployments/a/shards", "deploymentShards.0.name deploymentShards.0.state totalSize") ==
          "accounts/acme/deployments/a/shards/us-iowa-1 READY 1");
    CHECK(desk.ask("GET deployments/a/ledger") ==
          R"(200 {"ledger":[{"timestamp":"2026-05-01T12:00:00Z","value":"CREATING"},)"
          R"({"timestamp":"2026-05-01T12:00:02Z","value":"READY"}]})");
    CHECK(desk.ask("DELETE deployments/a/ledger") == "200 {}");
    CHECK(desk.ask("GET deployments/a/ledger") == "200 {}");
    CHECK(desk.ask("GET deployments/a/terminationMessage") == "200 {}");
    CHECK(desk.tell("GET deployments/b/ledger").starts_with("404"));
}

TEST_CASE("deployments: scaling schedules raise the minimum while they are active, on the emulator's clock") {
    Desk desk;  // Friday 12:00 UTC
    create(
        desk,
        R"("minReplicaCount": 1, "maxReplicaCount": 5, "autoscalingPolicy": {"scaleUpWindow": "0s", "scaleDownWindow": "0s", "scalingSchedules": {
        "evening": {"minReplicaCount": 4, "schedule": "0 18 * * Mon-Fri", "duration": "7200s", "timezone": "UTC"},
        "never": {"minReplicaCount": 5, "schedule": "0 18 * * *", "duration": "7200s", "timezone": "UTC", "disabled": true}}})");
    std::string seen;
    for (int hour = 13; hour < 22; ++hour) {
        desk.wait(hours(1));
        if (hour == 13) desk.wait(seconds(10));
        seen += desk.see("deployments/a", "desiredReplicaCount") + " ";
    }
    // 18:00:10 is the first look inside, 20:00:10 the first one behind
    CHECK(seen == "1 1 1 1 1 4 4 1 1 ");
}

TEST_CASE("deployments: schedules are checked") {
    Desk desk;
    const auto refused = [&](const std::string& schedule) {
        return desk.tell(
            "POST deployments " +
            deployment_body("\"autoscalingPolicy\": {\"scalingSchedules\": {\"s\": " + schedule + "}}"));
    };
    CHECK(refused(
              R"({"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "600s", "timezone": "UTC"})") ==
          "200");
    CHECK(refused(R"({"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "600s"})") ==
          "400 timezone of ScalingSchedule is required");
    CHECK(refused(R"({"minReplicaCount": 2, "schedule": "0 8 * * *", "duration": "600s", "timezone": "UTC"})")
              .starts_with("400"));
    CHECK(refused(R"({"minReplicaCount": 1, "schedule": "8am", "duration": "600s", "timezone": "UTC"})")
              .starts_with("400"));
    CHECK(refused(R"({"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "60s", "timezone": "UTC"})")
              .starts_with("400"));
    CHECK(
        refused(R"({"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "600.5s", "timezone": "UTC"})")
            .starts_with("400"));
    CHECK(
        refused(
            R"({"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "600s", "timezone": "Mars Base"})")
            .starts_with("400"));
}
