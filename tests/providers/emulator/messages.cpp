#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

std::string create(Desk& desk, std::string_view more) {
    return desk.tell("POST deployments?deploymentId=a&validateOnly=true " + deployment_body(more));
}

}  // namespace

TEST_CASE("messages: an unknown field is refused, at the top and below, and updateMask in the body is one") {
    Desk desk;
    CHECK(create(desk, R"("worldSize": 2)") == "400 unknown field \"worldSize\" in Deployment");
    CHECK(create(desk, R"("autoscalingPolicy": {"window": "1s"})") ==
          "400 unknown field \"window\" in AutoscalingPolicy");
    CHECK(create(desk, R"("deploymentId": "a")") == "400 unknown field \"deploymentId\" in Deployment");
    CHECK(create(desk, R"("updateMask": "x")") == "400 unknown field \"updateMask\" in Deployment");
}

TEST_CASE("messages: a wrong JSON type is refused") {
    Desk desk;
    CHECK(create(desk, R"("minReplicaCount": "1")")
              .starts_with("400 invalid value for min_replica_count of Deployment"));
    CHECK(create(desk, R"("minReplicaCount": 1.5)").starts_with("400"));
    CHECK(create(desk, R"("minReplicaCount": 3000000000)").starts_with("400"));
    CHECK(create(desk, R"("enableAddons": "true")").starts_with("400"));
    CHECK(create(desk, R"("displayName": 7)").starts_with("400"));
    CHECK(create(desk, R"("annotations": {"custom/a": 1})").starts_with("400"));
    CHECK(create(desk, R"("autoscalingPolicy": {"scaleUpWindow": 30})").starts_with("400"));
    CHECK(create(desk, R"("autoscalingPolicy": {"scaleUpWindow": "1m"})").starts_with("400"));
    CHECK(create(desk, R"("directRouteApiKeys": "k")").starts_with("400"));
}

TEST_CASE("messages: snake_case is taken in, camelCase comes out, both at once are refused") {
    Desk desk;
    CHECK(desk.see_in("POST deployments?validateOnly=true {\"base_model\": "
                      "\"accounts/fireworks/models/qwen3-8b\", \"accelerator_type\": \"NVIDIA_H100_80GB\", "
                      "\"min_replica_count\": 2}",
                      "baseModel minReplicaCount") == "accounts/fireworks/models/qwen3-8b 2");
    CHECK(create(desk, R"("minReplicaCount": 1, "min_replica_count": 1)") ==
          "400 duplicate field \"min_replica_count\" in Deployment");
}

TEST_CASE("messages: output-only fields in a request are ignored, nulls are absent") {
    Desk desk;
    CHECK(
        desk.see_in("POST deployments?deploymentId=a&validateOnly=true " +
                        deployment_body(
                            R"("name": "accounts/x/deployments/y", "state": "FAILED", "displayName": null)"),
                    "name state displayName") == "accounts/acme/deployments/a CREATING -");
}

TEST_CASE("messages: enum names are checked, their numbers taken") {
    Desk desk;
    CHECK(create(desk, R"("precision": "BF32")") ==
          "400 invalid value for enum field precision of Deployment: \"BF32\"");
    CHECK(desk.see_in("POST deployments?validateOnly=true " + deployment_body(R"("precision": 2)"),
                      "precision") == "FP8");
    CHECK(create(desk, R"("precision": 99)").starts_with("400"));
}

TEST_CASE("messages: 64-bit numbers come as strings, whatever they were sent as") {
    Desk desk;
    CHECK(desk.see_in("POST datasets {\"datasetId\": \"a\", \"dataset\": {\"exampleCount\": 12}}",
                      "exampleCount") == "12");
    CHECK(desk.ask("GET datasets/a").find(R"("exampleCount":"12")") != std::string::npos);
    CHECK(desk.tell("POST datasets {\"datasetId\": \"b\", \"dataset\": {\"exampleCount\": \"twelve\"}}")
              .starts_with("400"));
}

TEST_CASE("messages: durations come back in their canonical form") {
    Desk desk;
    CHECK(
        desk.see_in("POST deployments?validateOnly=true " +
                        deployment_body(
                            R"("autoscalingPolicy": {"scaleUpWindow": "1.50s", "scaleDownWindow": "060s"})"),
                    "autoscalingPolicy.scaleUpWindow autoscalingPolicy.scaleDownWindow") == "1.500s 60s");
}

TEST_CASE("messages: zero values stay away, or are spelt out where that is wanted") {
    Desk omits;
    omits.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(omits.see("deployments/a", "minReplicaCount enableAddons description annotations status") ==
          "- - - - {}");
    EmulatorOptions options;
    options.emit_defaults = true;
    Desk emits(options);
    emits.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(emits.see("deployments/a", "minReplicaCount enableAddons annotations status placement extraArgs") ==
          R"(0 false {} {"code":"OK","message":""} - -)");
    CHECK(emits.see("/v1/accounts/acme", "suspendState") == "UNSUSPENDED");
    CHECK(emits.ask("GET datasets") == R"(200 {"datasets":[],"nextPageToken":"","totalSize":0})");
    CHECK(omits.ask("GET datasets") == "200 {}");
}

TEST_CASE("messages: 32-bit floats come short, or widened where zero values are spelt out") {
    const std::string body = deployment_body(R"("autoscalingPolicy": {"loadTargets": {"default": 0.1}})");
    Desk omits;
    CHECK(omits.ask("POST deployments?validateOnly=true " + body).find(R"("default":0.1})") !=
          std::string::npos);
    EmulatorOptions options;
    options.emit_defaults = true;
    Desk emits(options);
    CHECK(emits.ask("POST deployments?validateOnly=true " + body).find(R"("default":0.10000000149011612})") !=
          std::string::npos);
}

TEST_CASE("messages: a body has to be there, and to be a JSON object") {
    Desk desk;
    CHECK(desk.tell("POST deployments").starts_with("400 the request needs a body"));
    CHECK(desk.tell("POST deployments {").starts_with("400 the body is not valid JSON"));
    HttpRequest list = Desk::request("POST deployments");
    list.body = "[]";
    CHECK(desk.send(list).status == 400);
}

TEST_CASE("messages: fields that the public description dropped are known with the extended API only") {
    EmulatorOptions options;
    options.api_extended = true;
    Desk desk(options);
    CHECK(desk.see_in("POST deployments?validateOnly=true " +
                          deployment_body(R"("worldSize": 2, "extraArgs": ["-x"])"),
                      "worldSize extraArgs") == R"(2 ["-x"])");
    Desk plain;
    CHECK(create(plain, R"("extraArgs": ["-x"])").starts_with("400 unknown field"));
    CHECK(create(plain, R"("enableMtp": true, "preemptible": true)") == "200");
}

TEST_CASE("messages: display names have at most 63 code points, descriptions 999") {
    Desk desk;
    std::string umlauts;
    for (int i = 0; i < 63; ++i)
        umlauts += "\xC3\xA4";
    CHECK(create(desk, "\"displayName\": \"" + umlauts + "\"") == "200");
    CHECK(create(desk, "\"displayName\": \"" + umlauts + "x\"") ==
          "400 display_name of Deployment must be fewer than 64 characters long");
    CHECK(create(desk, "\"description\": \"" + std::string(1000, 'x') + "\"").starts_with("400"));
}

TEST_CASE("messages: ids follow the rule for clients, and existing ones are 409") {
    Desk desk;
    for (const char* id : {"A", "1a", "a-", "a_b", "a.b", "-a"})
        CHECK(desk.tell("POST deployments?deploymentId=" + std::string(id) + " " + deployment_body())
                  .starts_with("400 invalid deployment_id"));
    CHECK(desk.tell("POST deployments?deploymentId=" + std::string(64, 'a') + " " + deployment_body())
              .starts_with("400"));
    CHECK(desk.tell("POST deployments?deploymentId=" + std::string(63, 'a') + " " + deployment_body()) ==
          "200");
    CHECK(desk.tell("POST deployments?deploymentId=" + std::string(63, 'a') + " " + deployment_body())
              .starts_with("409 deployment"));
    CHECK(desk.tell("POST datasets {\"dataset\": {}}") ==
          "400 dataset_id of CreateDatasetRequest is required");
    CHECK(desk.tell("POST models {\"model\": {}}") == "400 model_id of CreateModelRequest is required");
}

TEST_CASE("messages: without an id the service makes one, the same for the same seed") {
    Desk first, second;
    const std::string name = first.see_in("POST deployments " + deployment_body(), "name");
    CHECK(name.size() == std::string("accounts/acme/deployments/").size() + 8);
    CHECK(second.see_in("POST deployments " + deployment_body(), "name") == name);
    CHECK(first.see_in("POST deployments " + deployment_body(), "name") != name);
}
