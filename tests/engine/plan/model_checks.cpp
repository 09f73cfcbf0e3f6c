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

namespace {

/// "chat" of qwen3-8b on the shape "lean", applied and READY; then the shape `wanted` and `more` are written.
Given reshaped(std::string_view wanted, std::string_view more = "") {
    Given world(fmt::format("[deployment.chat]\nmodel = \"qwen3-8b\"\ndeployment_shape = \"{}\"\n{}\n",
                            wanted, more));
    constexpr std::string_view applied =
        R"("display_name": "chat", "model": "accounts/fireworks/models/qwen3-8b",
           "deployment_shape": "accounts/fireworks/deploymentShapes/lean")";
    world.prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}}}}})", applied));
    world.ours("deployment chat-1", "deployment.chat", fmt::format(R"({{"state": "READY", {}}})", applied));
    return world;
}

}  // namespace

TEST_CASE("model checks: what changes in place has to be there as well") {
    Given shape = reshaped("nope");
    shape.world.asked_shapes = {"accounts/fireworks/deploymentShapes/nope"};
    CHECK(problems(shape) ==
          "error: Deployment shape not found: There is no validated deployment shape "
          "accounts/fireworks/deploymentShapes/nope, or account acme may not use it. (deployment.chat, "
          "fireform.toml:3:20)\n"
          "  hint: write the name of a shape of the model, or accelerator_type instead of "
          "deployment_shape\n");
    Given draft = reshaped("lean", "draft_model = \"accounts/else/models/d\"");
    draft.world.asked_models = {"accounts/else/models/d"};
    CHECK(problems(draft) ==
          "error: Model not found: There is no model accounts/else/models/d, or account acme may not use it. "
          "(deployment.chat, fireform.toml:4:15)\n"
          "  hint: write the name of a model that is there, or of one that a run of this configuration "
          "makes\n");
    Given same = reshaped("lean");
    same.world.asked_models = {"accounts/fireworks/models/qwen3-8b"};
    CHECK(problems(same) == "");
}

TEST_CASE("model checks: a shape is for one base model") {
    const auto shaped = [](std::string_view model, std::string_view base) {
        Given world(
            fmt::format("[deployment.chat]\nmodel = \"{}\"\ndeployment_shape = \"llama-fast\"\n", model));
        return world.shape("llama-fast", fmt::format(R"({{"base_model": "{}"}})", base));
    };
    constexpr std::string_view llama = "accounts/fireworks/models/llama-v3p1-8b-instruct";
    CHECK(problems(shaped("accounts/fireworks/models/qwen3-8b", llama)) ==
          "error: Deployment shape of another model: accounts/fireworks/deploymentShapes/llama-fast is for "
          "accounts/fireworks/models/llama-v3p1-8b-instruct; deployment.chat serves "
          "accounts/fireworks/models/qwen3-8b. (deployment.chat, fireform.toml:3:20)\n"
          "  hint: write a shape of the model: deployment_shape = \"minimal\", \"fast\" or "
          "\"throughput\"\n");
    CHECK(problems(shaped(llama, llama)) == "");
    CHECK(problems(shaped("accounts/acme/models/tuned", llama)) == "");
}

TEST_CASE("model checks: what a reference stands for is a name that may be written") {
    CHECK(problems(given(deployment("qwen3-8b") + "display_name = \"Chat of 2\"\nenable_addons = true\n"
                                                  "[lora_addon.a]\nmodel = \"accounts/acme/models/x\"\n"
                                                  "base_id = \"${deployment.chat.display_name}\"\n")) ==
          "error: Invalid object name: \"base_id\" is \"accounts/acme/deployments/Chat of 2\"; it takes "
          "\"x\" or \"accounts/ACCOUNT/deployments/x\". (lora_addon.a, fireform.toml:8:11)\n"
          "  hint: \n");
}
