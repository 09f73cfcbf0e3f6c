#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

std::string problems(const Given& world) {
    std::string out;
    for (const Diagnostic& each : world.checked().diagnostics)
        out += fmt::format("{}\n  hint: {}\n", to_text(each), each.hint);
    return out;
}

std::string deployment(std::string_view model) {
    return fmt::format("[deployment.chat]\nmodel = \"{}\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n", model);
}

constexpr auto day = std::chrono::sys_days(std::chrono::year(2026) / std::chrono::November / 25);

}  // namespace

TEST_CASE("model checks: a short name that is nobody's, with the nearest that is somebody's") {
    Given world(deployment("llama-v3p1-8b-instuct"));
    world.world.asked_models = {"accounts/acme/models/llama-v3p1-8b-instuct"};
    world.world.public_models = {"accounts/fireworks/models/llama-v3p1-8b-instruct"};
    CHECK(problems(world) ==
          "error: Model not found: There is no model \"llama-v3p1-8b-instuct\": neither "
          "accounts/fireworks/models/llama-v3p1-8b-instuct nor accounts/acme/models/llama-v3p1-8b-instuct. "
          "(deployment.chat, fireform.toml:2:9)\n"
          "  hint: did you mean \"llama-v3p1-8b-instruct\"?\n");
}

TEST_CASE("model checks: a full name that is nobody's") {
    Given world(deployment("accounts/else/models/m"));
    world.world.asked_models = {"accounts/else/models/m"};
    CHECK(problems(world) ==
          "error: Model not found: There is no model accounts/else/models/m, or account acme may not use it. "
          "(deployment.chat, fireform.toml:2:9)\n"
          "  hint: write the name of a model that is there, or of one that a run of this configuration "
          "makes\n");
}

TEST_CASE("model checks: what was not looked for is believed, and so is what a run will make") {
    CHECK(problems(given(deployment("accounts/else/models/m"))) == "");
    Given world(deployment("accounts/acme/models/mine") +
                "[supervised_fine_tuning_job.j]\nbase_model = \"qwen3-8b\"\ndataset = \"d\"\n"
                "output_model = \"mine\"\n");
    world.world.own_models = true;
    CHECK(problems(world) == "");
}

TEST_CASE("model checks: a run's `model` is the attribute to correct") {
    Given world("[supervised_fine_tuning_job.j]\ndataset = \"d\"\nmodel = \"accounts/acme/models/x\"\n");
    world.world.own_models = true;
    CHECK(problems(world) ==
          "error: Model not found: There is no model accounts/acme/models/x, or account acme may not use it. "
          "(supervised_fine_tuning_job.j, fireform.toml:3:9)\n"
          "  hint: write the name of a model that is there, or of one that a run of this configuration "
          "makes\n");
}

TEST_CASE("model checks: a shape that was looked for in vain, unless unvalidated ones will do") {
    const auto shaped = [](std::string_view more) {
        Given world(fmt::format(
            "[deployment.chat]\nmodel = \"qwen3-8b\"\ndeployment_shape = \"llama-fast\"\n{}\n", more));
        world.world.asked_shapes = {"accounts/fireworks/deploymentShapes/llama-fast"};
        return world;
    };
    CHECK(
        problems(shaped("")) ==
        "error: Deployment shape not found: There is no validated deployment shape "
        "accounts/fireworks/deploymentShapes/llama-fast, or account acme may not use it. (deployment.chat, "
        "fireform.toml:3:20)\n"
        "  hint: write the name of a shape of the model, or accelerator_type instead of deployment_shape\n");
    CHECK(problems(shaped("skip_shape_validation = true")) == "");
    CHECK(problems(shaped("").shape("llama-fast", "{}")) == "");
}

TEST_CASE("model checks: a deprecation is noted thirty days before, once for each model") {
    const auto noted = [](std::string_view date) {
        Given world(deployment("qwen3-8b") +
                    "[deployment.other]\nmodel = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n");
        world.model("accounts/fireworks/models/qwen3-8b",
                    fmt::format(R"({{"deprecation_date": "{}"}})", date));
        world.options.today = day;
        return problems(world);
    };
    CHECK(noted("2026-12-26") == "");
    CHECK(noted("2026-12-25") ==
          "note: Model will be deprecated: accounts/fireworks/models/qwen3-8b will be deprecated on "
          "2026-12-25, "
          "in 30 days. (deployment.chat, fireform.toml:2:9)\n"
          "  hint: move to another model before it is no longer served\n");
    CHECK(noted("2026-11-26").find("in 1 day.") != std::string::npos);
    CHECK(noted("2026-11-25") ==
          "note: Model is deprecated: accounts/fireworks/models/qwen3-8b is deprecated since 2026-11-25. "
          "(deployment.chat, fireform.toml:2:9)\n"
          "  hint: move to another model before it is no longer served\n");
    CHECK(noted("soon") == "");
}

TEST_CASE("model checks: what a reference stands for is a name that may be written") {
    CHECK(problems(given(deployment("qwen3-8b") + "display_name = \"Chat of 2\"\nenable_addons = true\n"
                                                  "[lora_addon.a]\nmodel = \"accounts/acme/models/x\"\n"
                                                  "base_id = \"${deployment.chat.display_name}\"\n")) ==
          "error: Invalid object name: \"base_id\" is \"accounts/acme/deployments/Chat of 2\"; it takes "
          "\"x\" or \"accounts/ACCOUNT/deployments/x\". (lora_addon.a, fireform.toml:8:11)\n"
          "  hint: \n");
}
