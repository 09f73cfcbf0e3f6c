// Attributes that the public API no longer takes: compared with state, told of once.
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

std::string chat(std::string_view more, std::string_view name = "chat") {
    return fmt::format(
        "[deployment.{0}]\ndisplay_name = \"{0}\"\nmodel = \"llama-v3p1-8b-instruct\"\n"
        "accelerator_type = \"NVIDIA_H100_80GB\"\n{1}\n",
        name, more);
}

std::string settings(std::string_view api) {
    return fmt::format("[provider.fireworks]\napi = \"{}\"\n", api);
}

constexpr std::string_view object =
    R"({"state": "READY", "display_name": "chat", "accelerator_type": "NVIDIA_H100_80GB",
        "model": "accounts/fireworks/models/llama-v3p1-8b-instruct"})";

std::string entry(std::string_view applied) {
    return fmt::format(R"({{"id": "chat-1", "applied": {{"display_name": "chat",
        "accelerator_type": "NVIDIA_H100_80GB",
        "model": "accounts/fireworks/models/llama-v3p1-8b-instruct", {}}}}})",
                       applied);
}

/// The plan of a deployment that state knows and that is there.
std::string planned(std::string_view more, std::string_view applied) {
    return given(settings("extended") + chat(more))
        .prior("deployment.chat", entry(applied))
        .ours("deployment chat-1", "deployment.chat", object)
        .plan();
}

}  // namespace

TEST_CASE("withdrawn: what is applied already needs no change, although it never comes back") {
    CHECK(planned("world_size = 2", R"("world_size": 2)") == "No changes.\n");
}

TEST_CASE("withdrawn: another value is an update from what was applied") {
    CHECK(planned("world_size = 4", R"("world_size": 2)") == text(R"(
        ~ deployment.chat
            world_size: 2 -> 4
    )"));
}

TEST_CASE("withdrawn: one that is removed is cleared") {
    CHECK(planned("", R"("world_size": 2)") == text(R"(
        ~ deployment.chat
            world_size: 2 -> null
    )"));
}

TEST_CASE("withdrawn: what the service says of it is no difference and no drift") {
    auto chosen = given(settings("extended") + chat("cluster = \"mine\""));
    chosen.prior("deployment.chat", entry(R"("cluster": "mine")"))
        .ours("deployment chat-1", "deployment.chat",
              R"({"state": "READY", "display_name": "chat", "accelerator_type": "NVIDIA_H100_80GB",
                  "model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "cluster": "theirs"})");
    CHECK(chosen.plan() == "No changes.\n");
    CHECK(chosen.checked().value->drift.empty());
}

TEST_CASE("withdrawn: one attribute is told of where it stands") {
    const auto plan = given(chat("world_size = 2")).checked();
    REQUIRE(plan.diagnostics.size() == 1);
    const Diagnostic& warning = *plan.diagnostics.begin();
    CHECK(warning.severity == Severity::warning);
    CHECK(warning.range->line == 5);
    CHECK(
        to_text(warning) ==
        "warning: Attribute beyond the public API: \"world_size\" is sent as worldSize, which the public API "
        "no longer takes: the service may refuse or ignore it. (deployment.chat, fireform.toml:5:14)");
    CHECK(warning.hint ==
          "use accelerator_count; api = \"extended\" in [provider.fireworks] sends it without a warning");
}

TEST_CASE("withdrawn: several attributes are one warning with every place") {
    std::string toml = chat("world_size = 2\nmax_batch_size = 8", "a");
    for (const char* name : {"b", "c", "d", "e", "f", "g"})
        toml += chat("world_size = 4", name);
    const auto plan = given(toml).checked();
    REQUIRE(plan.diagnostics.size() == 1);
    CHECK(plan.diagnostics.begin()->summary == "Attributes beyond the public API");
    CHECK(plan.diagnostics.begin()->detail + '\n' == text(R"(
        The public API no longer takes these; they are sent, and the service may refuse or ignore them:
        max_batch_size (fireform.toml:6): use load_targets.concurrent_requests
        world_size (fireform.toml:5, fireform.toml:11, fireform.toml:16, fireform.toml:21, fireform.toml:26 and 2 more): use accelerator_count
    )"));
    CHECK(plan.diagnostics.begin()->hint ==
          "api = \"extended\" in [provider.fireworks] sends them without a warning");
}

TEST_CASE("withdrawn: nothing is said under \"extended\", nor of what --target leaves out") {
    CHECK(given(settings("extended") + chat("world_size = 2")).checked().diagnostics.empty());
    auto partial = given(chat("world_size = 2") + chat("", "other"));
    partial.target("deployment.other");
    const auto plan = partial.checked();
    REQUIRE(plan.diagnostics.size() == 1);
    CHECK(plan.diagnostics.begin()->summary == "Plan is partial");
}
