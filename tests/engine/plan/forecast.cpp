// What plans cost, and what budget and quotas say about it.
#include "engine/plan/prices.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

/// In the autumn of 2026, when an H100 costs 8 dollars an hour.
Given priced(const std::string& toml) {
    Given world(toml);
    world.options.today = std::chrono::sys_days(2026y / std::chrono::November / 25);
    return world;
}

std::string deployment(std::string_view name, std::string_view more,
                       std::string_view type = "NVIDIA_H100_80GB") {
    return fmt::format("[deployment.{}]\nmodel = \"qwen3-8b\"\naccelerator_type = \"{}\"\n{}\n", name, type,
                       more);
}

/// "chat" as it is applied and live, READY, with one H100 and up to `most` replicas.
Given& put_chat(Given& world, int most) {
    const std::string applied = fmt::format(
        R"("display_name": "chat", "model": "accounts/fireworks/models/qwen3-8b",
           "accelerator_type": "NVIDIA_H100_80GB", "max_replica_count": {})",
        most);
    world.prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}}}}})", applied));
    return world.ours("deployment chat-1", "deployment.chat",
                      fmt::format(R"({{"state": "READY", "accelerator_count": 1, {}}})", applied));
}

}  // namespace

TEST_CASE("prices: by day; before the first list that one, without a day the newest") {
    const auto on = [](std::string_view type, std::chrono::year_month_day date) {
        return list_price(type, std::chrono::sys_days(date)).value_or(-1);
    };
    CHECK(on("NVIDIA_H100_80GB", 2026y / std::chrono::May / 1) == 7);
    CHECK(on("NVIDIA_H100_80GB", 2026y / std::chrono::August / 31) == 7);
    CHECK(on("NVIDIA_H100_80GB", 2026y / std::chrono::September / 1) == 8);
    CHECK(on("NVIDIA_H100_80GB", 2024y / std::chrono::January / 1) == 7);
    CHECK(on("NVIDIA_B300_288GB", 2027y / std::chrono::January / 1) == 15);
    CHECK(on("NVIDIA_A100_80GB", 2027y / std::chrono::January / 1) == 2.9);
    CHECK(on("AMD_MI300X_192GB", 2026y / std::chrono::August / 31) == 4.99);
    CHECK(on("AMD_MI300X_192GB", 2027y / std::chrono::January / 1) == -1);
    CHECK(on("NVIDIA_L4_24GB", 2026y / std::chrono::May / 1) == -1);
    CHECK(list_price("NVIDIA_H200_141GB", std::nullopt) == 8);
}

TEST_CASE("forecast: replicas, accelerators and price; nothing at zero replicas") {
    CHECK(priced(deployment("chat", "accelerator_count = 2\nmin_replica_count = 1\nmax_replica_count = 3"))
              .costs() == "deployment.chat: none -> $16.00 to $48.00\n");
    CHECK(priced(deployment("chat", "accelerator_count = 1\nmax_replica_count = 2")).costs() ==
          "deployment.chat: none -> $0.00 to $16.00\n");
    CHECK(priced(deployment("chat", "accelerator_count = 1\nmax_replica_count = 0")).costs() ==
          "deployment.chat: none -> $0.00 to $0.00\n");
    CHECK(priced(deployment("chat", "accelerator_count = 1\nmin_replica_count = 2")).costs() ==
          "deployment.chat: none -> $16.00 to $16.00\n");
}

TEST_CASE("forecast: accelerators that the service chooses are at least one, a price nobody knows is ?") {
    CHECK(priced(deployment("chat", "min_replica_count = 1")).costs() ==
          "deployment.chat: none -> at least $8.00 to at least $8.00\n");
    CHECK(priced(deployment("chat", "accelerator_count = 1", "NVIDIA_L4_24GB")).costs() ==
          "deployment.chat: none -> $0.00 to ?\n");
}

TEST_CASE("forecast: a region costs half as much again, GLOBAL does not") {
    const auto placed = [](std::string_view placement) {
        return priced(deployment("chat", fmt::format("accelerator_count = 1\n{}", placement))).costs();
    };
    CHECK(placed("region = \"US_IOWA_1\"") == "deployment.chat: none -> $0.00 to $12.00\n");
    CHECK(placed("regions = [\"US_IOWA_1\"]") == "deployment.chat: none -> $0.00 to $12.00\n");
    CHECK(placed("multi_region = \"EUROPE\"") == "deployment.chat: none -> $0.00 to $12.00\n");
    CHECK(placed("multi_region = \"GLOBAL\"") == "deployment.chat: none -> $0.00 to $8.00\n");
}

TEST_CASE("forecast: the user's prices go before the list, and list prices do not hold for a contract") {
    const std::string own = "[provider.fireworks.prices]\nNVIDIA_H100_80GB = 6.5\n";
    const std::string contract = deployment("chat", "accelerator_count = 1\npricing_plan_id = \"p\"");
    CHECK(priced(own + deployment("chat", "accelerator_count = 1")).costs() ==
          "deployment.chat: none -> $0.00 to $6.50\n");
    CHECK(priced(contract).costs() == "deployment.chat: none -> $0.00 to ?\n");
    CHECK(priced(own + contract).costs() == "deployment.chat: none -> $0.00 to $6.50\n");
}

TEST_CASE("forecast: a shape brings its hardware, looked up or as it is live") {
    const std::string shaped = "[deployment.chat]\nmodel = \"qwen3-8b\"\ndeployment_shape = \"llama-fast\"\n";
    CHECK(priced(shaped).costs() == "deployment.chat: none -> $0.00 to ?\n");
    Given known = priced(shaped);
    known.shape("llama-fast", R"({"accelerator_type": "NVIDIA_B200_180GB", "accelerator_count": 4})");
    CHECK(known.costs() == "deployment.chat: none -> $0.00 to $52.00\n");
    Given live = priced(shaped + "max_replica_count = 2\n");
    const std::string common = R"("display_name": "chat", "model": "accounts/fireworks/models/qwen3-8b",
        "max_replica_count": 1, "deployment_shape": "accounts/fireworks/deploymentShapes/llama-fast)";
    live.prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}"}}}})", common));
    live.ours("deployment chat-1", "deployment.chat",
              fmt::format(R"({{"state": "READY", "accelerator_type": "NVIDIA_H100_80GB",
                               "accelerator_count": 2, {}/versions/v1"}})",
                          common));
    CHECK(live.costs() == "deployment.chat: $0.00 to $16.00 -> $0.00 to $32.00\n");
}

TEST_CASE("forecast: before and after of updates, destroys and what stays") {
    Given update = priced(deployment("chat", "accelerator_count = 1\nmax_replica_count = 3"));
    CHECK(put_chat(update, 1).costs() == "deployment.chat: $0.00 to $8.00 -> $0.00 to $24.00\n");
    Given destroy = priced(deployment("other", "accelerator_count = 1"));
    CHECK(put_chat(destroy, 1).costs() ==
          "deployment.chat: $0.00 to $8.00 -> none\ndeployment.other: none -> $0.00 to $8.00\n");
    Given same = priced(deployment("chat", "max_replica_count = 1"));
    CHECK(put_chat(same, 1).costs() == "deployment.chat: $0.00 to $8.00 -> $0.00 to $8.00\n");
    Given end = priced(deployment("chat", "max_replica_count = 1"));
    CHECK(put_chat(end, 1).destroying().costs() == "deployment.chat: $0.00 to $8.00 -> none\n");
}

TEST_CASE("budget: a plan over it is stopped, with the figures") {
    const std::string fleet = deployment("a", "accelerator_count = 8\nmax_replica_count = 1") +
                              deployment("b", "max_replica_count = 10");
    CHECK(priced("[budget]\nmax_hourly_usd = 144\n" + fleet).costs() ==
          "deployment.a: none -> $0.00 to $64.00\ndeployment.b: none -> $0.00 to at least $80.00\n");
    CHECK(
        priced("[budget]\nmax_hourly_usd = 100.5\n" + fleet).costs() ==
        "error: Budget exceeded: At their most replicas the deployments cost at least $144.00 an hour, $0.00 "
        "before; max_hourly_usd is $100.50: deployment.b at least $80.00/h, deployment.a $64.00/h. "
        "(fireform.toml:2:18)\n"
        "deployment.a: none -> $0.00 to $64.00\ndeployment.b: none -> $0.00 to at least $80.00\n");
}

TEST_CASE("budget: a plan that comes nearer to it is not stopped") {
    Given world = priced("[budget]\nmax_hourly_usd = 10\n" +
                         deployment("chat", "accelerator_count = 1\nmax_replica_count = 2"));
    CHECK(put_chat(world, 4).costs() ==
          "warning: Budget is still exceeded: At their most replicas the deployments cost $16.00 an hour, "
          "$32.00 "
          "before; max_hourly_usd is $10.00: deployment.chat $16.00/h. (fireform.toml:2:18)\n"
          "deployment.chat: $0.00 to $32.00 -> $0.00 to $16.00\n");
}

TEST_CASE("budget: a price that is not known is said") {
    CHECK(priced("[budget]\nmax_hourly_usd = 10\n" +
                 deployment("chat", "accelerator_count = 1", "NVIDIA_L4_24GB"))
              .costs() ==
          "warning: Budget does not cover everything: No price is known for deployment.chat. "
          "(fireform.toml:2:18)\n"
          "deployment.chat: none -> $0.00 to ?\n");
}

TEST_CASE("quotas: what the plan adds at its most against what is free") {
    const auto quoted = [](const std::string& toml, double usage) {
        Given world = priced(toml);
        world.quota("global--h100-count", 16, usage);
        return world;
    };
    const std::string two = deployment("a", "accelerator_count = 4\nmax_replica_count = 2") +
                            deployment("b", "accelerator_count = 1\nmax_replica_count = 4");
    CHECK(quoted(two, 4).costs().find("Quota") == std::string::npos);
    CHECK(quoted(two, 14).costs().starts_with(
        "warning: Quota will not do: At the most replicas the plan needs 12 more NVIDIA_H100_80GB "
        "(deployment.a "
        "8, deployment.b 4); quota global--h100-count is 16 with 14 in use: 10 too few. (deployment.a, "
        "fireform.toml:1:1)\n"));
    CHECK(priced(two).costs().find("Quota") == std::string::npos);

    Given update = quoted(deployment("chat", "accelerator_count = 1\nmax_replica_count = 6"), 14);
    CHECK(
        put_chat(update, 2).costs().starts_with("warning: Quota will not do: At the most replicas the plan "
                                                "needs 4 more NVIDIA_H100_80GB (deployment.chat "
                                                "4); quota global--h100-count is 16 with 14 in use: 2 too "
                                                "few. (deployment.chat, fireform.toml:1:1)\n"));
}

TEST_CASE("quotas: addons that are loaded count against the account's quota of them") {
    const auto loading = [](double usage) {
        Given world = priced(R"(
            [lora_addon.one]
            model   = "one"
            base_id = "base"

            [lora_addon.two]
            model   = "two"
            base_id = "base"

            [lora_addon.there]
            model   = "there"
            base_id = "base"
        )");
        for (const char* name : {"one", "two", "there"})
            world.model(name, R"({"kind": "HF_PEFT_ADDON", "state": "READY"})");
        world.live("deployment base", R"({"state": "READY", "enable_addons": true})");
        constexpr std::string_view there = R"("model": "accounts/acme/models/there",
            "base_id": "accounts/acme/deployments/base")";
        world.prior("lora_addon.there", fmt::format(R"({{"id": "dm-1", "applied": {{{}}}}})", there));
        world.live("lora_addon dm-1", fmt::format(R"({{"state": "DEPLOYED", {}}})", there));
        return world.quota("on-demand-lora-count", 100, usage).costs();
    };
    CHECK(loading(98).find("Quota") == std::string::npos);
    CHECK(loading(99).find("warning: Quota will not do: The plan loads 2 more LoRAs; quota "
                           "on-demand-lora-count is 100 with 99 in use: 1 too few. (lora_addon.one, "
                           "fireform.toml:2:13)\n") != std::string::npos);
}

TEST_CASE("quotas: both sides of a create-before-destroy count, those of a destroy-first do not") {
    const auto replaced = [](std::string_view more) {
        Given world = priced(deployment("chat", fmt::format("accelerator_count = 1\nmax_replica_count = 2\n"
                                                            "multi_region = \"US\"\n{}",
                                                            more)));
        world.quota("global--h100-count", 3, 2);
        return put_chat(world, 2).costs();
    };
    CHECK(replaced("").starts_with(
        "warning: Quota will not do: At the most replicas the plan needs 2 more NVIDIA_H100_80GB "
        "(deployment.chat "
        "2 beside the one it replaces); quota global--h100-count is 3 with 2 in use: 1 too few. "
        "(deployment.chat, fireform.toml:1:1)\n"));
    CHECK(replaced("[deployment.chat.lifecycle]\ncreate_before_destroy = false").find("Quota") ==
          std::string::npos);
}

TEST_CASE("forecast: a minimum raised above the maximum that the service chose takes it along") {
    Given world = priced(deployment("chat", "min_replica_count = 20"));
    const std::string applied =
        R"("display_name": "chat", "model": "accounts/fireworks/models/qwen3-8b",
           "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 1)";
    world.prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}}}}})", applied));
    world.ours(
        "deployment chat-1", "deployment.chat",
        fmt::format(R"({{"state": "READY", "accelerator_count": 1, "max_replica_count": 1, {}}})", applied));
    CHECK(world.costs() == "deployment.chat: $8.00 to $8.00 -> $160.00 to $160.00\n");
    CHECK(world.plan() == text(R"(
        ~ deployment.chat
            min_replica_count: 1 -> 20
            max_replica_count: 1 -> 20  follows min_replica_count
    )"));
}
