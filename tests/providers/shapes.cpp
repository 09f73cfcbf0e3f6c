#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

std::string version(std::string_view shape, std::string_view id, std::string_view snapshot) {
    return R"({"name": "accounts/fireworks/deploymentShapes/)" + std::string(shape) + "/versions/" +
           std::string(id) + R"(", "latestValidated": true, "snapshot": )" + std::string(snapshot) + "}";
}

}  // namespace

TEST_CASE("shapes: the newest validated version of each, one list per model") {
    Scene scene;
    scene.http.reply(200, R"({"deploymentShapeVersions": [)" +
                              version("m-fast", "v2", R"({"baseModel": "accounts/fireworks/models/m",
                                  "acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 2,
                                  "precision": "FP8", "presetType": "FAST", "parameterCount": "8000000000"})") +
                              "," +
                              version("m-fast", "v1", R"({"baseModel": "accounts/fireworks/models/m"})") +
                              R"(, {"name": "accounts/x/deploymentShapes/odd/versions/v"}]})");
    scene.http.reply(200, R"({"deploymentShapeVersions": [)" +
                              version("l-fast", "v1", R"({"baseModel": "accounts/fireworks/models/l"})") +
                              "]}");
    const auto found = scene.run(
        scene.provider->find_shapes({"accounts/fireworks/models/m", "accounts/fireworks/models/l"}));
    REQUIRE(found.ok());
    std::string all;
    for (const LiveObject& shape : *found.value)
        all += to_text(*shape.type, shape.attributes) + "\n";
    CHECK(
        all ==
        R"(id = "l-fast", name = "accounts/fireworks/deploymentShapes/l-fast", version = "accounts/fireworks/deploymentShapes/l-fast/versions/v1", model = "accounts/fireworks/models/l")"
        "\n"
        R"(id = "m-fast", name = "accounts/fireworks/deploymentShapes/m-fast", version = "accounts/fireworks/deploymentShapes/m-fast/versions/v2", model = "accounts/fireworks/models/m", parameter_count = 8000000000, preset = "FAST", accelerator_type = "NVIDIA_H100_80GB", accelerator_count = 2, precision = "FP8")"
        "\n");
    CHECK(
        scene.requests() ==
        R"(GET /v1/accounts/-/deploymentShapes/-/versions?pageSize=200&filter=snapshot.base_model%3D%22accounts/fireworks/models/l%22%20AND%20latest_validated%3Dtrue&orderBy=create_time%20desc)"
        "\n"
        R"(GET /v1/accounts/-/deploymentShapes/-/versions?pageSize=200&filter=snapshot.base_model%3D%22accounts/fireworks/models/m%22%20AND%20latest_validated%3Dtrue&orderBy=create_time%20desc)"
        "\n");
}

TEST_CASE("shapes: a list that cannot be had is an error") {
    Scene scene;
    scene.http.reply(403, R"({"code": 7, "message": "no"})");
    CHECK(text(scene.run(scene.provider->find_shapes({"accounts/fireworks/models/m"})).diagnostics) ==
          "error: Permission denied: Listing the deployment shapes: the service answered 403: no. [use a key "
          "that "
          "may do this, and check account_id in [provider.fireworks]]\n");
}

TEST_CASE("shapes: a shape shows its newest version, a version what it froze; strangers' are left out") {
    Scene scene;
    scene.http
        .reply(200, R"({"name": "accounts/fireworks/deploymentShapes/a",
                        "baseModel": "accounts/fireworks/models/m", "acceleratorType": "NVIDIA_H200_141GB",
                        "acceleratorCount": 4, "precision": "FP8", "enableAddons": true,
                        "draftModel": "accounts/fireworks/models/d", "disableSpeculativeDecoding": true})")
        .reply(200, R"({"name": "accounts/fireworks/deploymentShapes/b/versions/v",
                        "snapshot": {"acceleratorType": "NVIDIA_B200_180GB", "acceleratorCount": 8,
                                     "draftModel": "accounts/fireworks/models/d"}})")
        .reply(403, R"({"code": 7})")
        .reply(404, R"({"code": 5})");
    const auto found = scene.run(scene.provider->read_shapes(
        {"accounts/fireworks/deploymentShapes/a", "accounts/fireworks/deploymentShapes/b/versions/v",
         "accounts/other/deploymentShapes/c", "accounts/other/deploymentShapes/d"}));
    REQUIRE(found.ok());
    LiveShape a;
    a.name = "accounts/fireworks/deploymentShapes/a";
    a.base_model = "accounts/fireworks/models/m";
    a.accelerator_type = "NVIDIA_H200_141GB";
    a.accelerator_count = 4;
    a.precision = "FP8";
    a.enable_addons = true;
    LiveShape b;
    b.name = "accounts/fireworks/deploymentShapes/b/versions/v";
    b.accelerator_type = "NVIDIA_B200_180GB";
    b.accelerator_count = 8;
    b.draft_model = "accounts/fireworks/models/d";
    CHECK((*found.value == std::vector<LiveShape>{a, b}));
    CHECK(scene.requests() ==
          "GET /v1/accounts/fireworks/deploymentShapes/a\n"
          "GET /v1/accounts/fireworks/deploymentShapes/b/versions/v\n"
          "GET /v1/accounts/other/deploymentShapes/c\n"
          "GET /v1/accounts/other/deploymentShapes/d\n");
}
