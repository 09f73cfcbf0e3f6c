// What refresh asks for beyond the objects, and what a dry run makes of a plan.
#include "engine/apply/capacity.hpp"

#include "engine/apply/dry_runs.hpp"
#include "engine/apply/refresh.hpp"
#include "schemas/value_json.hpp"
#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <string>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

void configure(Config& config, std::string_view address, std::string_view json = "{}") {
    ResourceConfig resource;
    resource.address = *parse_address(address);
    resource.type = fireworks_catalog().find(resource.address.type);
    resource.attributes = attributes_from_json(
        *resource.type, boost::json::parse(boost::json::string_view(json.data(), json.size())).as_object());
    resource.range = {"fireform.toml", 3, 1, 0};
    config.resources.emplace(resource.address, std::move(resource));
}

/// The requests of a refresh for a plan that forecasts.
std::string asked(Story& story, const Config& config) {
    story.cloud.log_reads = true;
    RefreshOptions options;
    options.forecast = true;
    const auto live =
        story.clock.run(refresh(config, story.snapshot, fireworks_catalog(), story.cloud, options));
    REQUIRE(live.ok());
    return story.calls();
}

constexpr std::string_view lists = "GET account\nLIST deployment\nLIST lora_addon\n";

}  // namespace

TEST_CASE("capacity: quotas are read for a new deployment and for one that grows, not for one that stays") {
    Story fresh;
    Config config;
    configure(config, "deployment.chat", R"({"max_replica_count": 2})");
    CHECK(asked(fresh, config) == std::string(lists) + "LIST quotas\n");

    Story same;
    same.entry("deployment.chat", "chat-1", R"({"max_replica_count": 2})");
    same.live("deployment chat-1", R"({"max_replica_count": 2})");
    CHECK(asked(same, config) == lists);

    Story grows;
    grows.entry("deployment.chat", "chat-1", R"({"max_replica_count": 1})");
    grows.live("deployment chat-1", R"({"max_replica_count": 1})");
    CHECK(asked(grows, config) == std::string(lists) + "LIST quotas\n");

    Story shrunk;
    shrunk.entry("deployment.chat", "chat-1", R"({"max_replica_count": 2})");
    shrunk.live("deployment chat-1", R"({"max_replica_count": 1})");
    CHECK(asked(shrunk, config) == std::string(lists) + "LIST quotas\n");

    Story loads;
    loads.entry("deployment.chat", "chat-1", R"({"max_replica_count": 2})");
    loads.live("deployment chat-1", R"({"max_replica_count": 2})");
    Config loading = config;
    configure(loading, "lora_addon.a", R"({"base_id": "accounts/acme/deployments/chat-1"})");
    CHECK(asked(loads, loading).find("LIST quotas\n") != std::string::npos);

    Story gone;
    gone.entry("deployment.chat", "chat-1", R"({"max_replica_count": 2})");
    CHECK(asked(gone, config) == std::string(lists) + "GET deployment chat-1\nLIST quotas\n");
}

TEST_CASE("capacity: shapes are looked up until a deployment shows their hardware") {
    Config config;
    configure(config, "deployment.chat", R"({"deployment_shape": "llama-fast"})");
    configure(config, "deployment.other", R"({"deployment_shape": "llama-fast"})");
    CHECK(shapes_to_find(config, Snapshot(), "acme") ==
          std::set<std::string>{"accounts/fireworks/deploymentShapes/llama-fast"});
    Story story;
    for (const char* name : {"chat", "other"})
        story.entry(fmt::format("deployment.{}", name), name,
                    R"({"deployment_shape": "accounts/fireworks/deploymentShapes/llama-fast"})");
    CHECK(shapes_to_find(config, story.snapshot, "acme").empty());
}

TEST_CASE("dry runs: creates that can be judged, side by side, with what the service would choose") {
    Story story;
    story.cloud.log_reads = true;
    story.cloud.latency = 20ms;
    const ResourceType& deployment = *fireworks_catalog().find("deployment");
    story.cloud.filled.put(deployment, "accelerator_count", 2);
    story.cloud.filled.put(deployment, "max_replica_count", 1);
    story.cloud.filled.put(deployment, "state", "CREATING");
    story.plan(R"(
        create deployment.a a-1 {"model": "m", "max_replica_count": 4}
        create deployment.b b-1 {"model": "m"}
        create deployment.c c-1 {"model": "${supervised_fine_tuning_job.j.output_model}"}
        create lora_addon.x {"model": "l", "base_id": "a-1"}
    )");
    const Diagnostics problems = story.clock.run(dry_run_creates(story.planned, Config(), story.cloud));
    CHECK(to_text(problems) == "");
    CHECK(story.calls() == "DRY deployment a-1\nDRY deployment b-1\n");
    CHECK(story.clock.now() == 20ms);
    std::string filled;
    for (const auto& [address, defaults] : story.planned.forecast.defaults)
        filled += fmt::format("{}: {}\n", to_text(address), to_text(deployment, defaults));
    CHECK(filled ==
          "deployment.a: accelerator_count = 2\n"
          "deployment.b: accelerator_count = 2, max_replica_count = 1\n");
}

TEST_CASE("dry runs: a refusal stands at its block") {
    Story story;
    story.cloud.unreachable_reads = 1;
    story.plan("create deployment.a a-1 {\"model\": \"m\"}");
    Config config;
    configure(config, "deployment.a");
    const Diagnostics problems = story.clock.run(dry_run_creates(story.planned, config, story.cloud));
    CHECK(
        to_text(problems) ==
        "error: Refused: DRY deployment a-1: the service answered 400. (deployment.a, fireform.toml:3:1)\n");
}
