#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace fireform;

namespace {

/// Our account, where the short names are, the models that exist, and what went wrong.
std::string text(const Checked<ModelsFound>& found) {
    std::string out;
    if (found.value) {
        out += found.value->naming.account + "\n";
        for (const auto& [name, full] : found.value->naming.models)
            out += name + " " + full + "\n";
        for (const LiveModel& model : found.value->models)
            out += fmt::format("- {}{}\n", model.name, model.is_lora() ? " lora" : "");
    }
    return out + fireform::text(found.diagnostics);
}

}  // namespace

TEST_CASE(
    "models: a few short names are looked up one by one, side by side, and ours after the public ones") {
    Scene scene;
    scene.http.reply(200, R"({"name": "accounts/fireworks/models/llama"})")
        .reply(404, R"({"code": 5})")
        .reply(200, R"({"name": "accounts/acme/models/support-v1", "kind": "HF_PEFT_ADDON"})");
    CHECK(text(scene.run(scene.provider->find_models({{"llama", "support-v1"}, false}))) ==
          "acme\nllama accounts/fireworks/models/llama\nsupport-v1 accounts/acme/models/support-v1\n"
          "- accounts/acme/models/support-v1 lora\n- accounts/fireworks/models/llama\n");
    CHECK(scene.requests() ==
          "GET /v1/accounts/fireworks/models/llama\n"
          "GET /v1/accounts/fireworks/models/support-v1\n"
          "GET /v1/accounts/acme/models/support-v1\n");
}

TEST_CASE("models: many short names take one list") {
    Scene scene;
    std::set<std::string> names;
    for (int i = 1; i <= 9; ++i)
        names.insert(fmt::format("m{}", i));
    scene.http.reply(200, R"({"models": [{"name": "accounts/acme/models/m2"}]})")
        .reply(200, R"({"models": [{"name": "accounts/fireworks/models/m1"}], "nextPageToken": "t"})")
        .reply(
            200,
            R"({"models": [{"name": "accounts/fireworks/models/m9"}, {"name": "accounts/fireworks/models/z"}]})");
    const std::string result = text(scene.run(scene.provider->find_models({names, true})));
    CHECK(result.find("m1 accounts/fireworks/models/m1\nm2 accounts/acme/models/m2\n") != std::string::npos);
    CHECK(result.find("m9 accounts/fireworks/models/m9\n") != std::string::npos);
    CHECK(
        result.ends_with("- accounts/acme/models/m2\n- accounts/fireworks/models/m1\n"
                         "- accounts/fireworks/models/m9\n"));
    CHECK(scene.requests() ==
          "GET /v1/accounts/acme/models?pageSize=200&orderBy=name\n"
          "GET /v1/accounts/fireworks/models?pageSize=200&orderBy=name\n"
          "GET /v1/accounts/fireworks/models?pageSize=200&orderBy=name&pageToken=t\n");
}

TEST_CASE("models: with all their attributes in the same requests, when asked for") {
    Scene scene;
    scene.http.reply(200, R"({"models": [{"name": "accounts/acme/models/m", "displayName": "m"}]})")
        .reply(200, R"({"name": "accounts/fireworks/models/llama", "contextLength": 8192})");
    const auto found =
        scene.run(scene.provider->find_models({.names = {"llama"}, .own = true, .objects = true}));
    REQUIRE(found.value);
    std::string all;
    for (const LiveObject& model : found.value->objects)
        all += to_text(*model.type, model.attributes) + "\n";
    CHECK(all ==
          "id = \"m\", display_name = \"m\", name = \"accounts/acme/models/m\"\n"
          "id = \"llama\", name = \"accounts/fireworks/models/llama\", context_length = 8192\n");
    CHECK(
        scene.requests() ==
        "GET /v1/accounts/acme/models?pageSize=200&orderBy=name\nGET /v1/accounts/fireworks/models/llama\n");
}

TEST_CASE("models: no name needs no request") {
    Scene scene;
    CHECK(text(scene.run(scene.provider->find_models({}))) == "acme\n");
    CHECK(scene.requests() == "");
}

TEST_CASE("models: a look-up that fails is not an absent model, but in a stranger's account") {
    Scene scene;
    scene.http.reply(403, R"({"code": 7, "message": "no"})")
        .reply(200, R"({"name": "accounts/fireworks/models/a"})")
        .reply(403, R"({"code": 7, "message": "no"})");
    const std::string result =
        text(scene.run(scene.provider->find_models({{"a", "b", "accounts/else/models/m"}, false})));
    CHECK(result ==
          "error: Permission denied: Looking for the model \"accounts/fireworks/models/b\": the service "
          "answered 403: no. [use a key that may do this, and check account_id in [provider.fireworks]]\n");
}

TEST_CASE("models: what plans need of them") {
    Scene scene;
    scene.http.reply(200, R"({"models": [
        {"name": "accounts/acme/models/z", "kind": "HF_PEFT_ADDON", "state": "READY",
         "fineTuningJob": "accounts/acme/supervisedFineTuningJobs/j",
         "peftDetails": {"r": 8, "baseModel": "accounts/fireworks/models/b"}},
        {"name": "accounts/acme/models/a", "supportsLora": true, "supportsServerless": true,
         "supervisedLoraTunable": true, "rlFullParameterTunable": true, "rlTunable": true,
         "contextLength": 131072, "trainingContextLength": 32768, "defaultDraftModel": "accounts/x/models/d",
         "deprecationDate": {"year": 2027, "month": 1, "day": 31},
         "baseModelDetails": {"parameterCount": "8030261248", "defaultPrecision": "BF16"},
         "deployedModelRefs": [{"name": "accounts/acme/deployedModels/r",
                                "deployment": "accounts/acme/deployments/d", "state": "DEPLOYED"}]}]})");
    const auto found = scene.run(scene.provider->find_models({{}, true}));
    REQUIRE(found.value);
    LiveModel base;
    base.name = "accounts/acme/models/a";
    base.supports_lora = base.supports_serverless = base.supervised_lora_tunable = true;
    base.reinforcement_full_tunable = base.tunable = true;
    base.context_length = 131072;
    base.training_context_length = 32768;
    base.default_draft_model = "accounts/x/models/d";
    base.deprecation_date = "2027-01-31";
    base.parameter_count = 8030261248;
    base.default_precision = "BF16";
    base.places = {{"accounts/acme/deployedModels/r", "accounts/acme/deployments/d", "DEPLOYED"}};
    LiveModel lora;
    lora.name = "accounts/acme/models/z";
    lora.kind = "HF_PEFT_ADDON";
    lora.state = "READY";
    lora.fine_tuning_job = "accounts/acme/supervisedFineTuningJobs/j";
    lora.base_model = "accounts/fireworks/models/b";
    lora.lora_rank = 8;
    CHECK((found.value->models == std::vector<LiveModel>{base, lora}));
    CHECK(scene.requests() == "GET /v1/accounts/acme/models?pageSize=200&orderBy=name\n");
}

TEST_CASE("models: the default draft models come along where they are asked for") {
    Scene scene;
    scene.http
        .reply(200,
               R"({"name": "accounts/fireworks/models/llama",
                   "defaultDraftModel": "accounts/fireworks/models/small"})")
        .reply(200, R"({"name": "accounts/fireworks/models/small"})");
    ModelQuery query;
    query.names = {"llama"};
    query.drafts = true;
    CHECK(text(scene.run(scene.provider->find_models(std::move(query)))) ==
          "acme\nllama accounts/fireworks/models/llama\n"
          "- accounts/fireworks/models/llama\n- accounts/fireworks/models/small\n");
    CHECK(scene.requests() ==
          "GET /v1/accounts/fireworks/models/llama\n"
          "GET /v1/accounts/fireworks/models/small\n");
}

TEST_CASE(
    "models: a name that is nobody's brings the public names along, one that a run will make does not") {
    for (const bool coming : {false, true}) {
        Scene scene;
        scene.http.reply(404, R"({"code": 5})").reply(404, R"({"code": 5})");
        if (!coming) scene.http.reply(200, R"({"models": [{"name": "accounts/fireworks/models/llama"}]})");
        ModelQuery query;
        query.names = {"lama"};
        if (coming) query.coming = {"lama"};
        const auto found = scene.run(scene.provider->find_models(std::move(query)));
        REQUIRE(found.value);
        CHECK(found.value->asked == std::vector<std::string>{"accounts/acme/models/lama"});
        CHECK(found.value->others.size() == (coming ? 0 : 1));
    }
}
