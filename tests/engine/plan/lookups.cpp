// Look-ups: what is read and never changed, known when the plan is made (brief 1.4, 2.9).
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view qwen = "accounts/fireworks/models/qwen3-8b";

Given& with_shapes(Given& given) {
    given.model(qwen, R"({"kind": "HF_BASE_MODEL"})");
    given.model("tuned", fmt::format(R"({{"kind": "HF_PEFT_ADDON", "base_model": "{}"}})", qwen));
    for (const char* preset : {"fast", "minimal"}) {
        std::string upper(preset);
        for (char& c : upper)
            c = static_cast<char>(c - 'a' + 'A');
        given.looked_up(
            fmt::format("deployment_shape accounts/fireworks/deploymentShapes/qwen3-8b-{}", preset),
            fmt::format(R"({{"model": "{}", "preset": "{}", "accelerator_type": "NVIDIA_H100_80GB",
                            "accelerator_count": 2, "precision": "FP8"}})",
                        qwen, upper));
    }
    return given;
}

/// The attribute of deployment.chat after the plan, or the problems.
std::string planned(const Given& given, std::string_view attribute) {
    const auto plan = given.checked();
    if (!plan.value) return to_text(plan.diagnostics);
    const Change* change = plan.value->find({"deployment", "chat", {}});
    return to_text(change->desired.get(*change->type, attribute));
}

}  // namespace

TEST_CASE("plan: a reference to a look-up is known") {
    auto shaped = given(R"(
        [lookup.deployment_shape.fast]
        model  = "qwen3-8b"
        preset = "fast"

        [deployment.chat]
        model             = "qwen3-8b"
        deployment_shape  = "${lookup.deployment_shape.fast.name}"
        max_replica_count = "${lookup.deployment_shape.fast.accelerator_count}"
        description       = "on ${lookup.deployment_shape.fast.accelerator_type}"
    )");
    with_shapes(shaped);
    CHECK(planned(shaped, "deployment_shape") == "\"accounts/fireworks/deploymentShapes/qwen3-8b-fast\"");
    CHECK(planned(shaped, "max_replica_count") == "2");
    CHECK(planned(shaped, "description") == "\"on NVIDIA_H100_80GB\"");
}

TEST_CASE("plan: a look-up of a model knows its attributes; one that is not there is absent") {
    const auto output = [](std::string_view attribute) {
        auto looked = given(fmt::format(R"(
            [lookup.model.base]
            name = "qwen3-8b"
            [outputs.x]
            value = "${{lookup.model.base.{}}}"
        )",
                                        attribute));
        looked.looked_up(fmt::format("model {}", qwen),
                         R"({"kind": "HF_BASE_MODEL", "context_length": 40960})");
        return to_text(looked.checked().value->outputs.front().after);
    };
    CHECK(output("name") == "\"accounts/fireworks/models/qwen3-8b\"");
    CHECK(output("kind") == "\"HF_BASE_MODEL\"");
    CHECK(output("context_length") == "40960");
    CHECK(output("lora_rank") == "null");
}

TEST_CASE("plan: short forms of deployment_shape are the shape of the deployment's model") {
    const auto chat = [](std::string_view model, std::string_view preset) {
        auto shaped = given(fmt::format(R"(
            [deployment.chat]
            model            = "{}"
            deployment_shape = "{}"
        )",
                                        model, preset));
        return planned(with_shapes(shaped), "deployment_shape");
    };
    CHECK(chat("qwen3-8b", "fast") == "\"accounts/fireworks/deploymentShapes/qwen3-8b-fast\"");
    CHECK(chat("qwen3-8b", "minimal") == "\"accounts/fireworks/deploymentShapes/qwen3-8b-minimal\"");
    CHECK(chat("tuned", "fast") == "\"accounts/fireworks/deploymentShapes/qwen3-8b-fast\"");
    CHECK(chat("qwen3-8b", "mine") == "\"accounts/fireworks/deploymentShapes/mine\"");
    CHECK(
        chat("qwen3-8b", "throughput") ==
        "error: Deployment shape not found: deployment_shape = \"throughput\": "
        "accounts/fireworks/models/qwen3-8b has no validated deployment shape with preset \"throughput\"; it "
        "has accounts/fireworks/deploymentShapes/qwen3-8b-fast (fast, 2 x NVIDIA_H100_80GB), "
        "accounts/fireworks/deploymentShapes/qwen3-8b-minimal (minimal, 2 x NVIDIA_H100_80GB). "
        "(deployment.chat, fireform.toml:4:32)\n");
    CHECK(chat("nowhere", "fast") ==
          "error: Model not found: deployment_shape = \"fast\": Shapes are looked up by "
          "model, and accounts/acme/models/nowhere is not there. (deployment.chat, fireform.toml:4:32)\n");
}

TEST_CASE("plan: short forms know the base of a LoRA that is yet to be made") {
    const auto chat = [](std::string_view model, std::string_view rank = "lora_rank = 8") {
        auto shaped = given(fmt::format(R"(
            [supervised_fine_tuning_job.tune]
            model        = "qwen3-8b"
            dataset      = "rows"
            output_model = "coming"
            {}

            [model.adapter]
            path       = "adapters/support/"
            base_model = "qwen3-8b"

            [deployment.chat]
            model            = "{}"
            deployment_shape = "fast"
        )",
                                        rank, model));
        shaped.file("adapters/support/adapter_config.json", R"({"r": 8, "target_modules": ["q_proj"]})");
        shaped.file("adapters/support/adapter_model.safetensors", "weights");
        with_shapes(shaped);
        for (LiveModel& each : shaped.world.models)
            each.supervised_lora_tunable = each.supervised_full_tunable = true;
        return planned(shaped, "deployment_shape");
    };
    const std::string fast = "\"accounts/fireworks/deploymentShapes/qwen3-8b-fast\"";
    CHECK(chat("${supervised_fine_tuning_job.tune.output_model}") == fast);
    CHECK(chat("coming") == fast);
    CHECK(chat("${model.adapter.name}") == fast);
    // All parameters are tuned: it is no LoRA, and has no shapes before it is there.
    CHECK(chat("coming", "lora_rank = 0") ==
          "error: Model not found: deployment_shape = \"fast\": Shapes are looked up by model, and "
          "accounts/acme/models/coming is not there. (deployment.chat, fireform.toml:14:32)\n");
}

TEST_CASE("plan: a short form of deployment_shape is no change once it was applied") {
    auto shaped = given(R"(
        [deployment.chat]
        model            = "qwen3-8b"
        deployment_shape = "fast"
    )");
    const std::string_view applied = R"("model": "accounts/fireworks/models/qwen3-8b",
        "deployment_shape": "accounts/fireworks/deploymentShapes/qwen3-8b-fast)";
    with_shapes(shaped)
        .prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}"}}}})", applied))
        .ours("deployment chat-1", "deployment.chat",
              fmt::format(R"({{"state": "READY", {}/versions/v1"}})", applied));
    CHECK(shaped.plan() == "No changes.\n");
}

TEST_CASE("plan: a look-up that finds nothing or several is an error, in a destroy it is nobody's business") {
    const std::string toml = R"(
        [lookup.model.a]
        name = "qwen3-9b"
        [lookup.model.b]
        name = "accounts/else/models/m"
        [lookup.deployment_shape.c]
        model = "qwen3-8b"
        [lookup.deployment_shape.d]
        model            = "qwen3-8b"
        preset           = "fast"
        accelerator_type = "NVIDIA_B200_180GB"
        [lookup.deployment_shape.e]
        model = "plain"
    )";
    auto looked = given(toml);
    with_shapes(looked).model("plain", R"({"kind": "HF_BASE_MODEL"})");
    CHECK(looked.plan() == text(R"(
        error: Several deployment shapes match: lookup.deployment_shape.c: accounts/fireworks/models/qwen3-8b has 2 shapes: accounts/fireworks/deploymentShapes/qwen3-8b-fast (fast, 2 x NVIDIA_H100_80GB), accounts/fireworks/deploymentShapes/qwen3-8b-minimal (minimal, 2 x NVIDIA_H100_80GB). (fireform.toml:6:9)
        error: Deployment shape not found: lookup.deployment_shape.d: accounts/fireworks/models/qwen3-8b has no validated deployment shape with preset "fast" on NVIDIA_B200_180GB; it has accounts/fireworks/deploymentShapes/qwen3-8b-fast (fast, 2 x NVIDIA_H100_80GB), accounts/fireworks/deploymentShapes/qwen3-8b-minimal (minimal, 2 x NVIDIA_H100_80GB). (fireform.toml:8:9)
        error: Deployment shape not found: lookup.deployment_shape.e: accounts/acme/models/plain has no validated deployment shape. (fireform.toml:12:9)
        error: Model not found: lookup.model.a: "qwen3-9b" is no public model, and none of the account. (fireform.toml:2:9)
        error: Model not found: lookup.model.b: There is no model accounts/else/models/m, or this account may not see it. (fireform.toml:4:9)
    )"));
    looked.destroying();
    CHECK(looked.plan() == "No changes.\n");
}
