// `[locals]`. What is refused is in tests/errors.
#include "tests/engine/config/configuration.hpp"

using namespace fireform;
using namespace fireform::tests;

TEST_CASE("locals: values of every kind, in whatever order they need one another") {
    const auto loaded = load(R"(
        [variables.stage]
        default = "prod"
        [locals]
        a = "${local.b}-chat"
        b = "${upper(var.stage)}"
        sizes = {small = 1, large = "${local.most}"}
        most = 4
        [outputs.x]
        value = ["${local.a}", "${local.sizes}", "${local.sizes.large}"]
    )");
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(to_text(loaded.value->outputs.at("x").value) == "[\"PROD-chat\", {large = 4, small = 1}, 4]");
}

TEST_CASE("locals: one that refers to a resource makes a dependency where it is used") {
    const std::string all = deployment(R"(
        [locals]
        base = "${deployment.chat.id}"
        tags = {base = "${local.base}", cost = "5$", plain = "$${x}"}
        [lora_addon.a]
        model = "m"
        base_id = "${local.base}"
        description = "on ${local.base}"
    )");
    const auto loaded = load(all);
    CHECK(problems(loaded.diagnostics) == "");
    const ResourceConfig& addon = loaded.value->resources.at(*parse_address("lora_addon.a"));
    CHECK(addon.dependencies == std::vector{*parse_address("deployment.chat")});
    CHECK(addon.attributes.get(*addon.type, "base_id") == Value(Unknown{"${deployment.chat.id}"}));
    CHECK(addon.attributes.get(*addon.type, "description") == Value(Unknown{"on ${deployment.chat.id}"}));

    CHECK(attributes(all + "[deployment.other]\nmodel = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
                           "annotations = \"${local.tags}\"\n",
                     "deployment.other")
              .find("annotations = {base = (known after apply), cost = \"5$\", plain = \"${x}\"}") !=
          std::string::npos);
}

TEST_CASE("locals: made of something sensitive they are sensitive") {
    const std::string all = R"(
        [variables.key]
        sensitive = true
        default = "s3cr3t"
        [locals]
        open = "x"
        header = "Bearer ${var.key}"
        table = {header = "${local.header}", open = "y"}
        [secret.s]
        key_name = "A_B"
        value = "${local.table.header}"
    )";
    const auto loaded = load(all);
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(std::ranges::count(loaded.value->secrets, "Bearer s3cr3t") == 1);
    CHECK(std::ranges::count(loaded.value->secrets, "x") == 0);
    const auto shown = problems(text(all) +
                                "[outputs.a]\nvalue = \"${local.table.open}\"\n"
                                "[outputs.b]\nvalue = \"${local.open}\"\n");
    CHECK(shown ==
          "error: Sensitive value would be shown: Local value \"table\" is sensitive; \"outputs.a\" is shown "
          "in plans and kept in state. (fireform.toml:12:10) | use it in a sensitive attribute or output "
          "only\n");
}

TEST_CASE("locals: a text of the environment is read as what is wanted") {
    LoadOptions options;
    options.environment = {{"N", "5"}};
    CHECK(attributes("[locals]\nn = \"${env.N}\"\n" + deployment("max_replica_count = \"${local.n}\""),
                     "deployment.chat", options)
              .find("max_replica_count = 5") != std::string::npos);
}

TEST_CASE("locals: a chain of any length is no trouble") {
    std::string all = "[locals]\nv0 = 1\n";
    for (int i = 1; i < 2000; ++i)
        all += "v" + std::to_string(i) + " = \"${local.v" + std::to_string(i - 1) + "}\"\n";
    CHECK(problems(all).find("Local values too deep") != std::string::npos);
}
