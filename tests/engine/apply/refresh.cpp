#include "engine/apply/refresh.hpp"

#include "schemas/lookups.hpp"
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
    config.resources.emplace(resource.address, std::move(resource));
}

Checked<Live> refreshed(Story& story, const Config& config) {
    story.cloud.log_reads = true;
    return story.clock.run(refresh(config, story.snapshot, fireworks_catalog(), story.cloud));
}

}  // namespace

TEST_CASE("refresh: lists what configuration and state name, and what they stand on, side by side") {
    Story story;
    story.cloud.latency = 20ms;
    Config config;
    configure(config, "dataset.d");
    configure(config, "deployment.chat", R"({"model": "llama"})");
    story.entry("supervised_fine_tuning_job.j", "j");
    story.live("supervised_fine_tuning_job j");
    const Checked<Live> live = refreshed(story, config);
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST dataset
        LIST deployment
        LIST lora_addon
        LIST supervised_fine_tuning_job
        LIST models
        GET models
    )"));
    CHECK(story.clock.now() == 20ms);
    CHECK(live.value->naming.account == "acme");
    CHECK(live.value->naming.models.at("llama") == "accounts/fireworks/models/llama");
}

TEST_CASE("refresh: what state or an open intent names is read where the list does not have it") {
    Story story;
    for (const char* id : {"late", "left", "new"})
        story.cloud.fates[id].hidden = true;
    for (const char* id : {"seen", "late", "left", "new"})
        story.live(std::string("deployment ") + id);
    story.entry("deployment.seen", "seen");
    story.entry("deployment.late", "late").deposed.push_back({"left", "accounts/acme/deployments/left"});
    story.entry("deployment.gone", "gone");
    story.snapshot.open_intents.push_back({*parse_address("deployment.new"), "create", "new"});
    const Checked<Live> live = refreshed(story, Config());
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST deployment
        LIST lora_addon
        GET deployment gone
        GET deployment late
        GET deployment left
        GET deployment new
    )"));
    std::string found;
    for (const LiveObject& object : live.value->objects)
        found += object.id + " ";
    CHECK(found == "late left new seen ");
}

TEST_CASE("refresh: what a list still shows as deleted is read, for an undelete may have brought it back") {
    Story story;
    story.live("deployment back");
    story.live("deployment other");
    story.cloud.fates["back"].listed_as = "DELETED";
    story.cloud.fates["other"].listed_as = "DELETED";
    story.entry("deployment.back", "back");
    const Checked<Live> live = refreshed(story, Config());
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST deployment
        LIST lora_addon
        GET deployment back
    )"));
    REQUIRE(live.value->objects.size() == 2);
    CHECK(live.value->objects[0].phase == Phase::ready);
    CHECK(live.value->objects[1].phase == Phase::soft_deleted);
}

TEST_CASE("refresh: an announced addon that no list has is found through its model") {
    Story story;
    const std::string base = "accounts/acme/deployments/base";
    const auto announce = [&story, &base](const char* address, const std::string& lora) {
        Intent intent{.address = *parse_address(address), .verb = "create"};
        intent.identity = attributes_from_json(
            *fireworks_catalog().find("lora_addon"),
            boost::json::object{{"model", "accounts/acme/models/" + lora}, {"base_id", base}});
        story.snapshot.open_intents.push_back(std::move(intent));
        LiveModel model;
        model.name = "accounts/acme/models/" + lora;
        model.places.push_back({"accounts/acme/deployedModels/" + lora + "-1", base, "DEPLOYING"});
        model.places.push_back({"accounts/acme/deployedModels/" + lora + "-2", base + "-2", "DEPLOYED"});
        story.cloud.models.push_back(std::move(model));
    };
    announce("lora_addon.late", "late");
    announce("lora_addon.seen", "seen");
    story.cloud.fates["late-1"].hidden = true;
    for (const char* lora : {"late", "seen"})
        story.live(fmt::format("lora_addon {}-1", lora),
                   fmt::format(R"({{"model": "accounts/acme/models/{}", "base_id": "{}"}})", lora, base));
    const Checked<Live> live = refreshed(story, Config());
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST deployment
        LIST lora_addon
        GET models
        GET lora_addon late-1
    )"));
    CHECK(live.value->objects.size() == 2);
}

TEST_CASE("refresh: models are listed once, whether they are managed, made or loaded") {
    Story story;
    story.live("model mine", R"({"display_name": "m"})");
    Config config;
    configure(config, "model.m");
    configure(config, "lora_addon.a", R"({"model": "mine", "base_id": "chat"})");
    const Checked<Live> live = refreshed(story, config);
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST deployment
        LIST lora_addon
        LIST models
        GET models
    )"));
    REQUIRE(live.value->objects.size() == 1);
    CHECK(live.value->objects.front().name == "accounts/acme/models/mine");
    CHECK(live.value->own_models);
}

TEST_CASE("refresh: shapes are read for the models of look-ups and short forms, when their names are known") {
    Story story;
    LiveModel base, tuned;
    base.name = "accounts/fireworks/models/llama";
    tuned.name = "accounts/acme/models/tuned";
    tuned.kind = "HF_PEFT_ADDON";
    tuned.base_model = "accounts/fireworks/models/qwen";
    story.cloud.models = {base, tuned};
    Config config;
    configure(config, "deployment.short",
              R"({"model": "accounts/acme/models/tuned", "deployment_shape": "fast"})");
    configure(config, "deployment.plain", R"({"model": "llama", "deployment_shape": "mine"})");
    const LookupType* type = find_lookup("deployment_shape");
    LookupConfig lookup{type, {}, {}};
    lookup.arguments.set(0, Value("llama"));
    config.lookups.emplace(Address{"deployment_shape", "s", {}}, lookup);
    REQUIRE(refreshed(story, config).ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST deployment
        LIST lora_addon
        GET models
        LIST shapes of accounts/fireworks/models/llama
        LIST shapes of accounts/fireworks/models/qwen
    )"));
}

TEST_CASE("refresh: models and names are not asked for in vain") {
    Story story;
    Config config;
    configure(config, "dataset.d");
    REQUIRE(refreshed(story, config).ok());
    CHECK(story.calls() == "GET account\nLIST dataset\n");
}

TEST_CASE("refresh: what decides over a deployment are its model, and perhaps one of ours") {
    Story story;
    Config config;
    configure(config, "deployment.chat", R"({"model": "llama", "deployment_type": "on-demand"})");
    CHECK_FALSE(model_query(config, story.snapshot, fireworks_catalog(), "acme").own);
    configure(config, "deployment.auto", R"({"model": "support", "deployment_type": "auto"})");
    const ModelQuery query = model_query(config, story.snapshot, fireworks_catalog(), "acme");
    CHECK(query.own);
    CHECK(query.names == std::set<std::string>{"llama", "support"});
}

TEST_CASE("refresh: an announced create whose entry was never written is looked for") {
    Story story;
    story.snapshot.open_intents.push_back({{"dataset", "d", std::nullopt}, "create", "d1"});
    REQUIRE(refreshed(story, Config{}).ok());
    CHECK(story.calls() == "GET account\nLIST dataset\nGET dataset d1\n");
}

TEST_CASE("refresh: objects are sorted by name, and the service's own records are marked") {
    Story story;
    story.live("deployment base", R"({"model": "accounts/fireworks/models/m"})");
    story.live("deployment merged", R"({"model": "accounts/fireworks/models/m", "live_merge": true})");
    story.live("lora_addon own",
               R"({"model": "accounts/fireworks/models/m", "base_id": "accounts/acme/deployments/base"})");
    story.live("lora_addon lora",
               R"({"model": "accounts/acme/models/l", "base_id": "accounts/acme/deployments/base"})");
    story.live("lora_addon hot",
               R"({"model": "accounts/fireworks/models/m", "base_id": "accounts/acme/deployments/merged"})");
    story.live("router mine", R"({"deployments": ["accounts/acme/deployments/base"]})");
    story.live("router theirs",
               R"({"deployments": ["accounts/acme/deployments/base"], "auto_generated": true})");
    story.entry("lora_addon.lora", "lora");
    story.entry("router.mine", "mine");
    const Checked<Live> live = refreshed(story, Config{});
    REQUIRE(live.ok());
    std::string found;
    for (const LiveObject& object : live.value->objects)
        found += fmt::format("{}{}\n", object.name, object.bookkeeping ? " bookkeeping" : "");
    CHECK(found == text(R"(
        accounts/acme/deployedModels/hot
        accounts/acme/deployedModels/lora
        accounts/acme/deployedModels/own bookkeeping
        accounts/acme/deployments/base
        accounts/acme/deployments/merged
        accounts/acme/routers/mine
        accounts/acme/routers/theirs bookkeeping
    )"));
    const LiveObject& hot = live.value->objects[0];
    CHECK(hot.attributes.get(*hot.type, "inference_model") == Value("accounts/acme/deployments/merged"));
}

TEST_CASE("refresh: the run that made the LoRA of a step is read when no list has it") {
    Story story;
    story.live("supervised_fine_tuning_job sft", R"({"epochs": 2})");
    const auto model = [&story](std::string name, std::string run) {
        LiveModel made;
        made.name = "accounts/acme/models/" + std::move(name);
        made.kind = "HF_PEFT_ADDON";
        made.fine_tuning_job = "accounts/acme/" + std::move(run);
        story.cloud.models.push_back(std::move(made));
    };
    model("a", "supervisedFineTuningJobs/sft");
    model("b", "dpoJobs/gone");
    model("c", "rlorTrainerJobs/listed");
    Config config;
    configure(config, "reinforcement_step.a", R"({"model": "accounts/acme/models/a"})");
    configure(config, "reinforcement_step.b", R"({"warm_start_from": "accounts/acme/models/b"})");
    configure(config, "reinforcement_step.c", R"({"model": "accounts/acme/models/c"})");
    const Checked<Live> live = refreshed(story, config);
    REQUIRE(live.ok());
    CHECK(story.calls() == text(R"(
        GET account
        LIST reinforcement_step
        LIST models
        GET dpo_job gone
        GET supervised_fine_tuning_job sft
    )"));
    REQUIRE(live.value->objects.size() == 1);
    CHECK(live.value->objects[0].name == "accounts/acme/supervisedFineTuningJobs/sft");
}

TEST_CASE("refresh: without an account nothing else is asked") {
    Story story;
    story.cloud.unreachable_reads = 1;
    Config config;
    configure(config, "dataset.d");
    const Checked<Live> live = refreshed(story, config);
    CHECK(to_text(live.diagnostics) == "error: Refused: GET account: the service answered 400.\n");
    CHECK(story.calls() == "GET account\n");
}

TEST_CASE("refresh: one cause is told once, however many lists meet it") {
    Story story;
    Config config;
    configure(config, "dataset.d");
    configure(config, "deployment.chat");
    REQUIRE(refreshed(story, config).ok());
    // The account is remembered by a real provider; here its one call must pass.
    story.cloud.account_known = true;
    story.cloud.unreachable_reads = 100;
    const Checked<Live> live = refreshed(story, config);
    CHECK_FALSE(live.value);
    CHECK(to_text(live.diagnostics) == "error: Refused: LIST dataset: the service answered 400.\n");
}
