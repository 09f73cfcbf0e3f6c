// One addon per model and deployment: what is to have a pair follows the destroy of what has it.
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view base_attributes =
    R"("display_name": "{0}", "model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
       "accelerator_type": "NVIDIA_H100_80GB", "enable_addons": true)";

std::string deployment(std::string_view name) {
    return fmt::format(R"(
    [deployment.{}]
    model            = "llama-v3p1-8b-instruct"
    accelerator_type = "NVIDIA_H100_80GB"
    enable_addons    = true
)",
                       name);
}

std::string addon(std::string_view name, std::string_view base, std::string_view more = "") {
    return fmt::format("    [lora_addon.{}]\n    model = \"sample-lora\"\n    base_id = \"{}\"\n{}\n", name,
                       base, more);
}

std::string on(std::string_view name) {
    return fmt::format("${{deployment.{}.id}}", name);
}

/// Deployments a, b and c as applied, those that the configuration has.
Given bases(const std::string& toml) {
    Given g(toml);
    for (const std::string name : {"a", "b", "c"}) {
        if (toml.find("[deployment." + name + "]") == std::string::npos) continue;
        const std::string attributes = fmt::format(fmt::runtime(base_attributes), name);
        g.prior("deployment." + name,
                fmt::format(R"({{"id": "{}-1", "applied": {{{}}}}})", name, attributes));
        g.ours("deployment " + name + "-1", "deployment." + name,
               fmt::format(R"({{"state": "READY", {}}})", attributes));
    }
    return g;
}

std::string addon_attributes(std::string_view name, std::string_view base) {
    return fmt::format(R"("model": "accounts/acme/models/sample-lora", "display_name": "{}",
                          "base_id": "accounts/acme/deployments/{}-1")",
                       name, base);
}

void put_addon(Given& g, std::string_view name, std::string_view base) {
    g.prior(fmt::format("lora_addon.{}", name),
            fmt::format(R"({{"id": "{0}-on-{1}", "dependencies": ["deployment.{1}"], "applied": {{{2}}}}})",
                        name, base, addon_attributes(name, base)));
    g.live(fmt::format("lora_addon {}-on-{}", name, base),
           fmt::format(R"({{"state": "DEPLOYED", "default": true, {}}})", addon_attributes(name, base)));
}

}  // namespace

TEST_CASE("handovers: a renamed addon is made when the old one has gone, and `state mv` is told") {
    auto renamed = bases(deployment("a") + addon("z", on("a")));
    put_addon(renamed, "x", "a");
    CHECK(renamed.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.z after 0
    )"));
    CHECK(renamed.told() ==
          "note: Addon is unloaded and loaded again: It has the model and base_id of lora_addon.x, which is "
          "destroyed first. (lora_addon.z, fireform.toml:6:5) | if the block was renamed, run `fireform "
          "state mv "
          "lora_addon.x lora_addon.z`: then the LoRA stays loaded.\n");
}

TEST_CASE("handovers: another base, or one that is known after apply, is nobody's yet") {
    auto moved = bases(deployment("a") + deployment("b") + addon("z", on("b")));
    put_addon(moved, "x", "a");
    CHECK(moved.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.z
    )"));
    CHECK(moved.told() == "");
}

TEST_CASE("handovers: an addon moves onto a deployment when the one there has gone") {
    auto moved = bases(deployment("a") + deployment("b") + addon("y", on("a")));
    put_addon(moved, "x", "a");
    put_addon(moved, "y", "b");
    CHECK(moved.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.y after 0
        2 destroy lora_addon.y (y-on-b) deposed after 1
    )"));
    CHECK(moved.told() == "");
}

TEST_CASE("handovers: a chain of moves begins at its free end") {
    auto moved = bases(deployment("a") + deployment("b") + deployment("c") + addon("x", on("b")) +
                       addon("y", on("c")));
    put_addon(moved, "x", "a");
    put_addon(moved, "y", "b");
    CHECK(moved.steps() == text(R"(
        0 create lora_addon.y
        1 destroy lora_addon.y (y-on-b) deposed after 0
        2 create lora_addon.x after 1
        3 destroy lora_addon.x (x-on-a) deposed after 2
    )"));
}

TEST_CASE("handovers: of two addons that change places one makes room first") {
    auto swapped = bases(deployment("a") + deployment("b") + addon("x", on("b")) + addon("y", on("a")));
    put_addon(swapped, "x", "a");
    put_addon(swapped, "y", "b");
    CHECK(swapped.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.y after 0
        2 destroy lora_addon.y (y-on-b) deposed after 1
        3 create lora_addon.x after 0 2
    )"));
}

TEST_CASE("handovers: of three in a ring one makes room, too") {
    auto turned = bases(deployment("a") + deployment("b") + deployment("c") + addon("x", on("b")) +
                        addon("y", on("c")) + addon("z", on("a")));
    put_addon(turned, "x", "a");
    put_addon(turned, "y", "b");
    put_addon(turned, "z", "c");
    CHECK(turned.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.z after 0
        2 destroy lora_addon.z (z-on-c) deposed after 1
        3 create lora_addon.y after 2
        4 destroy lora_addon.y (y-on-b) deposed after 3
        5 create lora_addon.x after 0 4
    )"));
}

TEST_CASE("handovers: what an interrupted move left over goes before the addon moves back") {
    auto back = bases(deployment("a") + deployment("b") + addon("x", on("a")));
    put_addon(back, "x", "b");
    back.state.resources.at({"lora_addon", "x", {}}).deposed = {
        {"x-on-a", "accounts/acme/deployedModels/x-on-a"}};
    back.live("lora_addon x-on-a", "{\"state\": \"DEPLOYED\", " + addon_attributes("x", "a") + "}");
    CHECK(back.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a) deposed
        1 create lora_addon.x after 0
        2 destroy lora_addon.x (x-on-b) deposed after 1
    )"));
}

TEST_CASE("handovers: what follows the new addon does not hold the old one back") {
    const std::string follower =
        deployment("b").append("    display_name = \"other\"\n    depends_on = [\"lora_addon.z\"]\n");
    auto renamed = bases(deployment("a") + addon("z", on("a")) + follower);
    put_addon(renamed, "x", "a");
    renamed.state.resources.at({"deployment", "b", {}}).dependencies = {{"lora_addon", "x", {}}};
    CHECK(renamed.steps() == text(R"(
        0 destroy lora_addon.x (x-on-a)
        1 create lora_addon.z after 0
        2 update deployment.b (b-1) after 1
    )"));
}

TEST_CASE("handovers: who keeps its addon leaves no room") {
    auto kept = bases(deployment("a") + addon("z", on("a")));
    put_addon(kept, "x", "a");
    kept.state.resources.at({"lora_addon", "x", {}}).on_destroy = "keep";
    const std::string_view problem =
        "error: Object belongs to another resource: accounts/acme/deployedModels/x-on-a has the same model "
        "and "
        "base_id; it is lora_addon.x in this state and stays. (lora_addon.z, fireform.toml:6:5) | if the "
        "block was "
        "renamed, run `fireform state mv lora_addon.x lora_addon.z`.\n";
    CHECK(kept.told() == problem);

    auto left_out = bases(deployment("a") + addon("z", on("a")));
    put_addon(left_out, "x", "a");
    left_out.target("lora_addon.z");
    CHECK(left_out.told().find(problem) != std::string::npos);
}
