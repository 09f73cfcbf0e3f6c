#include "schemas/names.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view fleet = R"(
    [deployment.base]
    display_name     = "base"
    model            = "{}"
    accelerator_type = "NVIDIA_H100_80GB"
    enable_addons    = true
    {}

    [lora_addon.a]
    model   = "accounts/acme/models/sample-lora"
    base_id = "${{deployment.base.id}}"
)";

std::string fleet_on(std::string_view model, std::string_view more = "") {
    return fmt::format(fleet, model, more);
}

constexpr std::string_view base_attributes =
    R"("display_name": "base", "model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
       "accelerator_type": "NVIDIA_H100_80GB", "enable_addons": true)";
constexpr std::string_view addon_attributes =
    R"("model": "accounts/acme/models/sample-lora", "base_id": "accounts/acme/deployments/base-1")";

Given applied(const std::string& toml) {
    Given g(toml);
    g.prior("deployment.base", fmt::format(R"({{"id": "base-1", "applied": {{{}}}}})", base_attributes));
    g.prior("lora_addon.a", fmt::format(R"({{"id": "addon-1", "dependencies": ["deployment.base"],
                                             "applied": {{{}}}}})",
                                        addon_attributes));
    g.ours("deployment base-1", "deployment.base",
           fmt::format(R"({{"state": "READY", {}}})", base_attributes));
    g.live("lora_addon addon-1",
           fmt::format(R"({{"state": "DEPLOYED", "default": true, {}}})", addon_attributes));
    return g;
}

}  // namespace

TEST_CASE("steps: an addon follows its deployment, and its base is known in plan") {
    CHECK(given(fleet_on("llama-v3p1-8b-instruct")).steps() ==
          fmt::format("0 create deployment.base ({})\n1 create lora_addon.a after 0\n",
                      derived_id(lineage, {"deployment", "base", {}}, 1)));
}

TEST_CASE("steps: an applied fleet needs none") {
    CHECK(applied(fleet_on("llama-v3p1-8b-instruct")).plan() == "No changes.\n");
}

TEST_CASE("steps: a replaced deployment takes its addons along: new base, new addon, old addon, old base") {
    auto replaced = applied(fleet_on("qwen3-8b"));
    CHECK(replaced.steps() == fmt::format("0 create deployment.base ({})\n"
                                          "1 create lora_addon.a after 0\n"
                                          "2 destroy lora_addon.a (addon-1) deposed after 1\n"
                                          "3 destroy deployment.base (base-1) deposed after 0 1 2\n",
                                          derived_id(lineage, {"deployment", "base", {}}, 2)));
    const auto planned = replaced.checked();
    const Change* addon = planned.value->find({"lora_addon", "a", {}});
    REQUIRE(addon);
    CHECK(addon->desired.get(*addon->type, "default") == Value(true));  // it moves along
}

TEST_CASE("steps: with a written id the addon goes first and comes last") {
    auto replaced = applied(fleet_on("qwen3-8b", "id = \"base-1\""));
    CHECK(replaced.steps() == text(R"(
        0 destroy lora_addon.a (addon-1)
        1 destroy deployment.base (base-1) hard after 0
        2 create deployment.base (base-1) after 1
        3 create lora_addon.a after 0 2
    )"));
}

TEST_CASE("steps: where the deployment goes first, whatever its id, the addon has gone before") {
    auto replaced = applied(fleet_on("qwen3-8b", "lifecycle = {create_before_destroy = false}"));
    CHECK(replaced.steps() == fmt::format("0 destroy lora_addon.a (addon-1)\n"
                                          "1 destroy deployment.base (base-1) after 0\n"
                                          "2 create deployment.base ({}) after 1\n"
                                          "3 create lora_addon.a after 0 2\n",
                                          derived_id(lineage, {"deployment", "base", {}}, 2)));
}

TEST_CASE("steps: addons are turned off when the last one has gone") {
    auto closed = applied(R"(
        [deployment.base]
        display_name     = "base"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
    )");
    CHECK(closed.steps() == text(R"(
        0 destroy lora_addon.a (addon-1)
        1 update deployment.base (base-1) after 0
    )"));
}

TEST_CASE("steps: dependents are destroyed before what they depend on") {
    CHECK(applied(fleet_on("llama-v3p1-8b-instruct")).destroying().steps() == text(R"(
        0 destroy lora_addon.a (addon-1)
        1 destroy deployment.base (base-1) after 0
    )"));
}

TEST_CASE("steps: a removed addon goes without its deployment") {
    auto removed = applied(R"(
        [deployment.base]
        display_name     = "base"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        enable_addons    = true
    )");
    CHECK(removed.steps() == "0 destroy lora_addon.a (addon-1)\n");
}

TEST_CASE("steps: what a replacement left over is destroyed after its dependents have moved") {
    auto left = applied(fleet_on("llama-v3p1-8b-instruct"));
    left.state.resources.at({"deployment", "base", {}}).deposed = {
        {"base-0", "accounts/acme/deployments/base-0"}};
    CHECK(left.steps() == "0 destroy deployment.base (base-0) deposed\n");
}

TEST_CASE("steps: a target takes along what it depends on and nothing else") {
    auto targeted =
        given(fleet_on("llama-v3p1-8b-instruct") + "[dataset.x]\nexternal_url = \"gs://b/x.jsonl\"\n");
    targeted.target("lora_addon.a");
    CHECK(targeted.steps() == fmt::format("0 create deployment.base ({})\n1 create lora_addon.a after 0\n",
                                          derived_id(lineage, {"deployment", "base", {}}, 1)));
    const auto planned = targeted.checked();
    CHECK(planned.diagnostics[0].summary == "Plan is partial");
}

TEST_CASE("steps: a destroyed target takes its dependents along") {
    auto targeted = applied(fleet_on("llama-v3p1-8b-instruct")).destroying().target("deployment.base");
    CHECK(targeted.steps() == text(R"(
        0 destroy lora_addon.a (addon-1)
        1 destroy deployment.base (base-1) after 0
    )"));
}

TEST_CASE("steps: what a target leaves out is in nobody's way") {
    auto targeted = applied(fleet_on("llama-v3p1-8b-instruct") + R"(
        [deployment.other]
        id               = "other"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        lifecycle        = {adopt = "never"}
    )");
    targeted.live("deployment other", R"({"state": "READY"})");
    CHECK_FALSE(targeted.checked().value);
    targeted.target("deployment.base");
    CHECK(to_text(targeted.checked().diagnostics) ==
          "warning: Plan is partial: --target leaves out every other resource; run without it to bring the "
          "rest up to date.\n");
}

TEST_CASE("steps: outputs of what a target leaves out stay as they are") {
    constexpr std::string_view more = R"(
        [deployment.other]
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"

        [outputs.addon]
        value = "${lora_addon.a.inference_model}"
        [outputs.other]
        value = "${deployment.other.state}"
    )";
    const auto outputs = [](const Given& g) {
        std::string out;
        const auto planned = g.checked();
        for (const OutputChange& each : planned.value->outputs)
            out += fmt::format("{}: {} -> {}\n", each.name, to_text(each.before), to_text(each.after));
        return out;
    };
    auto targeted = applied(fleet_on("llama-v3p1-8b-instruct") + std::string(more)).target("lora_addon.a");
    targeted.state.outputs["addon"] = {Value("before"), false};
    CHECK(outputs(targeted) ==
          "addon: \"before\" -> "
          "\"accounts/acme/models/sample-lora#accounts/acme/deployments/base-1\"\n");
    targeted.destroying();
    CHECK(outputs(targeted) == "addon: \"before\" -> null\n");
    targeted.state.outputs["other"] = {Value("READY"), false};
    targeted.state.outputs["unknown"] = {Value("x"), false};
    CHECK(outputs(targeted) ==
          "addon: \"before\" -> null\nother: \"READY\" -> \"READY\"\nunknown: \"x\" -> \"x\"\n");
}

TEST_CASE("steps: a misspelt target is named") {
    const auto planned = given(fleet_on("qwen3-8b")).target("lora_addon.b").checked();
    REQUIRE_FALSE(planned.value);
    CHECK(planned.diagnostics[0].summary == "Unknown target");
    CHECK(planned.diagnostics[0].hint == "did you mean --target lora_addon.a?");
}

TEST_CASE("steps: a replaced deployment serves until the addon that is new on its successor does") {
    auto replaced = applied(fleet_on("qwen3-8b"));
    replaced.state.resources.erase({"lora_addon", "a", {}});
    std::erase_if(replaced.world.objects, [](const LiveObject& each) { return each.id == "addon-1"; });
    CHECK(replaced.steps() == fmt::format("0 create deployment.base ({})\n"
                                          "1 create lora_addon.a after 0\n"
                                          "2 destroy deployment.base (base-1) deposed after 0 1\n",
                                          derived_id(lineage, {"deployment", "base", {}}, 2)));
}

TEST_CASE("steps: a deployment is forgotten when the addon on it has gone") {
    auto kept =
        applied(fleet_on("llama-v3p1-8b-instruct", "lifecycle = {on_destroy = \"keep\"}")).destroying();
    kept.state.resources.at({"deployment", "base", {}}).on_destroy = "keep";
    CHECK(kept.steps() == text(R"(
        0 destroy lora_addon.a (addon-1)
        1 forget deployment.base (base-1) after 0
    )"));
}

TEST_CASE("steps: a deployment is forgotten when the addon on it has moved") {
    auto kept = applied(R"(
        [deployment.next]
        display_name     = "next"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        enable_addons    = true

        [lora_addon.a]
        model   = "sample-lora"
        base_id = "${deployment.next.id}"
    )");
    kept.state.resources.at({"deployment", "base", {}}).on_destroy = "keep";
    CHECK(kept.steps() == fmt::format("0 create deployment.next ({})\n"
                                      "1 create lora_addon.a after 0\n"
                                      "2 destroy lora_addon.a (addon-1) deposed after 1\n"
                                      "3 forget deployment.base (base-1) after 1 2\n",
                                      derived_id(lineage, {"deployment", "next", {}}, 1)));
}
