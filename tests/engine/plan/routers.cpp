// Routers: requests to one name, spread over deployments (brief 2.10).
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view two_deployments = R"(
    [deployment.east]
    id               = "east"
    model            = "qwen3-8b"
    accelerator_type = "NVIDIA_H100_80GB"

    [deployment.west]
    id               = "west"
    model            = "qwen3-8b"
    accelerator_type = "NVIDIA_H100_80GB"
)";
constexpr std::string_view router = R"(
    [router.both]
    display_name = "both"
    deployments  = ["${deployment.east.id}", "west"]
    even_load    = true
)";
constexpr std::string_view deployment_applied =
    R"("model": "accounts/fireworks/models/qwen3-8b", "accelerator_type": "NVIDIA_H100_80GB")";
constexpr std::string_view router_applied =
    R"("display_name": "both", "deployments": ["accounts/acme/deployments/east",
       "accounts/acme/deployments/west"], "even_load": true)";

Given with_deployments(std::string_view toml) {
    Given out(toml);
    for (const char* id : {"east", "west"}) {
        const std::string address = fmt::format("deployment.{}", id);
        out.prior(address, fmt::format(R"({{"id": "{}", "applied": {{{}}}}})", id, deployment_applied));
        out.ours(fmt::format("deployment {}", id), address,
                 fmt::format(R"({{"state": "READY", {}}})", deployment_applied));
    }
    return out;
}

std::string entry() {
    return fmt::format(R"({{"id": "both-1", "applied": {{{}}},
        "dependencies": ["deployment.east", "deployment.west"]}})",
                       router_applied);
}

std::string object(std::string_view more = "") {
    return fmt::format(R"({{"state": "READY", {}{}}})", router_applied, more);
}

}  // namespace

TEST_CASE("plan: a router follows its deployments, by reference and by name") {
    const std::string toml = std::string(two_deployments) + std::string(router);
    CHECK(given(toml).steps() == text(R"(
        0 create deployment.east (east)
        1 create deployment.west (west)
        2 create router.both (both-cxff4ugz) after 0 1
    )"));
}

TEST_CASE("plan: a router is destroyed before its deployments") {
    CHECK(with_deployments("")
              .prior("router.both", entry())
              .live("router both-1", object())
              .destroying()
              .steps() == text(R"(
        0 destroy router.both (both-1)
        1 destroy deployment.east (east) after 0
        2 destroy deployment.west (west) after 0
    )"));
}

TEST_CASE("plan: everything about a router changes in place") {
    const std::string toml = std::string(two_deployments) + R"(
        [router.both]
        display_name    = "both"
        deployments     = ["east"]
        weighted_random = true
    )";
    CHECK(with_deployments(toml).prior("router.both", entry()).live("router both-1", object()).plan() ==
          text(R"(
        ~ router.both
            deployments: ["accounts/acme/deployments/east", "accounts/acme/deployments/west"] -> ["accounts/acme/deployments/east"]
            weighted_random: null -> true
            even_load: true -> null  (server default)
    )"));
}

TEST_CASE("plan: the service's choice of a strategy is no change") {
    const std::string toml = std::string(two_deployments) + R"(
        [router.both]
        display_name = "both"
        deployments  = ["east", "west"]
    )";
    constexpr std::string_view plain = R"("display_name": "both", "deployments": ["east", "west"])";
    CHECK(
        with_deployments(toml)
            .prior("router.both", fmt::format(R"({{"id": "both-1", "applied": {{{}}}}})", plain))
            .live("router both-1", fmt::format(R"({{"state": "READY", "weighted_random": true, {}}})", plain))
            .plan() == "No changes.\n");
}

TEST_CASE("plan: a router of the same name over the same deployments is adopted, the service's own is not") {
    const std::string toml = std::string(two_deployments) + std::string(router);
    CHECK(with_deployments(toml).live("router r4nd0m", object()).plan() ==
          "& router.both  # matches and nobody owns it\n");
    CHECK(with_deployments(toml).live("router r4nd0m", object(R"(, "$bookkeeping": true)")).plan() ==
          "+ router.both\n");
}
