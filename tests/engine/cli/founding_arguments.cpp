// Every argument of the founding document has an effect: in the request that makes the object, in what
// `fireform client` prints, or in the settings of the provider. One row each; none may be ignored in silence.
#include "schemas/fireworks/founding_arguments.hpp"

#include "engine/cli/parse.hpp"
#include "engine/cli/settings.hpp"
#include "engine/plan/make_plan.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "schemas/value_json.hpp"
#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json.hpp>

#include <algorithm>
#include <set>

using namespace fireform;
using namespace fireform::tests;
namespace json = boost::json;

namespace {

struct Row {
    std::string_view where;     ///< as the table says it
    std::string_view toml;      ///< in the block of that type
    std::string_view expected;  ///< part of the request or of the client's settings
};

constexpr Row rows[] = {
    {"deployment.model", R"(model = "qwen3-8b")", R"("baseModel":"accounts/fireworks/models/qwen3-8b")"},
    {"deployment.id", R"(id = "mine")", "?deploymentId=mine "},
    {"deployment.deployment_display_name", R"(deployment_display_name = "d")", R"("displayName":"d")"},
    {"deployment.base_url", R"(base_url = "https://h/v1/")", R"("base_url":"https://h/v1")"},
    {"deployment.max_retries", "max_retries = 0", R"("max_retries":0)"},
    {"deployment.scale_up_window", R"(scale_up_window = "0s")", R"("scaleUpWindow":"0s")"},
    {"deployment.scale_down_window", R"(scale_down_window = "1m")", R"("scaleDownWindow":"60s")"},
    {"deployment.scale_to_zero_window", "scale_to_zero_window = 300", R"("scaleToZeroWindow":"300s")"},
    {"deployment.accelerator_type", R"(accelerator_type = "NVIDIA_H200_141GB")",
     R"("acceleratorType":"NVIDIA_H200_141GB")"},
    {"deployment.region", R"(region = "US_IOWA_1")", R"("placement":{"region":"US_IOWA_1"})"},
    {"deployment.multi_region", R"(multi_region = "GLOBAL")", R"("placement":{"multiRegion":"GLOBAL"})"},
    {"deployment.min_replica_count", "min_replica_count = 2\nmax_replica_count = 3",
     R"("minReplicaCount":2,"maxReplicaCount":3)"},
    {"deployment.max_replica_count", "max_replica_count = 0", R"("maxReplicaCount":0)"},
    {"deployment.replica_count", "replica_count = 2", R"("minReplicaCount":2,"maxReplicaCount":2)"},
    {"deployment.accelerator_count", "accelerator_count = 2", R"("acceleratorCount":2)"},
    {"deployment.precision", R"(precision = "FP8")", R"("precision":"FP8")"},
    {"deployment.world_size", "world_size = 2", R"("worldSize":2)"},
    {"deployment.generator_count", "generator_count = 2", R"("generatorCount":2)"},
    {"deployment.disaggregated_prefill_count", "disaggregated_prefill_count = 2",
     R"("disaggregatedPrefillCount":2)"},
    {"deployment.disaggregated_prefill_world_size", "disaggregated_prefill_world_size = 2",
     R"("disaggregatedPrefillWorldSize":2)"},
    {"deployment.max_batch_size", "max_batch_size = 2", R"("maxBatchSize":2)"},
    {"deployment.max_peft_batch_size", "max_peft_batch_size = 2", R"("maxPeftBatchSize":2)"},
    {"deployment.kv_cache_memory_pct", "kv_cache_memory_pct = 80", R"("kvCacheMemoryPct":80)"},
    {"deployment.enable_addons", "enable_addons = true", R"("enableAddons":true)"},
    {"deployment.live_merge", "live_merge = true", R"("enableHotReloadLatestAddon":true)"},
    {"deployment.draft_token_count", "draft_token_count = 4", R"("draftTokenCount":4)"},
    {"deployment.draft_model", R"(draft_model = "qwen3-8b")",
     R"("draftModel":"accounts/fireworks/models/qwen3-8b")"},
    {"deployment.ngram_speculation_length", "ngram_speculation_length = 3", R"("ngramSpeculationLength":3)"},
    {"deployment.long_prompt_optimized", "long_prompt_optimized = true", R"("autoTune":{"longPrompt":true})"},
    {"deployment.temperature", "temperature = 0.5", R"("temperature":5E-1)"},
    {"deployment.num_peft_device_cached", "num_peft_device_cached = 8", R"("numPeftDeviceCached":8)"},
    {"deployment.enable_metrics", "enable_metrics = true", R"("enable_metrics":true)"},
    {"deployment.perf_metrics_in_response", "perf_metrics_in_response = true",
     R"("perf_metrics_in_response":true)"},
    {"deployment.description", R"(description = "d")", R"("description":"d")"},
    {"deployment.annotations", R"(annotations = {env = "prod"})", R"("annotations":{"custom/env":"prod"})"},
    {"deployment.cluster", R"(cluster = "c")", R"("cluster":"c")"},
    {"deployment.enable_session_affinity", "enable_session_affinity = true",
     R"("enableSessionAffinity":true)"},
    {"deployment.direct_route_api_keys", R"(direct_route_api_keys = ["k"])", R"("directRouteApiKeys":["k"])"},
    {"deployment.direct_route_type", R"(direct_route_type = "INTERNET")", R"("directRouteType":"INTERNET")"},
    {"deployment.direct_route_handle", R"(direct_route_handle = "h")", R"("directRouteHandle":"h")"},

    {"lora_addon.model", R"(model = "other")", R"("model":"accounts/acme/models/other")"},
    {"lora_addon.deployment_display_name", R"(deployment_display_name = "d")", R"("displayName":"d")"},
    {"lora_addon.base_id", R"(base_id = "talk")", R"("deployment":"accounts/acme/deployments/talk")"},
    {"lora_addon.base_url", R"(base_url = "https://h/v1")", R"("base_url":"https://h/v1")"},
    {"lora_addon.max_retries", "max_retries = 3", R"("max_retries":3)"},
    {"lora_addon.temperature", "client = {temperature = 1}", R"("temperature":1)"},
    {"lora_addon.enable_metrics", "enable_metrics = true", R"("enable_metrics":true)"},
    {"lora_addon.perf_metrics_in_response", "perf_metrics_in_response = true",
     R"("perf_metrics_in_response":true)"},
    {"lora_addon.description", R"(description = "d")", R"("description":"d")"},

    {"supervised_fine_tuning_job.display_name", R"(display_name = "d")", R"("displayName":"d")"},
    {"supervised_fine_tuning_job.dataset_or_id", R"(dataset_or_id = "rows")",
     R"("dataset":"accounts/acme/datasets/rows")"},
    {"supervised_fine_tuning_job.epochs", "epochs = 3", R"("epochs":3)"},
    {"supervised_fine_tuning_job.learning_rate", "learning_rate = 1e-5", R"("learningRate":1E-5)"},

    {"reinforcement_step.dataset", R"(dataset = "rows")", R"("dataset":"accounts/acme/datasets/rows")"},
    {"reinforcement_step.output_model", R"(output_model = "step-2")",
     R"("outputModel":"accounts/acme/models/step-2")"},
    {"reinforcement_step.lora_rank", "lora_rank = 32", R"("loraRank":32)"},
    {"reinforcement_step.learning_rate", "learning_rate = 1e-5", R"("learningRate":1E-5)"},
    {"reinforcement_step.max_context_length", "max_context_length = 4096", R"("maxContextLength":4096)"},
    {"reinforcement_step.epochs", "epochs = 3", R"("epochs":3)"},
    {"reinforcement_step.batch_size", "batch_size = 65536", R"("batchSize":65536)"},
    {"reinforcement_step.accelerator_count", "accelerator_count = 2", R"("acceleratorCount":2)"},
    {"reinforcement_step.accelerator_type", R"(accelerator_type = "NVIDIA_H100_80GB")",
     R"("acceleratorType":"NVIDIA_H100_80GB")"},
};

/// What it decides is more than a field: a story of its own, with tests of its own.
const std::set<std::string_view> told_elsewhere = {"deployment.deployment_type", "deployment.base_id"};

/// What a block of the type must have, as far as `more` does not write it.
std::string block(std::string_view type, std::string_view more) {
    constexpr std::pair<std::string_view, std::string_view> needed[] = {
        {"deployment", R"(model = "llama-v3p1-8b-instruct")"},
        {"deployment", R"(accelerator_type = "NVIDIA_H100_80GB")"},
        {"lora_addon", R"(model = "adapter")"},
        {"lora_addon", R"(base_id = "chat")"},
        {"supervised_fine_tuning_job", R"(base_model = "llama-v3p1-8b-instruct")"},
        {"supervised_fine_tuning_job", R"(dataset = "train")"},
        {"supervised_fine_tuning_job", R"(output_model = "tuned")"},
        {"reinforcement_step", R"(base_model = "llama-v3p1-8b-instruct")"},
        {"reinforcement_step", R"(dataset = "train")"},
        {"reinforcement_step", R"(output_model = "step-1")"}};
    std::string out = fmt::format("[provider.fireworks]\napi = \"extended\"\n[{}.x]\n{}\n", type, more);
    for (const auto& [of, line] : needed) {
        const std::string_view name = line.substr(0, line.find(' '));
        const bool written = more.starts_with(name) && (more[name.size()] == ' ' || more[name.size()] == '_');
        if (of == type && !written) out += fmt::format("{}\n", line);
    }
    return out;
}

/// The change that a configuration of one block asks for in an empty account.
Change change_of(const std::string& toml) {
    const Checked<Config> config = load_config({{"fireform.toml", toml}}, {}, fireworks_catalog());
    INFO(to_text(config.diagnostics));
    REQUIRE(config.ok());
    Live live;
    live.naming.account = "acme";
    for (const char* model : {"llama-v3p1-8b-instruct", "qwen3-8b"})
        live.naming.models[model] = std::string("accounts/fireworks/models/") + model;
    PlanOptions options;
    options.new_lineage = "11111111-2222-3333-4444-555555555555";
    const Checked<Plan> plan = make_plan(*config.value, Snapshot{}, live, options);
    INFO(to_text(plan.diagnostics));
    REQUIRE(plan.ok());
    return plan.value->changes.front();
}

/// The request that makes the object: query, then body.
std::string request_text(const Change& change) {
    std::string out = fmt::format("?{}={}", change.type->id_parameter, change.new_id);
    for (const auto& [name, value] : fireworks::create_parameters(*change.type, change.desired))
        out += fmt::format("&{}={}", name, value);
    return out + " " + json::serialize(fireworks::encode_create(*change.type, change.desired, {}));
}

/// What `fireform client` says once the change is applied.
std::string client_text_of(const Change& change) {
    const Folder folder;
    folder.write("fireform.toml", "[provider.fireworks]\nbase_url = \"https://api.fireworks.ai\"\n");
    json::object seen{
        {"model", "accounts/acme/models/m"},
        {change.type->name == "lora_addon" ? "base_id" : "name", "accounts/acme/deployments/d"}};
    const json::object entry{{"address", to_text(change.address)},
                             {"id", "x1"},
                             {"name", "accounts/acme/deployments/d"},
                             {"applied", to_json(*change.type, change.desired)},
                             {"seen", std::move(seen)}};
    const json::object state{
        {"format", 1}, {"fireform_version", "0.1.0"},     {"lineage", "11111111-2222-3333-4444-555555555555"},
        {"serial", 1}, {"resources", json::array{entry}}, {"outputs", json::object{}}};
    folder.write("fireform.state.json", json::serialize(state) + "\n");
    const Ran ran = ff({"client", to_text(change.address), "--format", "json"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return json::serialize(json::parse(ran.out));
}

const Attribute* attribute_at(std::string_view where) {
    const std::size_t dot = where.find('.');
    const ResourceType* type = fireworks_catalog().find(where.substr(0, dot));
    return type ? type->find(type->canonical(where.substr(dot + 1))) : nullptr;
}

}  // namespace

TEST_CASE("founding arguments: each one shows in the request or in the client's settings, and only there") {
    for (const Row& row : rows) {
        CAPTURE(std::string(row.where));
        const Attribute* attribute = attribute_at(row.where);
        if (!attribute) continue;  // its type is not there yet: tests/schemas/founding_arguments.cpp lists it
        const Change change = change_of(block(row.where.substr(0, row.where.find('.')), row.toml));
        const std::string request = request_text(change);
        if (attribute->client_setting) {
            const std::string client = client_text_of(change);
            CAPTURE(client);
            CHECK(client.find(row.expected) != std::string::npos);
            CHECK(request.find(attribute->name) == std::string::npos);
        } else {
            CAPTURE(request);
            CHECK(request.find(row.expected) != std::string::npos);
        }
    }
}

TEST_CASE("founding arguments: there is a row for every one that is an attribute") {
    for (const FoundingArgument& argument : founding_arguments()) {
        if (argument.place != FoundingArgument::Place::attribute) continue;
        for (const std::string_view where : {argument.where, argument.also}) {
            if (where.empty() || told_elsewhere.contains(where)) continue;
            CAPTURE(std::string(where));
            CHECK(std::ranges::find(rows, where, &Row::where) != std::end(rows));
        }
    }
}

TEST_CASE("founding arguments: the key is a setting of the provider, wait is a flag of apply") {
    const Checked<Config> config = load_config(
        {{"fireform.toml", "[provider.fireworks]\napi_key = \"${env.KEY}\"\n"}},
        [] {
            LoadOptions options;
            options.environment["KEY"] = "fw_test";
            return options;
        }(),
        fireworks_catalog());
    REQUIRE(config.ok());
    CHECK(cli::connection_from(config.value->provider, {}, {}).value->settings.api_key == "fw_test");
    const auto apply = cli::parse_command_line({"apply", "--wait=false"}, {});
    CHECK_FALSE(std::get<cli::ApplyCommand>(apply.value->command).wait);
}
