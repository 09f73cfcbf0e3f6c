// Every rule of brief section 5, each with its whole message.
#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

/// A deployment "base" with these lines, and an addon on it.
std::string fleet(std::string_view deployment, std::string_view model = "llama-v3p1-8b-instruct") {
    return fmt::format(R"(
[deployment.base]
model = "{}"
{}

[lora_addon.a]
model   = "accounts/acme/models/lora"
base_id = "${{deployment.base.id}}"
)",
                       model, deployment);
}

constexpr std::string_view h100 = "accelerator_type = \"NVIDIA_H100_80GB\"\nenable_addons = true";
constexpr std::string_view llama = "accounts/fireworks/models/llama-v3p1-8b-instruct";

/// With a LoRA of llama that is ready, but for what `json` says otherwise.
Given with_lora(const std::string& toml, std::string_view kind = "HF_PEFT_ADDON",
                std::string_view state = "READY", std::string_view base = llama) {
    Given world(toml);
    world.model("lora",
                fmt::format(R"({{"kind": "{}", "state": "{}", "base_model": "{}"}})", kind, state, base));
    return world;
}

/// What is wrong, with its hint.
std::string problems(const Given& world) {
    std::string out;
    for (const Diagnostic& each : world.checked().diagnostics)
        out += fmt::format("{}\n  hint: {}\n", to_text(each), each.hint);
    return out;
}

}  // namespace

TEST_CASE("addon checks: a LoRA on a deployment of its base that takes addons is fine") {
    CHECK(problems(with_lora(fleet(h100))) == "");
    CHECK(problems(with_lora(fleet("accelerator_type = \"NVIDIA_H100_80GB\"\nlive_merge = true") +
                             "replace_merged_addon = true\n")) == "");
}

TEST_CASE("addon checks: what nobody looked up is believed") {
    CHECK(problems(given(fleet(h100))) == "");
}

TEST_CASE("addon checks: the model is a LoRA") {
    CHECK(
        problems(with_lora(fleet(h100), "HF_BASE_MODEL")) ==
        "error: Model is not a LoRA: accounts/acme/models/lora is of kind HF_BASE_MODEL; an addon is a model "
        "of kind HF_PEFT_ADDON. (lora_addon.a, fireform.toml:8:11)\n"
        "  hint: write the name of a LoRA, or serve this model with a [deployment.NAME] of its own\n");
}

TEST_CASE("addon checks: the model is ready") {
    CHECK(problems(with_lora(fleet(h100), "HF_PEFT_ADDON", "UPLOADING")) ==
          "error: Model is not ready: accounts/acme/models/lora is UPLOADING; only a READY model can be "
          "loaded. "
          "(lora_addon.a, fireform.toml:8:11)\n"
          "  hint: wait until its upload or training has finished, and plan again\n");
}

TEST_CASE("addon checks: the deployment serves the model that the LoRA was trained on") {
    CHECK(problems(with_lora(fleet(h100, "qwen3-8b"))) ==
          "error: LoRA of another base model: accounts/acme/models/lora is trained on "
          "accounts/fireworks/models/llama-v3p1-8b-instruct; deployment.base serves "
          "accounts/fireworks/models/qwen3-8b. (lora_addon.a, fireform.toml:9:11)\n"
          "  hint: load it on a deployment of llama-v3p1-8b-instruct\n");
}

TEST_CASE("addon checks: of a model that a run will make, the run says the base") {
    const std::string job = R"(
[supervised_fine_tuning_job.j]
base_model   = "qwen3-8b"
dataset      = "d"
output_model = "lora"
)";
    CHECK(problems(given(fleet(h100) + job)) ==
          "error: LoRA of another base model: accounts/acme/models/lora is trained on "
          "accounts/fireworks/models/qwen3-8b; deployment.base serves "
          "accounts/fireworks/models/llama-v3p1-8b-instruct. (lora_addon.a, fireform.toml:9:11)\n"
          "  hint: load it on a deployment of qwen3-8b\n");
    CHECK(problems(given(fleet(h100, "qwen3-8b") + job)) == "");
}

TEST_CASE("addon checks: the deployment takes addons") {
    CHECK(
        problems(with_lora(fleet("accelerator_type = \"NVIDIA_H100_80GB\""))) ==
        "error: Deployment takes no addons: 1 addon is to be on it, and neither enable_addons nor live_merge "
        "is set. (deployment.base, fireform.toml:2:1)\n"
        "  hint: write enable_addons = true in the deployment\n");
}

TEST_CASE("addon checks: a deployment of somebody else's is judged as it is, at the addon") {
    const std::string addon = R"(
[lora_addon.a]
model   = "accounts/acme/models/lora"
base_id = "by-hand"
)";
    Given world = with_lora(addon);
    world.live("deployment by-hand", fmt::format(R"({{"state": "READY", "model": "{}"}})", llama));
    CHECK(problems(world) ==
          "error: Deployment takes no addons: accounts/acme/deployments/by-hand: 1 addon is to be on it, and "
          "neither enable_addons nor live_merge is set. (lora_addon.a, fireform.toml:4:11)\n"
          "  hint: write enable_addons = true in the deployment\n");
}

TEST_CASE("addon checks: the deployment is there") {
    const std::string addon = R"(
[lora_addon.a]
model   = "accounts/acme/models/lora"
base_id = "by-hnd"
)";
    Given world = with_lora(addon);
    CHECK(problems(world) == "");  // nobody has listed the deployments
    world.world.listed = {"deployment"};
    CHECK(
        problems(world) ==
        "error: Deployment not found: There is no deployment accounts/acme/deployments/by-hnd. "
        "(lora_addon.a, fireform.toml:4:11)\n"
        "  hint: write the id of a deployment that is there, or \"${deployment.NAME.id}\" of a block of this "
        "configuration\n");
    world.live("deployment by-hand", R"({"state": "READY"})");
    CHECK(problems(world) ==
          "error: Deployment not found: There is no deployment accounts/acme/deployments/by-hnd. "
          "(lora_addon.a, fireform.toml:4:11)\n"
          "  hint: did you mean \"by-hand\"?\n");
}

TEST_CASE("addon checks: live_merge takes one") {
    const std::string toml = fleet("accelerator_type = \"NVIDIA_H100_80GB\"\nlive_merge = true") +
                             "[lora_addon.b]\nmodel = \"accounts/acme/models/other\"\n"
                             "base_id = \"${deployment.base.id}\"\n";
    CHECK(
        problems(with_lora(toml)) ==
        "error: Deployment merges one addon only: 2 addons are to be on it, and live_merge puts one into the "
        "weights. (deployment.base, fireform.toml:5:14)\n"
        "  hint: write enable_addons = true instead of live_merge, or keep one addon\n");
}

TEST_CASE("addon checks: the weights are in 16 bits, whoever says the precision") {
    CHECK(
        problems(with_lora(fleet(std::string(h100) + "\nprecision = \"FP8_MM\""))) ==
        "error: Addons need 16-bit weights: 1 addon is to be on it, and it is in FP8_MM; the service refuses "
        "addons on FP8, FP4 and NF4. (deployment.base, fireform.toml:6:13)\n"
        "  hint: write precision = \"BF16\", or choose a deployment_shape of that precision\n");
    Given shaped = with_lora(fleet("deployment_shape = \"llama-fast\"\nenable_addons = true"));
    shaped.shape("llama-fast", R"({"precision": "FP4"})");
    CHECK(problems(shaped) ==
          "error: Addons need 16-bit weights: 1 addon is to be on it, and it is in FP4; the service refuses "
          "addons on FP8, FP4 and NF4. (deployment.base, fireform.toml:4:20)\n"
          "  hint: write precision = \"BF16\", or choose a deployment_shape of that precision\n");
    Given by_default = with_lora(fleet(h100));
    by_default.model(llama, R"({"default_precision": "NF4"})");
    CHECK(
        problems(by_default) ==
        "error: Addons need 16-bit weights: 1 addon is to be on it, and its model by default is in NF4; the "
        "service refuses addons on FP8, FP4 and NF4. (deployment.base, fireform.toml:2:1)\n"
        "  hint: write precision = \"BF16\", or choose a deployment_shape of that precision\n");
}

TEST_CASE("addon checks: the draft model is in 16 bits, or there is none") {
    const auto world = [](const std::string& toml) {
        Given out = with_lora(toml);
        out.model(llama, R"({"default_draft_model": "accounts/fireworks/models/small"})");
        out.model("accounts/fireworks/models/small", R"({"default_precision": "FP8"})");
        return out;
    };
    CHECK(problems(world(fleet(h100))) ==
          "error: Draft model is quantized: 1 addon is to be on it, and its draft model "
          "accounts/fireworks/models/small is in FP8; the service refuses addons beside it. "
          "(deployment.base, fireform.toml:2:1)\n"
          "  hint: write disable_speculative_decoding = true, or a draft_model in 16 bits\n");
    CHECK(problems(world(fleet(std::string(h100) + "\ndisable_speculative_decoding = true"))) == "");
}

TEST_CASE("addon checks: a hundred on a deployment, those of others too") {
    std::string toml = fleet(h100);
    for (int at = 2; at <= 100; ++at)
        toml += fmt::format(
            "[lora_addon.a{}]\nmodel = \"accounts/acme/models/l{}\"\n"
            "base_id = \"${{deployment.base.id}}\"\n",
            at, at);
    const std::string base = fmt::format(R"("display_name": "base", "model": "{}", "enable_addons": true,
        "accelerator_type": "NVIDIA_H100_80GB")",
                                         llama);
    Given world = with_lora(toml);
    world.prior("deployment.base", fmt::format(R"({{"id": "base-1", "applied": {{{}}}}})", base));
    world.ours("deployment base-1", "deployment.base", fmt::format(R"({{"state": "READY", {}}})", base));
    CHECK(problems(world) == "");
    world.live("lora_addon stranger",
               R"({"state": "DEPLOYED", "model": "x", "base_id": "accounts/acme/deployments/base-1"})");
    CHECK(problems(world) ==
          "error: Too many addons: 101 addons are to be on it; the service allows 100. (deployment.base, "
          "fireform.toml:2:1)\n"
          "  hint: spread them over a second deployment of the same model\n");
}

TEST_CASE("addon checks: a fleet that stays as it is is not judged again") {
    const std::string base = fmt::format(R"("display_name": "base", "model": "{}",
        "accelerator_type": "NVIDIA_H100_80GB")",
                                         llama);
    const std::string addon = R"("display_name": "a", "model": "accounts/acme/models/lora",
        "base_id": "accounts/acme/deployments/base-1")";
    Given world = with_lora(fleet("accelerator_type = \"NVIDIA_H100_80GB\""), "HF_PEFT_ADDON", "UPLOADING");
    world.prior("deployment.base", fmt::format(R"({{"id": "base-1", "applied": {{{}}}}})", base));
    world.ours("deployment base-1", "deployment.base", fmt::format(R"({{"state": "READY", {}}})", base));
    world.prior(
        "lora_addon.a",
        fmt::format(R"({{"id": "x", "applied": {{{}}}, "dependencies": ["deployment.base"]}})", addon));
    world.live("lora_addon x", fmt::format(R"({{"state": "DEPLOYED", {}}})", addon));
    CHECK(world.plan() == "No changes.\n");
}

TEST_CASE("addon checks: a deployment that merges takes what replaces the merged one") {
    CHECK(problems(with_lora(fleet("accelerator_type = \"NVIDIA_H100_80GB\"\nlive_merge = true"))) ==
          "error: Merged addon must be replaced: deployment.base merges the addon that is loaded on it, and "
          "the service takes none without replace_merged_addon. (lora_addon.a, fireform.toml:7:1)\n"
          "  hint: write replace_merged_addon = true\n");
}

TEST_CASE("addon checks: the base of a LoRA to come is that of the first run of its chain") {
    const auto chained = [](std::string_view base) {
        return given(fmt::format(R"(
[deployment.base]
model = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons = true

[supervised_fine_tuning_job.one]
base_model   = "{}"
dataset      = "d"
output_model = "first"

[supervised_fine_tuning_job.two]
warm_start_from = "${{supervised_fine_tuning_job.one.output_model}}"
dataset         = "d"
output_model    = "second"

[lora_addon.a]
model   = "${{supervised_fine_tuning_job.two.output_model}}"
base_id = "${{deployment.base.id}}"
)",
                                 base));
    };
    CHECK(problems(chained("accounts/fireworks/models/llama-v3p1-8b-instruct")) == "");
    CHECK(problems(chained("accounts/fireworks/models/qwen3-8b")) ==
          "error: LoRA of another base model: accounts/acme/models/second is trained on "
          "accounts/fireworks/models/qwen3-8b; deployment.base serves "
          "accounts/fireworks/models/llama-v3p1-8b-instruct. (lora_addon.a, fireform.toml:19:11)\n"
          "  hint: load it on a deployment of qwen3-8b\n");
}
