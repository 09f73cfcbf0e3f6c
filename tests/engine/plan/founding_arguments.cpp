// What the founding document's arguments do to plans beyond their fields.
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view settled =
    R"("display_name": "chat", "accelerator_type": "NVIDIA_H100_80GB",
       "model": "accounts/fireworks/models/llama-v3p1-8b-instruct")";

/// The plan of a deployment that is there, with `more` in its block and `also` applied and live.
std::string planned(std::string_view settings, std::string_view more, std::string_view also = "") {
    const std::string toml = fmt::format(
        "{}\n[deployment.chat]\ndisplay_name = \"chat\"\nmodel = \"llama-v3p1-8b-instruct\"\n"
        "accelerator_type = \"NVIDIA_H100_80GB\"\n{}\n",
        settings, more);
    return given(toml)
        .prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}{}}}}})", settled, also))
        .ours("deployment chat-1", "deployment.chat",
              fmt::format(R"({{"state": "READY", "scale_up_window": "30s", "scale_down_window": "10m",
                               "scale_to_zero_window": "5m", {}{}}})",
                          settled, also))
        .plan();
}

}  // namespace

TEST_CASE("founding arguments: what the profile of old defaults changes is marked as its doing") {
    constexpr std::string_view profile = "[provider.fireworks]\ndefaults = \"build-sdk\"";
    CHECK(planned("", "") == "No changes.\n");
    CHECK(planned(profile, "scale_down_window = \"2m\"") == text(R"(
        ~ deployment.chat
            scale_up_window: "30s" -> "1s"  defaults = "build-sdk"
            scale_down_window: "10m" -> "2m"
    )"));
}

TEST_CASE("founding arguments: leaving the profile gives the service its own defaults back") {
    CHECK(planned("", "", R"(, "scale_up_window": "1s")") == text(R"(
        ~ deployment.chat
            scale_up_window: "1s" -> null  (server default)
    )"));
}

TEST_CASE("founding arguments: a fixed number of replicas is an update of both bounds; zero stops") {
    CHECK(planned("", "replica_count = 0", R"(, "min_replica_count": 1, "max_replica_count": 2)") == text(R"(
        ~ deployment.chat
            min_replica_count: 1 -> 0
            max_replica_count: 2 -> 0
    )"));
}

TEST_CASE("founding arguments: a setting for clients is no change of the object") {
    CHECK(planned("", "temperature = 0.5\nenable_metrics = true\nbase_url = \"https://h/v1\"") ==
          "No changes.\n");
    CHECK(planned("", "", R"(, "temperature": 0.5)") == "No changes.\n");
}
