#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const char* chat_config =
    R"({"display_name": "chat", "model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H100_80GB"})";
const std::string chat_json =
    R"("name": "accounts/acme/deployments/chat", "state": "CREATING", "displayName": "chat",
       "baseModel": "accounts/fireworks/models/m", "acceleratorType": "NVIDIA_H100_80GB")";
const std::string chat_reply = "{" + chat_json + "}";
const std::string ours_reply =
    "{" + chat_json +
    R"(, "annotations": {"custom/managed-by": "fireform", "custom/fireform-lineage": "L1",
                                    "custom/fireform-address": "deployment.chat"}})";
const std::string made =
    "accounts/acme/deployments/chat CREATING pending: display_name = \"chat\", model = "
    "\"accounts/fireworks/models/m\", "
    "accelerator_type = \"NVIDIA_H100_80GB\"\n";
const char* post_chat =
    "POST /v1/accounts/acme/deployments?deploymentId=chat "
    R"({"displayName":"chat","baseModel":"accounts/fireworks/models/m","acceleratorType":"NVIDIA_H100_80GB",)"
    R"("annotations":{"custom/fireform-address":"deployment.chat","custom/fireform-lineage":"L1","custom/managed-by":"fireform"}})"
    "\n";
const char* get_chat = "GET /v1/accounts/acme/deployments/chat\n";
const char* absent = R"({"code": 5, "message": "not found"})";
const char* taken = R"({"code": 6, "message": "already exists"})";

CreateRequest chat() {
    CreateRequest request = create_request("deployment.chat", "chat", chat_config);
    request.tags = ownership_tags("L1", request.address);
    return request;
}

std::string create(Scene& scene, CreateRequest request) {
    return text(scene.run(scene.provider->create(std::move(request))));
}

const char* addon_config =
    R"({"display_name": "lora", "model": "accounts/acme/models/s", "base_id": "accounts/acme/deployments/chat"})";
const char* post_addon =
    "POST /v1/accounts/acme/deployedModels "
    R"({"displayName":"lora","model":"accounts/acme/models/s","deployment":"accounts/acme/deployments/chat"})"
    "\n";
const char* list_addons =
    "GET /v1/accounts/acme/deployedModels?pageSize=200&filter=model%3D%22accounts/acme/models/s%22\n";
const std::string addon_json =
    R"({"name": "accounts/acme/deployedModels/r4nd0m", "state": "DEPLOYING", "displayName": "lora",
        "model": "accounts/acme/models/s", "deployment": "accounts/acme/deployments/chat", "default": true})";
const std::string addon_made =
    "accounts/acme/deployedModels/r4nd0m DEPLOYING pending: display_name = \"lora\", model = "
    "\"accounts/acme/models/s\", base_id = \"accounts/acme/deployments/chat\", default = true\n";

}  // namespace

TEST_CASE("create: one request, with id, parameters and our tags") {
    Scene scene;
    scene.http.reply(200, ours_reply);
    CreateRequest request = chat();
    request.attributes.put(*request.type, "disable_auto_deploy", true);
    CHECK(create(scene, std::move(request)) == made);
    CHECK(scene.requests() ==
          "POST /v1/accounts/acme/deployments?deploymentId=chat&disableAutoDeploy=true" +
              std::string(post_chat).substr(
                  std::string("POST /v1/accounts/acme/deployments?deploymentId=chat").size()));
}

TEST_CASE("create: an addon has no id to choose") {
    Scene scene;
    scene.http.reply(200, addon_json);
    CreateRequest request = create_request("lora_addon.s", "", addon_config);
    request.attributes.put(*request.type, "replace_merged_addon", true);
    CHECK(create(scene, std::move(request)) == addon_made);
    CHECK(scene.requests() ==
          "POST /v1/accounts/acme/deployedModels?replaceMergedAddon=true" +
              std::string(post_addon).substr(std::string("POST /v1/accounts/acme/deployedModels").size()));
}

TEST_CASE("create: a job") {
    Scene scene;
    scene.http.reply(
        200, R"({"name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_CREATING"})");
    CHECK(create(scene, create_request(
                            "supervised_fine_tuning_job.j", "j",
                            R"({"display_name": "j", "dataset": "d", "model": "accounts/fireworks/models/m",
                                           "base_model": "accounts/fireworks/models/m", "output_model": "j-1",
                                           "epochs": 1, "learning_rate": 1e-4})")) ==
          "accounts/acme/supervisedFineTuningJobs/j JOB_STATE_CREATING pending\n");
    CHECK(
        scene.requests() ==
        "POST /v1/accounts/acme/supervisedFineTuningJobs?supervisedFineTuningJobId=j "
        R"({"displayName":"j","dataset":"accounts/acme/datasets/d","baseModel":"accounts/fireworks/models/m",)"
        R"("outputModel":"accounts/acme/models/j-1","epochs":1,"learningRate":1E-4,"loraRank":8})"
        "\n");
}

TEST_CASE("create: what certainly did not arrive is sent again") {
    Scene scene;
    scene.http.refused()
        .reply(429, "{}", {{"retry-after", "1"}})
        .reply(409, R"({"code": 10})")
        .reply(200, ours_reply);
    CHECK(create(scene, chat()) == made);
    CHECK(scene.requests() == std::string(post_chat) + post_chat + post_chat + post_chat);
}

TEST_CASE("create: a lost reply is resolved by looking") {
    struct Row {
        const char* name;
        std::function<void(FakeHttp&)> first;
    };
    const std::vector<Row> rows{
        {"lost", [](FakeHttp& http) { http.lost(); }},
        {"timed out", [](FakeHttp& http) { http.fail(HttpFailure::Kind::timeout, "timed out", true); }},
        {"bad gateway", [](FakeHttp& http) { http.reply(502, "<html>"); }},
        {"internal", [](FakeHttp& http) { http.reply(500); }},
        {"cut reply", [](FakeHttp& http) { http.reply(200, R"({"name": "accounts/ac)"); }},
        {"a proxy's page", [](FakeHttp& http) { http.reply(200, "<html></html>"); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Scene handled;
        row.first(handled.http);
        handled.http.reply(200, ours_reply);
        CHECK(create(handled, chat()) == made);
        CHECK(handled.requests() == std::string(post_chat) + get_chat);

        Scene dropped;
        row.first(dropped.http);
        dropped.http.reply(404, absent).reply(200, ours_reply);
        CHECK(create(dropped, chat()) == made);
        CHECK(dropped.requests() == std::string(post_chat) + get_chat + post_chat);
    }
}

TEST_CASE("create: a look that lags shows itself as a conflict, and is looked at again") {
    Scene scene;
    scene.http.lost().reply(404, absent).reply(409, taken).reply(200, ours_reply);
    CHECK(create(scene, chat()) == made);
    CHECK(scene.requests() == std::string(post_chat) + get_chat + post_chat + get_chat);
}

TEST_CASE("create: a refusal is told from an outcome that nobody knows") {
    const auto outcome = [](const auto& script, bool has_id = true) {
        Scene scene;
        script(scene.http);
        CreateRequest request = has_id ? chat() : create_request("lora_addon.s", "", addon_config);
        const Created created = scene.run(scene.provider->create(std::move(request)));
        return std::string(created.value ? "made" : created.refused ? "refused" : "unknown");
    };
    CHECK(outcome([](auto& http) { http.reply(200, ours_reply); }) == "made");
    for (const int status : {400, 401, 403, 404, 429})
        CHECK(outcome([status](auto& http) {
                  http.reply(status, R"({"code": 3, "message": "no"})", {{"x-should-retry", "false"}});
              }) == "refused");
    // The id is a stranger's.
    CHECK(outcome([](auto& http) { http.reply(409, taken).reply(200, chat_reply); }) == "refused");
    // Answered, and not there: over.
    CHECK(outcome([](auto& http) {
              http.reply(500, "no", {{"x-should-retry", "false"}}).reply(404, absent);
          }) == "refused");
    // A gateway did not wait for whoever handles it.
    CHECK(outcome([](auto& http) {
              http.reply(504, "no", {{"x-should-retry", "false"}}).reply(404, absent);
          }) == "unknown");
    CHECK(outcome([](auto& http) {
              http.lost().reply(404, absent).reply(400, R"({"code": 3, "message": "no"})");
          }) == "unknown");
    CHECK(outcome([](auto& http) { http.lost().reply(401, R"({"code": 16, "message": "key expired"})"); }) ==
          "unknown");
    // A list lags: that the addon is not in it says nothing.
    CHECK(
        outcome(
            [](auto& http) {
                http.reply(500, "no", {{"x-should-retry", "false"}}).reply(200, R"({"deployedModels": []})");
            },
            false) == "unknown");
}

TEST_CASE("create: when looking fails too, the outcome is unknown and says so") {
    Scene scene;
    scene.http.lost().reply(401, R"({"code": 16, "message": "key expired"})");
    CHECK(create(scene, chat()) ==
          "error: API key refused: Reading the deployment \"chat\": the service answered 401: key expired. "
          "(deployment.chat) [check FIREWORKS_API_KEY; a key for inference only cannot manage resources]\n"
          "error: Outcome unknown: Whether the deployment \"chat\" was created is not known: the reply was "
          "lost, and "
          "it could not be looked up. (deployment.chat) [run `fireform plan`: it looks again before anything "
          "is "
          "created]\n");
}

TEST_CASE("create: it gives up in the end, without a doubt left") {
    Scene scene;
    for (int i = 0; i < 11; ++i)
        scene.http.reply(503, R"({"code": 14, "message": "down"})").reply(404, absent);
    CHECK(create(scene, chat()) ==
          "error: Service error: Creating the deployment \"chat\": the service answered 503: down. "
          "(deployment.chat) "
          "[run again later; what was done is recorded]\n");
    CHECK(scene.http.all_used());
}

TEST_CASE("create: a refusal is final") {
    Scene scene;
    scene.http.reply(
        400, R"({"code": 3, "message": "accelerator_type must be specified for non-embeddings engines"})");
    CHECK(
        create(scene, chat()) ==
        "error: Request refused: Creating the deployment \"chat\": the service answered 400: "
        "accelerator_type must "
        "be specified for non-embeddings engines. (deployment.chat) [correct the attribute that the message "
        "names]\n");
    CHECK(scene.http.requests.size() == 1);
}

TEST_CASE("create: an id that is taken") {
    struct Row {
        const char* name;
        std::string live;
        std::string result;
    };
    const std::vector<Row> rows{
        {"ours, from a run that was cut off", ours_reply, made},
        {"somebody's, even though equal", chat_reply,
         "error: Already exists: Creating the deployment \"chat\": there is one already, "
         "accounts/acme/deployments/chat. (deployment.chat) [run `fireform plan` again; to manage this one, "
         "run "
         "`fireform import deployment.chat chat`]\n"},
        {"somebody's, and different",
         R"({"name": "accounts/acme/deployments/chat", "state": "READY", "displayName": "other",
             "baseModel": "accounts/fireworks/models/x", "acceleratorType": "NVIDIA_H100_80GB"})",
         "error: Already exists: Creating the deployment \"chat\": there is one already, "
         "accounts/acme/deployments/chat, which differs in display_name, model. (deployment.chat) [run "
         "`fireform plan` "
         "again; to manage this one, run `fireform import deployment.chat chat`]\n"},
        {"of another state",
         "{" + chat_json +
             R"(, "annotations": {"custom/fireform-lineage": "L2", "custom/fireform-address": "deployment.chat"}})",
         "error: Already exists: Creating the deployment \"chat\": there is one already, "
         "accounts/acme/deployments/chat, and it belongs to deployment.chat of the fireform state with "
         "lineage L2. "
         "(deployment.chat) [choose another id, or take it over with adopt = \"force\" in its lifecycle "
         "table]\n"},
        {"soft-deleted",
         R"({"name": "accounts/acme/deployments/chat", "state": "DELETED",
             "annotations": {"custom/fireform-lineage": "L1", "custom/fireform-address": "deployment.chat"}})",
         "error: Already exists: Creating the deployment \"chat\": there is one already, "
         "accounts/acme/deployments/chat, soft-deleted, and its id is still taken. (deployment.chat) [run "
         "`fireform plan` again: it restores or purges the soft-deleted one]\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Scene scene;
        scene.http.reply(409, taken).reply(200, row.live);
        CHECK(create(scene, chat()) == row.result);
        CHECK(scene.requests() == std::string(post_chat) + get_chat);
    }
}

TEST_CASE("create: ours from an earlier run is taken over, with a warning when it differs") {
    Scene scene;
    std::string other = ours_reply;
    other.replace(other.find(R"("displayName": "chat")"), 21, R"("displayName": "old")");
    scene.http.reply(409, taken).reply(200, other);
    CHECK(create(scene, chat()) ==
          "accounts/acme/deployments/chat CREATING pending: display_name = \"old\", model = "
          "\"accounts/fireworks/models/m\", accelerator_type = \"NVIDIA_H100_80GB\"\n"
          "warning: Object of an earlier run: The deployment \"chat\" was created by an earlier run and "
          "differs in "
          "display_name. (deployment.chat) [run `fireform plan` again]\n");
}

TEST_CASE("create: an untagged object under an id that only we would choose is ours when it is equal") {
    CreateRequest request = chat();
    request.id = derived_id("L1", request.address, 3);
    std::string reply = chat_reply;
    reply.replace(reply.find("deployments/chat"), 16, "deployments/" + request.id);
    Scene scene;
    scene.http.reply(409, taken).reply(200, reply);
    CHECK(
        create(scene, request).starts_with("accounts/acme/deployments/" + request.id + " CREATING pending"));

    request.attributes.put(*request.type, "display_name", "different");
    scene.http.reply(409, taken).reply(200, reply);
    CHECK(create(scene, request).starts_with("error: Already exists"));
}

TEST_CASE("create: an equal job under our id is that job; an output model that is taken is an error") {
    const auto job = [] {
        return create_request("supervised_fine_tuning_job.j", "j",
                              R"({"dataset": "d", "base_model": "m", "epochs": 2})");
    };
    Scene equal;
    equal.http.reply(409, taken)
        .reply(
            200,
            R"({"name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_RUNNING", "dataset":
                 "accounts/acme/datasets/d", "baseModel": "accounts/acme/models/m", "epochs": 2, "loraRank": 8})");
    CHECK(create(equal, job())
              .starts_with("accounts/acme/supervisedFineTuningJobs/j JOB_STATE_RUNNING pending"));

    Scene output;
    output.http.reply(409, R"({"code": 6, "message": "model support-v1 already exists"})").reply(404, absent);
    CHECK(create(output, job()) ==
          "error: Already exists: Creating the supervised fine tuning job \"j\": the service answered 409: "
          "model "
          "support-v1 already exists. (supervised_fine_tuning_job.j) [import it with `fireform import`, or "
          "choose "
          "another id]\n");
    CHECK(output.http.all_used());
}

TEST_CASE("create: an addon whose outcome is unknown is looked for by model and deployment") {
    const std::string others =
        R"({"deployedModels": [
            {"name": "accounts/acme/deployedModels/a", "state": "DEPLOYED", "model": "accounts/acme/models/s",
             "deployment": "accounts/acme/deployments/other"},
            {"name": "accounts/acme/deployedModels/b", "state": "UNDEPLOYING", "model": "accounts/acme/models/s",
             "deployment": "accounts/acme/deployments/chat"})";
    Scene handled;
    handled.http.lost().reply(200, others + "," + addon_json + "]}");
    CHECK(create(handled, create_request("lora_addon.s", "", addon_config)) == addon_made);
    CHECK(handled.requests() == std::string(post_addon) + list_addons);

    Scene dropped;
    dropped.http.lost().reply(200, others + "]}").reply(200, addon_json);
    CHECK(create(dropped, create_request("lora_addon.s", "", addon_config)) == addon_made);
    CHECK(dropped.requests() == std::string(post_addon) + list_addons + post_addon);
}

TEST_CASE("create: an addon that is loaded already, though the list lags") {
    Scene scene;
    scene.http.reply(409, taken)
        .reply(200, "{}")
        .reply(409, taken)
        .reply(200, R"({"deployedModels": [)" + addon_json + "]}");
    CHECK(create(scene, create_request("lora_addon.s", "", addon_config)) == addon_made);

    Scene never;
    for (int i = 0; i < 4; ++i)
        never.http.reply(409, taken).reply(200, "{}");
    CHECK(create(never, create_request("lora_addon.s", "", addon_config)) ==
          "error: Already exists: Creating the lora addon \"s\": the service answered 409: already exists. "
          "(lora_addon.s) [import it with `fireform import`, or choose another id]\n");
    CHECK(never.http.all_used());

    Scene different;
    std::string other = addon_json;
    other.replace(other.find("\"lora\""), 6, "\"else\"");
    different.http.reply(409, taken).reply(200, R"({"deployedModels": [)" + other + "]}");
    CHECK(create(different, create_request("lora_addon.s", "", addon_config)) ==
          "error: Already exists: Creating the lora addon \"s\": there is one already, "
          "accounts/acme/deployedModels/r4nd0m, which differs in display_name. (lora_addon.s) [run `fireform "
          "plan` "
          "again; to manage this one, run `fireform import lora_addon.s r4nd0m`]\n");
}

TEST_CASE("create: secrets of the request are blanked in the service's answer") {
    Scene scene;
    scene.http.reply(400, R"({"code": 3, "message": "bad key wandb-secret-1"})");
    const std::string result =
        create(scene, create_request("supervised_fine_tuning_job.j", "j",
                                     R"({"dataset": "d", "wandb.api_key": "wandb-secret-1"})"));
    CHECK(result.find("bad key (sensitive).") != std::string::npos);
    CHECK(result.find("wandb-secret") == std::string::npos);
}

TEST_CASE("create: a field that the service does not know is told as the attribute it comes from") {
    const auto refused_field = [](std::string_view field, std::string_view address = "deployment.chat") {
        Scene scene;
        scene.http.reply(400, R"({"code": 3, "message": "unknown field \")" + std::string(field) +
                                  R"(\" in Deployment"})");
        return text(
            scene.run(scene.provider->create(create_request(address, "chat", R"({"display_name": "x"})"))));
    };
    CHECK(
        refused_field("worldSize") ==
        "error: Attribute not known to the service: Creating the deployment \"chat\": the service answered "
        "400: "
        "unknown field \"worldSize\" in Deployment. It comes from \"world_size\". (deployment.chat) [use "
        "accelerator_count; api = \"public\" in [provider.fireworks] finds what the public API does not take "
        "before anything is sent]\n");
    CHECK(refused_field("enableMtp")
              .ends_with("It comes from \"enable_mtp\". (deployment.chat) [remove "
                         "\"enable_mtp\"]\n"));
    CHECK(
        refused_field("acceleratorType", "reinforcement_step.x")
            .ends_with("It comes from \"accelerator_type\". (reinforcement_step.x) [write accelerator_type = "
                       "\"\" and accelerator_count = 0: then it is not sent, and the service chooses]\n"));
    CHECK(refused_field("nonsense").starts_with("error: Request refused: "));
}

namespace {

const char* secret_config = R"({"key_name": "AWS", "value": "hush-hush"})";
const char* post_secret =
    R"(POST /v1/accounts/acme/secrets {"keyName":"AWS","value":"hush-hush","name":"accounts/acme/secrets/aws"})"
    "\n";
const char* secret_reply = R"({"name": "accounts/acme/secrets/aws", "keyName": "AWS"})";

}  // namespace

TEST_CASE("create: a secret says its full name, and what comes back has no value") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/acme/secrets/aws", "keyName": "AWS", "value": "hush-hush"})");
    CHECK(create(scene, create_request("secret.aws", "aws", secret_config)) ==
          "accounts/acme/secrets/aws  ready: key_name = \"AWS\"\n");
    CHECK(scene.requests() == post_secret);
}

TEST_CASE("create: a refusal never repeats a secret") {
    Scene scene;
    scene.http.reply(400, R"({"code": 3, "message": "bad value hush-hush"})");
    CHECK(create(scene, create_request("secret.aws", "aws", secret_config)) ==
          "error: Request refused: Creating the secret \"aws\": the service answered 400: bad value "
          "(sensitive). "
          "(secret.aws) [correct the attribute that the message names]\n");
}

TEST_CASE("create: a secret that is there already may have another value, after a lost reply it is ours") {
    Scene taken_before;
    taken_before.http.reply(409, taken).reply(200, secret_reply);
    CHECK(create(taken_before, create_request("secret.aws", "aws", secret_config)) ==
          "error: Already exists: Creating the secret \"aws\": there is one already, "
          "accounts/acme/secrets/aws. "
          "(secret.aws) [run `fireform plan` again; to manage this one, run `fireform import secret.aws "
          "aws`]\n");
    Scene lost;
    lost.http.lost().reply(200, secret_reply);
    CHECK(create(lost, create_request("secret.aws", "aws", secret_config)) ==
          "accounts/acme/secrets/aws  ready: key_name = \"AWS\"\n");
}

TEST_CASE("create: a router's strategy is an empty message") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/acme/routers/r", "state": "CREATING", "evenLoad": {},
        "deployments": ["accounts/acme/deployments/a"]})");
    CHECK(create(scene, create_request("router.r", "r", R"({"deployments": ["a"], "even_load": true,
        "weighted_random": false})")) ==
          "accounts/acme/routers/r CREATING pending: deployments = [\"accounts/acme/deployments/a\"], "
          "even_load = "
          "true\n");
    CHECK(scene.requests() ==
          "POST /v1/accounts/acme/routers?routerId=r "
          R"({"deployments":["accounts/acme/deployments/a"],"evenLoad":{}})"
          "\n");
}
