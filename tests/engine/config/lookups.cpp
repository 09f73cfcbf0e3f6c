// `[lookup.TYPE.NAME]`: read with its arguments; what refers to it waits for the plan.
#include "schemas/lookups.hpp"
#include "tests/engine/config/configuration.hpp"

using namespace fireform;
using namespace fireform::tests;

TEST_CASE("lookups: arguments are read, with variables and the environment filled in") {
    LoadOptions options;
    options.environment = {{"FAMILY", "qwen3"}};
    const auto loaded = load(R"(
        [variables.size]
        default = "8b"

        [lookup.model.base]
        name = "${env.FAMILY}-${var.size}"

        [lookup.deployment_shape.fast]
        model  = "${env.FAMILY}-${var.size}"
        preset = "fast"
    )",
                             options);
    CHECK(problems(loaded.diagnostics) == "");
    std::string all;
    for (const auto& [address, lookup] : loaded.value->lookups)
        for (const auto& [index, value] : lookup.arguments)
            all += to_text(address) + "." + std::string(lookup.type->arguments[index].name) + " = " +
                   to_text(value) + "\n";
    CHECK(all ==
          "deployment_shape.fast.model = \"qwen3-8b\"\n"
          "deployment_shape.fast.preset = \"fast\"\n"
          "model.base.name = \"qwen3-8b\"\n");
}

TEST_CASE("lookups: a reference to one stays unknown and makes no edge") {
    const std::string text = R"(
        [lookup.model.base]
        name = "qwen3-8b"

        [deployment.chat]
        model             = "${lookup.model.base.name}"
        accelerator_type  = "NVIDIA_H100_80GB"
        max_context_length = "${lookup.model.base.context_length}"
    )";
    CHECK(attributes(text, "deployment.chat").find("model = ${lookup.model.base.name}") != std::string::npos);
    CHECK(load(text).value->resources.begin()->second.dependencies.empty());
}
