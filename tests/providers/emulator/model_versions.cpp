#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

const std::string base_model =
    R"({"modelId": "own", "model": {"kind": "HF_BASE_MODEL", "baseModelDetails": {"parameterCount": "8000000000", "checkpointFormat": "HUGGINGFACE"}}})";

}  // namespace

TEST_CASE("models: an import makes a model READY after a while") {
    Desk desk;
    desk.ask("POST models " + base_model);
    CHECK(desk.tell("POST models/own:import {}") ==
          "400 exactly one of aws_s3_source and azure_blob_source must be specified");
    CHECK(desk.tell(R"(POST models/own:import {"awsS3Source": {}})") ==
          "400 s3_bucket of AwsS3ModelSource is required");
    CHECK(
        desk.tell(
            R"(POST models/own:import {"azureBlobSource": {"storageAccount": "a", "container": "c", "clientId": "x"}})") ==
        "400 azure_blob_source: client_id and tenant_id must be set together");
    CHECK(
        desk.tell(
                R"(POST models/own:import {"azureBlobSource": {"storageAccount": "a", "container": "c", "sasTokenSecret": "accounts/acme/secrets/s"}})")
            .starts_with("404"));
    CHECK(
        desk.see_in(R"(POST models/own:import {"awsS3Source": {"s3Bucket": "b", "accessSecret": "hidden"}})",
                    "name done")
            .starts_with("accounts/acme/operations/"));
    CHECK(desk.see("models/own", "state") == "UPLOADING");
    desk.wait(seconds(2));
    CHECK(desk.see("models/own", "state") == "READY");
    CHECK(desk.tell(R"(POST models/own:import {"awsS3Source": {"s3Bucket": "b"}})") ==
          "400 model \"accounts/acme/models/own\" is not waiting for an upload");
}

TEST_CASE("model versions: one is frozen, counted and rolled out to a deployment of its model") {
    Desk desk;
    CHECK(desk.tell("POST models/none/versions {}").starts_with("404"));
    CHECK(desk.ask("GET models/sample-lora/versions:count") == "200 {}");
    CHECK(desk.see_in("POST models/sample-lora/versions?versionId=one {}",
                      "name createTime snapshot.kind snapshot.name") ==
          "accounts/acme/models/sample-lora/versions/one 2026-05-01T12:00:00Z HF_PEFT_ADDON "
          "accounts/acme/models/sample-lora");
    CHECK(desk.tell("POST models/sample-lora/versions?versionId=one {}").starts_with("409 model version"));
    CHECK(desk.tell("POST models/sample-lora/versions {}") == "200");
    CHECK(desk.ask("GET models/sample-lora/versions:count") == R"(200 {"count":2})");
    CHECK(desk.tell("GET models/sample-lora/versions") == "501 Method Not Allowed");
    desk.ask("POST deployments?deploymentId=other " + deployment_body());
    desk.ask(
        R"(POST deployments?deploymentId=a {"baseModel": "accounts/acme/models/sample-lora", "acceleratorType": "NVIDIA_H100_80GB"})");
    const auto deploy = [](const std::string& deployment, const std::string& strategy = "STANDARD") {
        return R"(POST models/sample-lora/versions/one:deploy {"deployment": "accounts/acme/deployments/)" +
               deployment + R"(", "rolloutStrategy": "ROLLOUT_STRATEGY_)" + strategy + "\"}";
    };
    CHECK(desk.tell(deploy("a")) == "400 deployment \"accounts/acme/deployments/a\" is CREATING");
    desk.wait(seconds(2));
    CHECK(desk.tell(deploy("other")) ==
          "400 deployment \"accounts/acme/deployments/other\" does not serve model "
          "\"accounts/acme/models/sample-lora\"");
    CHECK(desk.tell(deploy("a", "UNSPECIFIED")) == "400 rollout_strategy is required");
    CHECK(desk.see_in(deploy("a"), "done") == "true");
    CHECK(desk.see("deployments/a", "activeModelVersion targetModelVersion") ==
          "accounts/acme/models/sample-lora/versions/one accounts/acme/models/sample-lora/versions/one");
}

TEST_CASE("model versions: they are kept in the store, and go with their model") {
    Desk desk;
    desk.ask("POST models/sample-lora/versions?versionId=one {}");
    Desk loaded;
    REQUIRE(loaded.emulator.load(desk.emulator.save()));
    CHECK(loaded.ask("GET models/sample-lora/versions:count") == R"(200 {"count":1})");
    CHECK(loaded.tell("DELETE models/sample-lora") == "200");
    CHECK(loaded.emulator.save().find("\"n\":\"accounts/acme/models/sample-lora/versions") ==
          std::string::npos);
}
