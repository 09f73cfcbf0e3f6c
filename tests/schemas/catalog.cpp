// The tables of schemas/fireworks/: what must hold for every row, so that a wrong one fails here and not in
// front of a user.
#include "schemas/lookups.hpp"
#include "schemas/schema.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

using namespace fireform;

namespace {

bool one_of(std::span<const std::string_view> list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool is_number(std::string_view text) {
    return std::regex_match(std::string(text), std::regex("[0-9.]+"));
}

/// Whether the text is a literal of the type, as `fallback` promises.
bool is_literal(ValueType type, std::string_view text) {
    switch (type) {
        case ValueType::boolean:
            return text == "true" || text == "false";
        case ValueType::integer:
        case ValueType::number:
            return is_number(text);
        case ValueType::duration:
            return parse_duration(text).has_value();
        case ValueType::string:
            return true;
        case ValueType::list:
            return text.starts_with('[');
        case ValueType::map:
        case ValueType::table_map:
            return text.starts_with('{');
    }
    return false;
}

void check_row(const Attribute& row, bool field) {
    CAPTURE(std::string(row.name));
    CHECK(std::regex_match(std::string(row.name), std::regex("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){0,2}")));
    CHECK(row.description.ends_with('.'));
    CHECK(row.description.find('\n') == std::string_view::npos);
    CHECK(row.source.starts_with("brief "));
    if (row.update == Update::client_side) {
        CHECK(row.api.empty());
    } else if (row.name != "id" && row.name != "inference_model" &&
               row.name != "probe.time_to_last_token") {  // ours: the first two follow, the last is measured
        CHECK_FALSE(row.api.empty());
    }
    CHECK_FALSE((row.required && row.computed));
    CHECK_FALSE((row.required && !row.fallback.empty()));
    CHECK((row.update != Update::computed || row.computed));
    CHECK((!row.always_send || !row.fallback.empty()));
    CHECK((!row.droppable || row.always_send));
    CHECK((!row.closed || !row.values.empty()));
    CHECK((row.fallback.empty() || is_literal(row.type, row.fallback)));
    CHECK((row.build_sdk.empty() || is_literal(row.type, row.build_sdk)));
    CHECK((!row.client_setting || row.update == Update::client_side));
    CHECK((row.stands_for.empty() || row.update == Update::client_side));
    CHECK((row.type == ValueType::table_map) == !row.fields.empty());
    CHECK((row.keys.empty() || row.type == ValueType::map));
    CHECK((row.key_prefix.empty() || row.type == ValueType::map));
    CHECK((!row.int64_text || row.type == ValueType::integer));
    CHECK((row.hint.empty() || row.computed || row.withdrawn));
    if (row.withdrawn) {
        CHECK_FALSE(row.hint.empty());
        CHECK((row.write_only || row.computed));
        CHECK(row.update == Update::in_place);
    }
    if (row.bounds.minimum && row.bounds.maximum) CHECK(*row.bounds.minimum <= *row.bounds.maximum);
    CHECK((row.bounds.pattern.empty() && row.bounds.key_pattern.empty()) == row.bounds.pattern_says.empty());
    CHECK_NOTHROW(std::regex(std::string(row.bounds.pattern)));
    CHECK_NOTHROW(std::regex(std::string(row.bounds.key_pattern)));
    if (field) CHECK((row.update == Update::in_place && row.fields.empty()));
}

}  // namespace

TEST_CASE("catalog: the types, sorted, found by name") {
    std::vector<std::string_view> names;
    for (const ResourceType* type : fireworks_catalog())
        names.push_back(type->name);
    CHECK(names == std::vector<std::string_view>{"dataset", "deployment", "dpo_job", "lora_addon", "model",
                                                 "reinforcement_fine_tuning_job", "reinforcement_step",
                                                 "router", "secret", "supervised_fine_tuning_job"});
    for (const std::string_view name : names)
        CHECK(fireworks_catalog().find(name)->name == name);
    CHECK(fireworks_catalog().find("evaluator") == nullptr);
    CHECK(fireworks_catalog().find("") == nullptr);
}

TEST_CASE("catalog: every row is complete and agrees with itself") {
    for (const ResourceType* type : fireworks_catalog()) {
        CAPTURE(std::string(type->name));
        for (const Attribute& row : type->attributes) {
            check_row(row, false);
            for (const Attribute& field : row.fields)
                check_row(field, true);
        }
    }
}

TEST_CASE("catalog: names, API paths, aliases and groups do not collide") {
    for (const ResourceType* type : fireworks_catalog()) {
        CAPTURE(std::string(type->name));
        std::set<std::string_view> names;
        std::set<std::string_view> paths;
        for (const Attribute& row : type->attributes) {
            CAPTURE(std::string(row.name));
            CHECK(names.insert(row.name).second);
            if (!row.api.empty()) CHECK(paths.insert(row.api).second);
        }
        for (const Alias& alias : type->aliases) {
            CAPTURE(std::string(alias.alias));
            CHECK(type->find(alias.name) != nullptr);
            CHECK(names.insert(alias.alias).second);
        }
        for (const std::string_view group : type->groups) {
            CAPTURE(std::string(group));
            CHECK(names.insert(group).second);
        }
        for (const char* reserved : {"lifecycle", "timeouts", "for_each", "depends_on"})
            CHECK_FALSE(names.contains(reserved));
    }
}

TEST_CASE("catalog: an attribute is found by its name, and nothing else is") {
    for (const ResourceType* type : fireworks_catalog()) {
        CAPTURE(std::string(type->name));
        CHECK_FALSE(type->places.empty());
        for (std::size_t index = 0; index < type->attributes.size(); ++index) {
            const std::string name(type->attributes[index].name);
            CHECK(type->index_of(name) == index);
            CHECK(type->index_of(name + "x") == ResourceType::npos);
            CHECK(type->index_of(name.substr(1)) == ResourceType::npos);
        }
        CHECK(type->index_of("") == ResourceType::npos);
    }
}

TEST_CASE("catalog: everything that names an attribute names one that is there") {
    for (const ResourceType* type : fireworks_catalog()) {
        CAPTURE(std::string(type->name));
        for (const Rule& rule : type->rules) {
            CAPTURE(std::string(rule.summary));
            CHECK(rule.names.size() >= 2);
            CHECK_FALSE(rule.summary.empty());
            CHECK_FALSE(rule.hint.empty());
            for (const std::string_view name : rule.names) {
                CAPTURE(std::string(name));
                const auto dot = std::min(name.rfind('.'), name.size());
                const Attribute* tables = type->find(name.substr(0, dot));
                const bool in_tables =
                    tables && std::ranges::any_of(tables->fields, [&](const Attribute& field) {
                        return field.name == name.substr(std::min(dot + 1, name.size()));
                    });
                CHECK((type->find(name) || in_tables));
            }
        }
        CHECK((type->name == "secret") == type->identity.empty());  // its value is nowhere to be compared
        for (const std::string_view name : type->identity)
            CHECK(type->find(name) != nullptr);
        for (const Attribute& row : type->attributes)
            for (const std::string_view name : row.stands_for)
                CHECK(type->find(name)->type == row.type);
        for (const std::string_view name : type->identity_written)
            CHECK(one_of(type->identity, name));
        if (!type->update_base.empty()) CHECK(type->find(type->update_base)->required);
        CHECK((type->id_placement == IdPlacement::server_made) == type->id_parameter.empty());
        CHECK_FALSE(type->description.empty());
        CHECK(type->poll_first <= type->poll_max);
    }
}

TEST_CASE("catalog: every type has what the rest of the house asks for by name") {
    for (const ResourceType* type : fireworks_catalog()) {
        CAPTURE(std::string(type->name));
        for (const char* name : {"id", "name"})
            CHECK(type->find(name) != nullptr);
        for (const char* name : {"display_name", "state", "status", "create_time"}) {
            CAPTURE(std::string(name));
            CHECK((type->name == "secret") == (type->find(name) == nullptr));  // brief 2.11
        }
        const std::set<std::string_view> words = [type] {
            std::set<std::string_view> all;
            for (const StateWord& state : type->states)
                all.insert(state.word);
            return all;
        }();
        CHECK(words.size() == type->states.size());
    }
    for (const char* name : {"model", "inference_model", "live_merge", "annotations"})
        CHECK(fireworks_catalog().find("deployment")->find(name) != nullptr);
    for (const char* name : {"file", "content_hash", "example_count", "external_url"})
        CHECK(fireworks_catalog().find("dataset")->find(name) != nullptr);
}

TEST_CASE("catalog: what can be looked up, and by what") {
    std::string all;
    for (const LookupType& type : fireworks_lookups()) {
        CAPTURE(std::string(type.name));
        CHECK(find_lookup(type.name) == &type);
        CHECK(type.object->name == type.name);
        all += std::string(type.name) + ":";
        for (const Attribute& argument : type.arguments) {
            check_row(argument, false);
            all += " " + std::string(argument.name);
        }
        all += "\n";
        for (const Attribute& row : type.object->attributes) {
            CAPTURE(std::string(row.name));
            if (can_be_looked_up(row) && row.name != "version") check_row(row, false);
        }
    }
    CHECK(all == "deployment_shape: model preset accelerator_type\nmodel: name\n");
    CHECK(find_lookup("router") == nullptr);
    CHECK(is_shape_preset("fast"));
    CHECK_FALSE(is_shape_preset("chat"));
}

TEST_CASE("catalog: what no plan, state or log may show") {
    std::set<std::string> found;
    for (const ResourceType* type : fireworks_catalog())
        for (const Attribute& row : type->attributes)
            if (row.sensitive) found.insert(std::string(type->name) + "." + std::string(row.name));
    CHECK(found == std::set<std::string>{
                       "deployment.direct_route_api_keys", "dpo_job.trainer_logs_signed_url",
                       "dpo_job.wandb.api_key", "reinforcement_fine_tuning_job.trainer_logs_signed_url",
                       "reinforcement_fine_tuning_job.wandb.api_key", "reinforcement_step.wandb.api_key",
                       "secret.value", "supervised_fine_tuning_job.metrics_file_signed_url",
                       "supervised_fine_tuning_job.trainer_logs_signed_url",
                       "supervised_fine_tuning_job.wandb.api_key"});
}

TEST_CASE("catalog: what decides whether a run is the same run") {
    struct Parts {
        std::string signature;
        std::string only_replaces;
    };
    const auto parts = [](std::string_view type) {
        Parts out;
        for (const Attribute& row : fireworks_catalog().find(type)->attributes) {
            CHECK((!row.signature || row.update == Update::replace));
            if (row.signature)
                out.signature += std::string(row.name) + " ";
            else if (row.update == Update::replace)
                out.only_replaces += std::string(row.name) + " ";
        }
        return out;
    };
    CHECK(parts("supervised_fine_tuning_job").signature ==
          "dataset evaluation_dataset eval_auto_carveout base_model warm_start_from epochs learning_rate "
          "lora_rank max_context_length batch_size batch_size_samples gradient_accumulation_steps "
          "learning_rate_warmup_steps optimizer_weight_decay early_stop turbo jinja_template lr_scheduler ");
    const std::string training =
        "base_model warm_start_from epochs learning_rate lora_rank max_context_length batch_size "
        "batch_size_samples gradient_accumulation_steps learning_rate_warmup_steps optimizer_weight_decay "
        "jinja_template lora_alpha lora_dropout lora_target_modules ";
    const std::string loss =
        "loss.method loss.kl_beta loss.dpo.beta loss.dpo.ref_cache_concurrency loss.dpo.ref_cache_batch_size "
        "loss.orpo.lambda ";
    CHECK(parts("dpo_job").signature == "dataset " + training + loss);
    CHECK(parts("reinforcement_fine_tuning_job").signature ==
          "dataset evaluator evaluation_dataset eval_auto_carveout " + training + loss +
              "inference.max_output_tokens inference.temperature inference.top_p inference.top_k "
              "inference.response_candidates_count inference.extra_body chunk_size ");
    CHECK(parts("reinforcement_step").signature ==
          "dataset evaluation_dataset eval_auto_carveout " + training + loss + "reward_weights ");
    for (const ResourceType* type : fireworks_catalog())
        if (type->run) CHECK(parts(type->name).only_replaces == "id output_model ");
}

TEST_CASE("catalog: a reinforcement step sends every default of the SDK it stands for") {
    const ResourceType& step = *fireworks_catalog().find("reinforcement_step");
    std::string sent;
    for (const Attribute& row : step.attributes)
        if (row.always_send) sent += std::string(row.name) + "=" + std::string(row.fallback) + " ";
    CHECK(sent ==
          "epochs=1 learning_rate=0.0001 lora_rank=16 max_context_length=8192 batch_size=32768 "
          "accelerator_type=NVIDIA_A100_80GB accelerator_count=1 ");
    for (const std::string_view name : step.continuation)
        CHECK(step.find(name)->always_send);
}

TEST_CASE("catalog: patterns accept what the API accepts") {
    const auto bounds = [](std::string_view type, std::string_view name) {
        return fireworks_catalog().find(type)->find(name)->bounds;
    };
    const std::string id(bounds("deployment", "id").pattern);
    const std::string key(bounds("deployment", "annotations").key_pattern);
    const std::string tag(bounds("deployment", "annotations").pattern);
    const std::string file(bounds("dataset", "file").pattern);
    const std::string url(bounds("dataset", "external_url").pattern);
    const std::string cron(
        fireworks_catalog().find("deployment")->find("scaling_schedules")->fields[1].bounds.pattern);
    const struct {
        const std::string& pattern;
        std::string text;
        bool matches;
    } rows[] = {
        {id, "chat", true},
        {id, "a", true},
        {id, "a-9", true},
        {id, "9a", false},
        {id, "a-", false},
        {id, "A", false},
        {id, "", false},
        {key, "env", true},
        {key, "custom/env", true},
        {key, "custom/team/name.x_y-z9", true},
        {key, "env-", false},
        {key, "a b", false},
        {key, "", false},
        {key, std::string(121, 'a'), true},
        {key, std::string(122, 'a'), false},
        {key, "managed-by", false},
        {key, "custom/fireform-lineage", false},
        {key, "managed-by-me", true},
        {tag, "prod", true},
        {tag, "é ü", true},
        {tag, "x", true},
        {tag, "", false},
        {tag, " x", false},
        {tag, "x ", false},
        {tag, "a\tb", false},
        {file, "data/support.jsonl", true},
        {file, "support.jsonl", true},
        {file, "support.json", false},
        {file, ".jsonl", false},
        {file, "data/.jsonl", false},
        {url, "gs://bucket/x.jsonl", true},
        {url, "bucket/x.jsonl", false},
        {cron, "0 8 * * Mon-Fri", true},
        {cron, "0 8 * *", false},
        {cron, "@daily", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pattern);
        CAPTURE(row.text);
        CHECK(std::regex_match(row.text, std::regex(row.pattern)) == row.matches);
    }
}
