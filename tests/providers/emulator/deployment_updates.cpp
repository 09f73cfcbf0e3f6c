#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

void create(Desk& desk, std::string_view more = "") {
    REQUIRE(desk.tell("POST deployments?deploymentId=a " + deployment_body(more)) == "200");
    desk.wait(seconds(2));
}

}  // namespace

TEST_CASE("updates: fields outside the mask stay, in the mask but absent they are cleared") {
    Desk desk;
    create(desk, R"("displayName": "x", "description": "y", "maxReplicaCount": 4)");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=display_name {\"displayName\": \"z\", \"description\": "
                      "\"ignored\"}",
                      "displayName description maxReplicaCount") == "z y 4");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=description,max_replica_count {}",
                      "displayName description maxReplicaCount") == "z - 1");
}

TEST_CASE("updates: without a mask the fields of the body are it, and strictly a mask is required") {
    Desk desk;
    create(desk, R"("displayName": "x", "minReplicaCount": 1)");
    CHECK(desk.see_in("PATCH deployments/a {\"minReplicaCount\": 0, \"maxReplicaCount\": 0}",
                      "displayName minReplicaCount maxReplicaCount state") == "x - - UPDATING");
    EmulatorOptions options;
    options.strict = true;
    Desk strict(options);
    create(strict);
    CHECK(strict.tell("PATCH deployments/a {\"minReplicaCount\": 0}") == "400 update_mask is required");
    CHECK(strict.tell("PATCH deployments/a?updateMask=min_replica_count {\"minReplicaCount\": 0}") == "200");
}

TEST_CASE("updates: a mask takes either spelling and nested paths, and refuses what does not exist") {
    Desk desk;
    create(desk);
    CHECK(desk.see_in("PATCH deployments/a?updateMask=autoscaling_policy.scale_up_window,displayName "
                      "{\"displayName\": \"x\", \"autoscalingPolicy\": {\"scaleUpWindow\": \"5s\", "
                      "\"scaleDownWindow\": \"7s\"}}",
                      "displayName autoscalingPolicy.scaleUpWindow autoscalingPolicy.scaleDownWindow") ==
          "x 5s 600s");
    CHECK(desk.tell("PATCH deployments/a?updateMask=scale_up_window {}") ==
          "400 invalid field mask path \"scale_up_window\" for Deployment");
    CHECK(
        desk.tell("PATCH deployments/a {\"updateMask\": \"display_name\"}").starts_with("400 unknown field"));
}

TEST_CASE("updates: a section is replaced as a whole, and its defaults come back") {
    Desk desk;
    create(desk,
           R"("autoscalingPolicy": {"scaleUpWindow": "1s", "loadTargets": {"requests_per_second": 5}})");
    CHECK(
        desk.see_in("PATCH deployments/a?updateMask=autoscaling_policy {\"autoscalingPolicy\": "
                    "{\"scaleDownWindow\": \"60s\"}}",
                    "autoscalingPolicy") ==
        R"({"scaleUpWindow":"30s","scaleDownWindow":"60s","scaleToZeroWindow":"3600s","loadTargets":{"default":8E-1}})");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=autoscaling_policy {}",
                      "autoscalingPolicy.scaleDownWindow") == "600s");
}

TEST_CASE(
    "updates: what is fixed at creation is refused when it would change, and taken when it is the same") {
    Desk desk;
    create(desk, R"("annotations": {"custom/a": "1"})");
    const std::string same = R"("baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct")";
    CHECK(desk.tell("PATCH deployments/a {" + same + ", \"displayName\": \"x\"}") == "200");
    CHECK(desk.tell("PATCH deployments/a?updateMask=base_model {\"baseModel\": "
                    "\"accounts/fireworks/models/qwen3-8b\"}") ==
          "400 field base_model is immutable and cannot be updated");
    CHECK(desk.tell("PATCH deployments/a?updateMask=placement {\"placement\": {\"multiRegion\": \"GLOBAL\"}}")
              .starts_with("400"));
    CHECK(desk.tell("PATCH deployments/a?updateMask=preemptible {\"preemptible\": true}").starts_with("400"));
    CHECK(desk.tell("PATCH deployments/a?updateMask=annotations {\"annotations\": {\"custom/a\": \"2\"}}") ==
          "400 annotations cannot be changed by an update; use :setTags and :deleteTags");
}

TEST_CASE("updates: what rolls out passes through UPDATING, labels and nothing at all do not") {
    Desk desk;
    create(desk);
    CHECK(desk.see_in("PATCH deployments/a?updateMask=description {\"description\": \"x\"}",
                      "state updateTime") == "READY 2026-05-01T12:00:02Z");
    desk.wait(seconds(1));
    CHECK(desk.see_in("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 1}",
                      "state updateTime") == "READY 2026-05-01T12:00:02Z");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 2}",
                      "state updateTime") == "UPDATING 2026-05-01T12:00:03Z");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "state updateTime") == "READY 2026-05-01T12:00:05Z");
}

TEST_CASE("updates: one that fails ends READY with a status that says why, until the next") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "PATCH deployments";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "no capacity";
    fails.times = 1;
    options.faults.push_back(fails);
    Desk desk(options);
    create(desk);
    desk.ask("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 2}");
    CHECK(desk.see("deployments/a", "state status") == "UPDATING {}");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "state status.code status.message maxReplicaCount") ==
          "READY INTERNAL no capacity 2");
    desk.ask("PATCH deployments/a?updateMask=max_replica_count {\"maxReplicaCount\": 3}");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "state status maxReplicaCount") == "READY {} 3");
}

TEST_CASE("updates: a raised minimum brings replicas, a lowered maximum takes them") {
    Desk desk;
    create(desk, R"("maxReplicaCount": 4)");
    desk.ask("PATCH deployments/a?updateMask=min_replica_count {\"minReplicaCount\": 3}");
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.readyReplicaCount") == "3 1");
    desk.wait(seconds(2));
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.readyReplicaCount") == "3 3");
    desk.ask("PATCH deployments/a?updateMask=min_replica_count,max_replica_count {\"maxReplicaCount\": 1}");
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.readyReplicaCount") == "1 1");
    CHECK(desk.tell("PATCH deployments/a?updateMask=min_replica_count {\"minReplicaCount\": 2}")
              .starts_with("400 max_replica_count"));
}

TEST_CASE("updates: one can move to a shape, and a shape still excludes hardware") {
    Desk desk;
    create(desk);
    const std::string shape =
        R"({"deploymentShape": "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"})";
    CHECK(desk.see_in("PATCH deployments/a?updateMask=deployment_shape " + shape,
                      "acceleratorType acceleratorCount") == "NVIDIA_H200_141GB 2");
    CHECK(desk.tell("PATCH deployments/a?updateMask=accelerator_count {\"acceleratorCount\": 4}")
              .starts_with("400 invalid deployment: accelerator_count"));
    CHECK(desk.tell("PATCH deployments/a?updateMask=accelerator_count {\"acceleratorCount\": 2}") == "200");
    CHECK(desk.see_in("PATCH deployments/a?updateMask=accelerator_count {}", "acceleratorCount") == "2");
    CHECK(desk.tell("PATCH deployments/a?updateMask=deployment_shape {\"deploymentShape\": "
                    "\"accounts/fireworks/deploymentShapes/qwen3-8b-fast\"}")
              .starts_with("400"));
    CHECK(desk.see_in("PATCH deployments/a?updateMask=deployment_shape {}",
                      "deploymentShape acceleratorType") == "- NVIDIA_H200_141GB");
}

TEST_CASE("updates: addons cannot be turned off while some are loaded, nor made quantized") {
    Desk desk;
    create(desk, R"("enableAddons": true)");
    desk.ask(
        R"(POST deployedModels {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/a"})");
    CHECK(desk.tell("PATCH deployments/a?updateMask=enable_addons {}")
              .starts_with("400 enable_addons cannot be turned off"));
    CHECK(desk.tell("PATCH deployments/a?updateMask=precision {\"precision\": \"FP8\"}").starts_with("400"));
}

TEST_CASE("tags: only keys of customers, at create and by their own endpoints") {
    Desk desk;
    CHECK(desk.tell("POST deployments " + deployment_body(R"("annotations": {"env": "prod"})"))
              .starts_with("403"));
    create(desk, R"("annotations": {"custom/env": "dev"})");
    CHECK(desk.see_in(R"(POST deployments/a:setTags {"tags": {"custom/env": "prod", "custom/team": "x"}})",
                      "annotations") == R"({"custom/env":"prod","custom/team":"x"})");
    CHECK(desk.tell(R"(POST deployments/a:setTags {"tags": {"custom/env": "x", "env": "y"}})")
              .starts_with("403"));
    CHECK(desk.see("deployments/a", "annotations") == R"({"custom/env":"prod","custom/team":"x"})");
    CHECK(desk.tell(R"(POST deployments/a:deleteTags {"keys": ["custom/env", "custom/absent"]})") == "200");
    CHECK(desk.see("deployments/a", "annotations state") == R"({"custom/team":"x"} READY)");
    CHECK(desk.tell(R"(POST deployments/a:deleteTags {"keys": ["team"]})").starts_with("403"));
    CHECK(desk.tell(R"(POST deployments/b:setTags {"tags": {}})").starts_with("404"));
}

TEST_CASE("tags: keys, values and their number have limits") {
    Desk desk;
    create(desk);
    const auto set = [&](const std::string& key, const std::string& value) {
        return desk.tell("POST deployments/a:setTags {\"tags\": {\"" + key + "\": \"" + value + "\"}}")
            .substr(0, 3);
    };
    CHECK(set("custom/" + std::string(121, 'a'), "1") == "200");
    CHECK(set("custom/" + std::string(122, 'a'), "1") == "400");
    CHECK(set("custom/", "1") == "400");
    CHECK(set("custom/-a", "1") == "400");
    CHECK(set("custom/a-", "1") == "400");
    CHECK(set("custom/a b", "1") == "400");
    CHECK(set("custom/a.b_c-d/e", "1") == "200");
    CHECK(set("custom/a", "") == "400");
    CHECK(set("custom/a", " x") == "400");
    CHECK(set("custom/a", "x\\n") == "400");
    CHECK(set("custom/a", "x\\u0085y") == "400");
    CHECK(set("custom/a", "\\u00a0x") == "400");
    CHECK(set("custom/a", "x\\u3000") == "400");
    CHECK(set("custom/a", "x\\u2003") == "400");
    CHECK(set("custom/a", "x\\u00a0y \\u00e9") == "200");
    CHECK(set("custom/a", std::string(128, 'x')) == "200");
    CHECK(set("custom/a", std::string(129, 'x')) == "400");
    std::string many;
    for (int i = 0; i < 62; ++i)
        many += (i == 0 ? "" : ", ") + ("\"custom/k" + std::to_string(i) + "\": \"v\"");
    CHECK(desk.tell("POST deployments/a:setTags {\"tags\": {" + many + "}}") ==
          "400 a deployment has at most 64 tags, this would make 65");
}
