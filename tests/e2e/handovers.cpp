// One addon per model and deployment: blocks that are renamed or change places are carried out in one apply.
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fireform::tests;

namespace {

constexpr std::string_view settled = "No changes. Your fleet matches the configuration.\n";

constexpr std::string_view bases = R"([deployment.a]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[deployment.b]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true
)";

std::string addon(std::string_view name, std::string_view base) {
    return "[lora_addon." + std::string(name) + "]\nmodel = \"sample-lora\"\nbase_id = \"${deployment." +
           std::string(base) + ".id}\"\n";
}

}  // namespace

TEST_CASE("handovers: a renamed addon and two that change places settle in one apply each") {
    const Emulator emulator({"--ready-after", "300ms"});
    const Project project(emulator, std::string(bases) + addon("x", "a") + addon("y", "b"));
    project.apply();

    project.configure(std::string(bases) + addon("x", "a") + addon("z", "b"));
    check_golden("renamed_addon_plan.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"plan"}).out == settled);

    project.configure(std::string(bases) + addon("x", "b") + addon("z", "a"));
    project.apply();
    CHECK(project.run({"plan"}).out == settled);

    project.configure(std::string(bases) + addon("x", "b") + addon("y", "a"));
    CHECK(project.run({"state", "mv", "lora_addon.z", "lora_addon.y"}).code == 0);
    const int loaded = emulator.count("POST deployedModels");
    project.apply();
    CHECK(emulator.count("POST deployedModels") == loaded);
}
