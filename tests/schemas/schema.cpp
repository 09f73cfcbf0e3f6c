#include "schemas/schema.hpp"

#include "schemas/bug.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const ResourceType& type(std::string_view name) {
    const ResourceType* found = fireworks_catalog().find(name);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("schema: every way to write an attribute leads to its canonical name") {
    const struct {
        std::string resource;
        std::string written;
        std::string canonical;
    } rows[] = {
        {"deployment", "scale_up_window", "scale_up_window"},
        {"deployment", "autoscaling_policy.scale_up_window", "scale_up_window"},
        {"deployment", "autoscaling_policy.load_targets", "load_targets"},
        {"deployment", "placement.multi_region", "multi_region"},
        {"deployment", "auto_tune.long_prompt", "long_prompt_optimized"},
        {"deployment", "base_model", "model"},
        {"deployment", "tags", "annotations"},
        {"deployment", "deployment_display_name", "display_name"},
        {"deployment", "enable_hot_reload_latest_addon", "live_merge"},
        {"deployment", "placement", "placement"},
        {"deployment", "placement.nonsense", "placement.nonsense"},
        {"deployment", "placement.", "placement."},
        {"deployment", "placementx.region", "placementx.region"},
        {"deployment", "nonsense", "nonsense"},
        {"lora_addon", "deployment", "base_id"},
        {"supervised_fine_tuning_job", "dataset_or_id", "dataset"},
        {"supervised_fine_tuning_job", "training.epochs", "epochs"},
        {"supervised_fine_tuning_job", "training.dataset_or_id", "dataset"},
        {"supervised_fine_tuning_job", "base_model", "base_model"},
        {"supervised_fine_tuning_job", "wandb.project", "wandb.project"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.written);
        CHECK(type(row.resource).canonical(row.written) == row.canonical);
    }
}

TEST_CASE("schema: state words and their phases") {
    const struct {
        std::string resource;
        std::string word;
        Phase phase;
    } rows[] = {
        {"deployment", "CREATING", Phase::pending},
        {"deployment", "READY", Phase::ready},
        {"deployment", "UPDATING", Phase::pending},
        {"deployment", "FAILED", Phase::failed},
        {"deployment", "DELETING", Phase::deleting},
        {"deployment", "DELETED", Phase::soft_deleted},
        {"deployment", "STATE_UNSPECIFIED", Phase::pending},
        {"deployment", "HIBERNATING", Phase::pending},
        {"deployment", "", Phase::pending},
        {"lora_addon", "DEPLOYED", Phase::ready},
        {"lora_addon", "STATE_UNSPECIFIED", Phase::failed},
        {"lora_addon", "", Phase::failed},
        {"lora_addon", "UNDEPLOYING", Phase::deleting},
        {"dataset", "UPLOADING", Phase::pending},
        {"dataset", "READY", Phase::ready},
        {"supervised_fine_tuning_job", "JOB_STATE_RUNNING", Phase::pending},
        {"supervised_fine_tuning_job", "JOB_STATE_EARLY_STOPPED", Phase::ready},
        {"supervised_fine_tuning_job", "JOB_STATE_CANCELLED", Phase::cancelled},
        {"supervised_fine_tuning_job", "JOB_STATE_EXPIRED", Phase::cancelled},
        {"supervised_fine_tuning_job", "JOB_STATE_PAUSED", Phase::paused},
        {"supervised_fine_tuning_job", "JOB_STATE_ARCHIVED", Phase::gone},
        {"supervised_fine_tuning_job", "JOB_STATE_NEW_WORD", Phase::pending},
    };
    for (const auto& row : rows) {
        CAPTURE(row.resource);
        CAPTURE(row.word);
        CHECK(type(row.resource).phase_of(row.word) == row.phase);
    }
    ResourceType stateless = type("deployment");
    stateless.states = {};
    CHECK(stateless.phase_of("") == Phase::ready);
}

TEST_CASE("schema: attributes stay sorted by position, whatever the order of writing") {
    const ResourceType& deployment = type("deployment");
    Attributes attributes;
    attributes.put(deployment, "max_replica_count", 2);
    attributes.put(deployment, "display_name", "a");
    attributes.put(deployment, "direct_route_api_keys", Value::List{"secret"});
    attributes.put(deployment, "display_name", "chat");
    CHECK(to_text(deployment, attributes) ==
          "display_name = \"chat\", max_replica_count = 2, direct_route_api_keys = (sensitive)");
    CHECK(attributes.size() == 3);
    CHECK(attributes.get(deployment, "model").is_null());
    CHECK(attributes.find(deployment.index_of("model")) == nullptr);

    attributes.erase(deployment.index_of("max_replica_count"));
    attributes.erase(deployment.index_of("model"));
    CHECK(attributes.size() == 2);
    CHECK_FALSE(attributes.contains(deployment.index_of("max_replica_count")));

    Attributes same_ones;
    same_ones.put(deployment, "direct_route_api_keys", Value::List{"secret"});
    same_ones.put(deployment, "display_name", "chat");
    CHECK(same_ones == attributes);
}

TEST_CASE("schema: asking for an attribute that the type does not have is a bug") {
    Attributes attributes;
    CHECK_THROWS_AS(static_cast<void>(attributes.get(type("dataset"), "nonsense")), Bug);
    CHECK_THROWS_AS(attributes.put(type("dataset"), "nonsense", 1), Bug);
}
