#include "schemas/fireworks/derived.hpp"

#include "schemas/schema.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

constexpr const char* model = "accounts/fireworks/models/llama";
constexpr const char* name = "accounts/acme/deployments/chat";

Value inference_model(std::string_view type_name,
                      const std::vector<std::pair<std::string_view, Value>>& values) {
    const ResourceType& type = *fireworks_catalog().find(type_name);
    Attributes attributes;
    for (const auto& [attribute, value] : values)
        attributes.put(type, attribute, value);
    derive(type, attributes);
    return attributes.get(type, "inference_model");
}

}  // namespace

TEST_CASE("derived: what a client writes to reach a deployment or a LoRA") {
    const Value plain = "accounts/fireworks/models/llama#accounts/acme/deployments/chat";
    CHECK(inference_model("deployment", {{"model", model}, {"name", name}}) == plain);
    CHECK(inference_model("deployment", {{"model", model}, {"name", name}, {"live_merge", false}}) == plain);
    CHECK(inference_model("deployment", {{"model", model}, {"name", name}, {"live_merge", true}}) ==
          Value(name));
    CHECK(inference_model("lora_addon", {{"model", "accounts/acme/models/l"}, {"base_id", name}}) ==
          Value("accounts/acme/models/l#accounts/acme/deployments/chat"));
}

TEST_CASE("derived: an addon that is merged into its deployment is reached by the deployment's name") {
    const std::vector<std::pair<std::string_view, Value>> loaded{{"model", "accounts/acme/models/l"},
                                                                 {"base_id", name}};
    auto merged = loaded;
    merged.emplace_back("replace_merged_addon", true);
    CHECK(inference_model("lora_addon", merged) == Value(name));
    auto seen = loaded;
    seen.emplace_back("inference_model", name);
    CHECK(inference_model("lora_addon", seen) == Value(name));

    const ResourceType& type = *fireworks_catalog().find("lora_addon");
    Attributes told, written;
    for (const auto& [attribute, value] : loaded)
        told.put(type, attribute, value);
    written.put(type, "replace_merged_addon", Value(true));
    derive(type, told, written);
    CHECK(told.get(type, "inference_model") == Value(name));
}

TEST_CASE("derived: a serverless model is reached by its own name") {
    const Value serverless = "serverless";
    CHECK(inference_model("deployment", {{"model", model}, {"deployment_type", serverless}}) == Value(model));
    CHECK(inference_model("deployment", {{"model", Unknown{"${a.b.c}"}}, {"deployment_type", serverless}})
              .is_null());
}

TEST_CASE("derived: nothing follows from parts that are not known") {
    const Value unknown = Unknown{"${a.b.c}"};
    CHECK(inference_model("deployment", {{"model", model}}).is_null());
    CHECK(inference_model("deployment", {{"name", name}}).is_null());
    CHECK(inference_model("deployment", {{"model", unknown}, {"name", name}}).is_null());
    CHECK(
        inference_model("deployment", {{"model", model}, {"name", name}, {"live_merge", unknown}}).is_null());
    CHECK(inference_model("lora_addon", {{"model", model}, {"base_id", unknown}}).is_null());
    CHECK(inference_model("lora_addon",
                          {{"model", model}, {"base_id", unknown}, {"inference_model", "kept"}}) ==
          Value("kept"));
}

TEST_CASE("derived: the id is the last part of the name, for every type") {
    for (const ResourceType* type : fireworks_catalog()) {
        Attributes attributes;
        attributes.put(*type, "name", "accounts/acme/things/x-1");
        derive(*type, attributes);
        CHECK(attributes.get(*type, "id") == Value("x-1"));

        Attributes unnamed;
        unnamed.put(*type, "id", Unknown{"${a.b.c}"});
        derive(*type, unnamed);
        CHECK(unnamed.get(*type, "id") == Value(Unknown{"${a.b.c}"}));
    }
}
