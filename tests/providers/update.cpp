#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const std::string live =
    R"({"name": "accounts/acme/deployments/chat", "state": "READY", "displayName": "chat", "description": "old",
        "baseModel": "accounts/fireworks/models/m", "minReplicaCount": 1, "maxReplicaCount": 2,
        "autoscalingPolicy": {"scaleUpWindow": "30s", "scaleDownWindow": "600s", "scaleToZeroWindow": "3600s",
                              "loadTargets": {"default": 0.8}},
        "annotations": {"custom/env": "dev", "custom/old": "x", "custom/managed-by": "fireform",
                        "custom/fireform-lineage": "L1", "custom/fireform-address": "deployment.chat"}})";
const std::string base = R"("baseModel":"accounts/fireworks/models/m")";

std::string update(Scene& scene, UpdateRequest request) {
    scene.http.reply(200, R"({"name": "accounts/acme/deployments/chat", "state": "UPDATING"})");
    CHECK(text(scene.run(scene.provider->update(std::move(request)))) ==
          "accounts/acme/deployments/chat UPDATING pending\n");
    return scene.requests();
}

}  // namespace

TEST_CASE("update: only what changed, with the base model beside it") {
    Scene scene;
    CHECK(update(scene, update_request("deployment.chat", live,
                                       R"({"display_name": "talk", "max_replica_count": 0})",
                                       {"display_name", "max_replica_count"})) ==
          "PATCH /v1/accounts/acme/deployments/chat?updateMask=display_name,max_replica_count "
          R"({"displayName":"talk",)" +
              base +
              R"(,"maxReplicaCount":0})"
              "\n");
}

TEST_CASE("update: a nested field travels whole, with what is live beside what changed") {
    Scene scene;
    CHECK(
        update(scene, update_request("deployment.chat", live, R"({"scale_down_window": "5m"})",
                                     {"scale_down_window"})) ==
        "PATCH /v1/accounts/acme/deployments/chat?updateMask=autoscaling_policy {" + base +
            R"(,"autoscalingPolicy":{"scaleUpWindow":"30s","scaleDownWindow":"300s","scaleToZeroWindow":"3600s",)"
            R"("loadTargets":{"default":8E-1}}})"
            "\n");
}

TEST_CASE("update: what is cleared is in the mask and nowhere else") {
    Scene scene;
    CHECK(
        update(scene, update_request("deployment.chat", live, "{}", {"description", "scale_up_window"})) ==
        "PATCH /v1/accounts/acme/deployments/chat?updateMask=description,autoscaling_policy {" + base +
            R"(,"autoscalingPolicy":{"scaleDownWindow":"600s","scaleToZeroWindow":"3600s","loadTargets":{"default":8E-1}}})"
            "\n");
    Scene all;
    CHECK(update(all,
                 update_request("deployment.chat", R"({"name": "accounts/acme/deployments/chat", "baseModel":
              "accounts/fireworks/models/m", "autoscalingPolicy": {"scaleUpWindow": "30s"}})",
                                "{}", {"scale_up_window"})) ==
          "PATCH /v1/accounts/acme/deployments/chat?updateMask=autoscaling_policy {" + base + "}\n");
}

TEST_CASE("update: a shape that is not validated is passed on") {
    Scene scene;
    CHECK(
        update(scene,
               update_request(
                   "deployment.chat", live,
                   R"({"deployment_shape": "s", "skip_shape_validation": true, "disable_auto_deploy": true})",
                   {"deployment_shape"})) ==
        "PATCH /v1/accounts/acme/deployments/chat?updateMask=deployment_shape&skipShapeValidation=true {" +
            base +
            R"(,"deploymentShape":"accounts/fireworks/deploymentShapes/s"})"
            "\n");
}

TEST_CASE("update: tags go through endpoints of their own, only the difference") {
    Scene scene;
    scene.http.reply(200).reply(200);
    CHECK(update(scene,
                 update_request("deployment.chat", live,
                                R"({"annotations": {"env": "prod", "team": "a"}, "display_name": "talk"})",
                                {"annotations", "display_name"})) ==
          "POST /v1/accounts/acme/deployments/chat:setTags "
          R"({"tags":{"custom/env":"prod","custom/team":"a"}})"
          "\n"
          "POST /v1/accounts/acme/deployments/chat:deleteTags "
          R"({"keys":["custom/old"]})"
          "\n"
          "PATCH /v1/accounts/acme/deployments/chat?updateMask=display_name "
          R"({"displayName":"talk",)" +
              base + "}\n");
}

TEST_CASE("update: tags alone need no PATCH, and the object is read again") {
    Scene scene;
    scene.http.reply(200);
    CHECK(update(scene, update_request("deployment.chat", live, "{}", {"annotations"})) ==
          "POST /v1/accounts/acme/deployments/chat:deleteTags "
          R"({"keys":["custom/env","custom/old"]})"
          "\n"
          "GET /v1/accounts/acme/deployments/chat\n");
}

TEST_CASE("update: ours are written along where they are missing, and left alone where they are not") {
    UpdateRequest request =
        update_request("deployment.chat", live, R"({"display_name": "talk"})", {"display_name"});
    request.tags = ownership_tags("L1", request.address);
    Scene marked;
    CHECK(update(marked, request) ==
          "PATCH /v1/accounts/acme/deployments/chat?updateMask=display_name "
          R"({"displayName":"talk",)" +
              base + "}\n");

    request.live.lineage.clear();
    request.changed.clear();
    Scene unmarked;
    unmarked.http.reply(200);
    CHECK(
        update(unmarked, request) ==
        "POST /v1/accounts/acme/deployments/chat:setTags "
        R"({"tags":{"custom/fireform-address":"deployment.chat","custom/fireform-lineage":"L1","custom/managed-by":"fireform"}})"
        "\nGET /v1/accounts/acme/deployments/chat\n");
}

TEST_CASE("update: tags that are refused stop the rest") {
    Scene scene;
    scene.http.reply(403, R"({"code": 7, "message": "bare keys are not allowed"})");
    UpdateRequest request =
        update_request("deployment.chat", live, R"({"annotations": {"env": "prod"}, "display_name": "t"})",
                       {"annotations", "display_name"});
    CHECK(text(scene.run(scene.provider->update(request))) ==
          "error: Permission denied: Updating the deployment \"chat\": the service answered 403: bare keys "
          "are not "
          "allowed. (deployment.chat) [use a key that may do this, and check account_id in "
          "[provider.fireworks]]\n");
    CHECK(scene.http.requests.size() == 1);

    Scene second;
    second.http.reply(200).reply(403);
    CHECK(text(second.run(second.provider->update(request))).starts_with("error: Permission denied"));
    CHECK(second.http.requests.size() == 2);
}

TEST_CASE("update: a lost PATCH is sent again, a refused one explained without secrets") {
    UpdateRequest request = update_request(
        "deployment.chat", live, R"({"direct_route_api_keys": ["route-key-1"]})", {"direct_route_api_keys"});
    Scene scene;
    scene.http.lost().reply(503).reply(400,
                                       R"({"code": 3, "message": "not an enterprise account: route-key-1"})");
    CHECK(text(scene.run(scene.provider->update(request))) ==
          "error: Request refused: Updating the deployment \"chat\": the service answered 400: not an "
          "enterprise "
          "account: (sensitive). (deployment.chat) [correct the attribute that the message names]\n");
    CHECK(scene.http.requests.size() == 3);
}

TEST_CASE("update: what is gone when its tags are written") {
    UpdateRequest request = update_request("deployment.chat", live, "{}", {"annotations"});
    Scene scene;
    scene.http.reply(200).reply(404, R"({"code": 5})");
    CHECK(text(scene.run(scene.provider->update(request))) ==
          "error: Not found: Updating the deployment \"chat\": it is gone. (deployment.chat) [run `fireform "
          "plan` "
          "again]\n");
}

TEST_CASE("update: datasets and addons have no base to repeat") {
    Scene scene;
    scene.http.reply(200,
                     R"({"name": "accounts/acme/deployedModels/x", "state": "DEPLOYED", "default": false})");
    const auto result = scene.run(scene.provider->update(update_request(
        "lora_addon.s", R"({"name": "accounts/acme/deployedModels/x", "model": "accounts/acme/models/s"})",
        R"({"default": false})", {"default"})));
    CHECK(text(result) == "accounts/acme/deployedModels/x DEPLOYED ready: default = false\n");
    CHECK(scene.requests() ==
          "PATCH /v1/accounts/acme/deployedModels/x?updateMask=default {\"default\":false}\n");
}

TEST_CASE("update: a secret repeats its key name beside the new value, and the reply has none") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/acme/secrets/aws", "keyName": "AWS"})");
    const auto result = scene.run(scene.provider->update(
        update_request("secret.aws", R"({"name": "accounts/acme/secrets/aws", "keyName": "AWS"})",
                       R"({"key_name": "AWS", "value": "hush-hush"})", {"value"})));
    CHECK(text(result) == "accounts/acme/secrets/aws  ready: key_name = \"AWS\"\n");
    CHECK(scene.requests() ==
          "PATCH /v1/accounts/acme/secrets/aws?updateMask=value "
          R"({"keyName":"AWS","value":"hush-hush"})"
          "\n");
}

TEST_CASE("undelete: restores, and is content with having done so already") {
    Scene scene;
    const ResourceType& type = type_named("deployment");
    scene.http.reply(200, R"({"name": "accounts/acme/deployments/chat", "state": "CREATING"})");
    CHECK(text(scene.run(scene.provider->undelete(type, "chat"))) ==
          "accounts/acme/deployments/chat CREATING pending\n");
    CHECK(scene.requests() == "POST /v1/accounts/acme/deployments/chat:undelete {}\n");

    const char* wrong_state = R"({"code": 9, "message": "deployment is not deleted"})";
    scene.http.lost()
        .reply(400, wrong_state)
        .reply(200, R"({"name": "accounts/acme/deployments/chat", "state": "CREATING"})");
    CHECK(text(scene.run(scene.provider->undelete(type, "chat"))) ==
          "accounts/acme/deployments/chat CREATING pending\n");

    scene.http.reply(400, wrong_state);
    CHECK(text(scene.run(scene.provider->undelete(type, "chat"))) ==
          "error: Not possible in this state: Restoring the deployment \"chat\": the service answered 400: "
          "deployment "
          "is not deleted. [wait until the object has settled, then run again]\n");
}

TEST_CASE("undelete: a run is resumed, and stays failed when that is refused") {
    Scene scene;
    const ResourceType& type = type_named("supervised_fine_tuning_job");
    scene.http.reply(200,
                     R"({"name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_PENDING"})");
    CHECK(text(scene.run(scene.provider->undelete(type, "j"))) ==
          "accounts/acme/supervisedFineTuningJobs/j JOB_STATE_PENDING pending\n");
    CHECK(scene.requests() == "POST /v1/accounts/acme/supervisedFineTuningJobs/j:resume {}\n");

    scene.http.lost()
        .reply(400, R"({"code": 9, "message": "job cannot be resumed"})")
        .reply(200, R"({"name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_FAILED"})");
    CHECK(text(scene.run(scene.provider->undelete(type, "j"))) ==
          "error: Not possible in this state: Resuming the supervised fine tuning job \"j\": the service "
          "answered 400: job cannot be resumed. [wait until the object has settled, then run again]\n");
}
