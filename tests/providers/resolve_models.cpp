#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace fireform;

namespace {

std::string text(const Checked<Naming>& naming) {
    std::string out = naming.value ? naming.value->account + "\n" : "";
    if (naming.value)
        for (const auto& [name, full] : naming.value->models)
            out += name + " " + full + "\n";
    return out + fireform::text(naming.diagnostics);
}

}  // namespace

TEST_CASE("models: a few short names are looked up one by one, side by side") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/fireworks/models/llama"})").reply(404, R"({"code": 5})");
    CHECK(text(scene.run(scene.provider->resolve_models({"llama", "support-v1"}))) ==
          "acme\nllama accounts/fireworks/models/llama\nsupport-v1 accounts/acme/models/support-v1\n");
    CHECK(scene.requests() ==
          "GET /v1/accounts/fireworks/models/llama?readMask=name\n"
          "GET /v1/accounts/fireworks/models/support-v1?readMask=name\n");
}

TEST_CASE("models: many short names take one list") {
    Scene scene;
    std::set<std::string> names;
    for (int i = 1; i <= 9; ++i)
        names.insert(fmt::format("m{}", i));
    scene.http.reply(200, R"({"models": [{"name": "accounts/fireworks/models/m1"}], "nextPageToken": "t"})")
        .reply(
            200,
            R"({"models": [{"name": "accounts/fireworks/models/m9"}, {"name": "accounts/fireworks/models/z"}]})");
    const std::string result = text(scene.run(scene.provider->resolve_models(names)));
    CHECK(result.find("m1 accounts/fireworks/models/m1\nm2 accounts/acme/models/m2\n") != std::string::npos);
    CHECK(result.find("m9 accounts/fireworks/models/m9\n") != std::string::npos);
    CHECK(scene.requests() ==
          "GET /v1/accounts/fireworks/models?pageSize=200&readMask=name\n"
          "GET /v1/accounts/fireworks/models?pageSize=200&readMask=name&pageToken=t\n");
}

TEST_CASE("models: no name needs no request") {
    Scene scene;
    CHECK(text(scene.run(scene.provider->resolve_models({}))) == "acme\n");
    CHECK(scene.requests() == "");
}

TEST_CASE("models: a look-up that fails is not an absent model") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/fireworks/models/a"})")
        .reply(403, R"({"code": 7, "message": "no"})");
    const std::string result = text(scene.run(scene.provider->resolve_models({"a", "b"})));
    CHECK(result ==
          "error: Permission denied: Looking for the public model \"b\": the service answered 403: no. [use "
          "a key "
          "that may do this, and check account_id in [provider.fireworks]]\n");
}
