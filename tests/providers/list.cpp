#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace fireform;

namespace {

std::string list(Scene& scene, std::string_view type) {
    const auto listed = scene.run(scene.provider->list(type_named(type)));
    std::string out;
    if (listed.value)
        for (const LiveObject& object : *listed.value)
            out += text(object) + "\n";
    return out + text(listed.diagnostics);
}

}  // namespace

TEST_CASE("list: pages follow the token with all other parameters equal, sorted by name in the end") {
    Scene scene;
    scene.http
        .reply(
            200,
            R"({"deployments": [{"name": "accounts/acme/deployments/b", "state": "READY"}], "nextPageToken": "x y"})")
        .reply(200, R"({"deployments": [], "nextPageToken": "z"})")
        .reply(200, R"({"deployments": [{"name": "accounts/acme/deployments/a", "state": "DELETED",
                                         "purgeTime": "2026-05-08T12:00:00Z"}], "nextPageToken": "", "totalSize": 2})");
    CHECK(list(scene, "deployment") ==
          "accounts/acme/deployments/a DELETED soft-deleted\n"
          "accounts/acme/deployments/b READY ready\n");
    CHECK(scene.requests() ==
          "GET /v1/accounts/acme/deployments?pageSize=200&showDeleted=true&orderBy=name\n"
          "GET /v1/accounts/acme/deployments?pageSize=200&showDeleted=true&orderBy=name&pageToken=x%20y\n"
          "GET /v1/accounts/acme/deployments?pageSize=200&showDeleted=true&orderBy=name&pageToken=z\n");
}

TEST_CASE("list: each type has its own collection, and nothing in it is no error") {
    Scene scene;
    scene.http.reply(200, "{}").reply(200, R"({"deployedModels": null})").reply(200, R"({"datasets": []})");
    CHECK(list(scene, "supervised_fine_tuning_job") == "");
    CHECK(list(scene, "lora_addon") == "");
    CHECK(list(scene, "dataset") == "");
    CHECK(scene.requests() ==
          "GET /v1/accounts/acme/supervisedFineTuningJobs?pageSize=200&orderBy=name\n"
          "GET /v1/accounts/acme/deployedModels?pageSize=200&orderBy=name\n"
          "GET /v1/accounts/acme/datasets?pageSize=200&orderBy=name\n");
}

TEST_CASE("list: an object that moved to the next page meanwhile is there once") {
    Scene scene;
    scene.http
        .reply(
            200,
            R"({"datasets": [{"name": "accounts/acme/datasets/d", "state": "READY"}], "nextPageToken": "t"})")
        .reply(200, R"({"datasets": [{"name": "accounts/acme/datasets/d", "state": "READY"}]})");
    CHECK(list(scene, "dataset") == "accounts/acme/datasets/d READY ready\n");
}

TEST_CASE("list: what is gone, or no object, is left out") {
    Scene scene;
    scene.http.reply(200, R"({"supervisedFineTuningJobs": [
        {"name": "accounts/acme/supervisedFineTuningJobs/a", "state": "JOB_STATE_DELETED"},
        {"state": "JOB_STATE_RUNNING"}, 7,
        {"name": "accounts/acme/supervisedFineTuningJobs/b", "state": "JOB_STATE_RUNNING"}]})");
    CHECK(list(scene, "supervised_fine_tuning_job") ==
          "accounts/acme/supervisedFineTuningJobs/b JOB_STATE_RUNNING pending\n");
}

TEST_CASE("list: a chain that repeats a token is cut off") {
    Scene scene;
    scene.http.reply(200, R"({"nextPageToken": "a"})")
        .reply(200, R"({"nextPageToken": "b"})")
        .reply(200, R"({"nextPageToken": "a"})");
    CHECK(list(scene, "dataset") ==
          "error: List without an end: Listing the datasets: the service sends the same page token twice. "
          "[check that "
          "base_url names the Fireworks API]\n");
    CHECK(scene.http.all_used());
}

TEST_CASE("list: a chain that never ends is cut off") {
    Scene scene;
    for (int i = 0; i < 10001; ++i)
        scene.http.reply(200, fmt::format(R"({{"nextPageToken": "t{}"}})", i));
    CHECK(list(scene, "dataset")
              .starts_with("error: List without an end: Listing the datasets: the service sent 10000 pages"));
    CHECK_FALSE(scene.http.all_used());
}

TEST_CASE("list: a chain that takes half an hour is cut off") {
    Scene scene;
    for (int i = 0; i < 80; ++i)
        scene.http.reply(503, "{}", {{"retry-after", "30"}})
            .reply(200, fmt::format(R"({{"nextPageToken": "t{}"}})", i));
    CHECK(list(scene, "dataset") ==
          "error: List without an end: Listing the datasets: after 30 minutes the service names yet another "
          "page. [check that base_url names the Fireworks API]\n");
    CHECK_FALSE(scene.http.all_used());
}

TEST_CASE("list: half a list is none") {
    Scene scene;
    scene.http.reply(200, R"({"datasets": [{"name": "accounts/acme/datasets/d"}], "nextPageToken": "t"})")
        .reply(403);
    CHECK(list(scene, "dataset")
              .starts_with("error: Permission denied: Listing the datasets: the service answered 403: {}."));

    Scene wrong;
    wrong.http.reply(200, R"({"datasets": {"d": 1}})")
        .reply(200, "<html></html>")
        .reply(200, "{\"datasets\": [");
    for (int i = 0; i < 3; ++i)
        CHECK(
            list(wrong, "dataset").starts_with("error: Not the service's own reply: Listing the datasets: "));
}

TEST_CASE("read: absent is an answer, gone as well") {
    Scene scene;
    scene.http.reply(404, R"({"code": 5, "message": "not found"})")
        .reply(200, R"({"name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_ARCHIVED"})");
    CHECK(text(scene.run(scene.provider->read(type_named("deployment"), "x"))) == "absent\n");
    CHECK(text(scene.run(scene.provider->read(type_named("supervised_fine_tuning_job"), "j"))) == "absent\n");
    CHECK(scene.requests() ==
          "GET /v1/accounts/acme/deployments/x\n"
          "GET /v1/accounts/acme/supervisedFineTuningJobs/j\n");
}
