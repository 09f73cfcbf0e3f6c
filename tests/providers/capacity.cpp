#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("capacity: quotas by id, numbers in either form") {
    Scene scene;
    scene.http.reply(200, R"({"quotas": [
        {"name": "accounts/acme/quotas/global--h200-count", "value": "16", "maxValue": "32", "usage": 14.5},
        {"name": "accounts/acme/quotas/global--h100-count", "value": "8"}]})");
    const auto found = scene.run(scene.provider->quotas());
    REQUIRE(found.ok());
    CHECK((*found.value ==
           std::vector<LiveQuota>{{"global--h100-count", 8, 0}, {"global--h200-count", 16, 14.5}}));
    CHECK(scene.requests() == "GET /v1/accounts/acme/quotas?pageSize=200\n");
}

TEST_CASE("capacity: a key that may not read the quotas goes without") {
    Scene scene;
    scene.http.reply(403, R"({"code": 7, "message": "no"})");
    const auto found = scene.run(scene.provider->quotas());
    REQUIRE(found.ok());
    CHECK(found.value->empty());
}

TEST_CASE("capacity: a dry run is a create that makes nothing, and may be repeated") {
    Scene scene;
    scene.http.reply(503, R"({"code": 14})")
        .reply(200, R"({"name": "accounts/acme/deployments/chat", "baseModel": "accounts/fireworks/models/m",
                        "acceleratorCount": 1})");
    const auto made = scene.run(scene.provider->dry_run(
        create_request("deployment.chat", "chat", R"({"model": "accounts/fireworks/models/m"})")));
    REQUIRE(made.ok());
    CHECK(made.value->attributes.get(type_named("deployment"), "accelerator_count") == Value(1));
    const std::string post =
        "POST /v1/accounts/acme/deployments?deploymentId=chat&validateOnly=true "
        R"({"baseModel":"accounts/fireworks/models/m"})"
        "\n";
    CHECK(scene.requests() == post + post);
}

TEST_CASE("capacity: a dry run that is refused says so of its resource") {
    Scene scene;
    scene.http.reply(400, R"({"code": 3, "message": "invalid deployment"})");
    CHECK(text(scene.run(scene.provider->dry_run(
              create_request("deployment.chat", "chat", R"({"model": "accounts/fireworks/models/m"})")))) ==
          "error: Request refused: Validating the deployment \"chat\": the service answered 400: invalid "
          "deployment. (deployment.chat) [correct the attribute that the message names]\n");
}
