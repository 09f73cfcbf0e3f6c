// The founding document has an argument for everything; none may be missing, and each must lead somewhere.
#include "schemas/fireworks/founding_arguments.hpp"

#include "schemas/schema.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace fireform;

namespace {

/// As the document lists them, and not as the table under test does.
constexpr std::string_view document = R"(
LLM model
LLM deployment_type
LLM id
LLM deployment_display_name
LLM base_id
LLM api_key
LLM base_url
LLM max_retries
LLM scale_up_window
LLM scale_down_window
LLM scale_to_zero_window
LLM accelerator_type
LLM region
LLM multi_region
LLM min_replica_count
LLM max_replica_count
LLM replica_count
LLM accelerator_count
LLM precision
LLM world_size
LLM generator_count
LLM disaggregated_prefill_count
LLM disaggregated_prefill_world_size
LLM max_batch_size
LLM max_peft_batch_size
LLM kv_cache_memory_pct
LLM enable_addons
LLM live_merge
LLM draft_token_count
LLM draft_model
LLM ngram_speculation_length
LLM long_prompt_optimized
LLM temperature
LLM num_peft_device_cached
LLM enable_metrics
LLM perf_metrics_in_response
LLM description
LLM annotations
LLM cluster
LLM enable_session_affinity
LLM direct_route_api_keys
LLM direct_route_type
LLM direct_route_handle
apply wait
create_supervised_fine_tuning_job display_name
create_supervised_fine_tuning_job dataset_or_id
create_supervised_fine_tuning_job epochs
create_supervised_fine_tuning_job learning_rate
reinforcement_step dataset
reinforcement_step output_model
reinforcement_step lora_rank
reinforcement_step learning_rate
reinforcement_step max_context_length
reinforcement_step epochs
reinforcement_step batch_size
reinforcement_step accelerator_count
reinforcement_step accelerator_type
)";

const Attribute* find(std::string_view where) {
    const std::size_t dot = where.find('.');
    const ResourceType* type = fireworks_catalog().find(where.substr(0, dot));
    return type ? type->find(type->canonical(where.substr(dot + 1))) : nullptr;
}

}  // namespace

TEST_CASE("founding arguments: the table is the document's list, complete and in its order") {
    std::string table = "\n";
    for (const FoundingArgument& argument : founding_arguments())
        table += std::string(argument.owner) + " " + std::string(argument.name) + "\n";
    CHECK(table == document);
}

TEST_CASE("founding arguments: each leads to an attribute that can be written") {
    for (const FoundingArgument& argument : founding_arguments()) {
        CAPTURE(std::string(argument.name));
        CHECK_FALSE(argument.where.empty());
        if (argument.place != FoundingArgument::Place::attribute) {
            CHECK_FALSE(argument.note.empty());
            continue;
        }
        for (const std::string_view where : {argument.where, argument.also}) {
            if (where.empty()) continue;
            CAPTURE(std::string(where));
            const Attribute* attribute = find(where);
            REQUIRE(attribute);
            CHECK(attribute->update != Update::computed);
        }
    }
}
