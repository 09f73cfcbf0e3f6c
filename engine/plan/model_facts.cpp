#include "engine/plan/model_facts.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/identity.hpp"
#include "schemas/lookups.hpp"
#include "schemas/names.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// Chains of jobs that start from one another, and of references; a name may close one to a ring.
constexpr int depth_max = 64;

/// The service's own accounts have serverless models listed as loaded on their deployments (brief 4.2).
constexpr std::string_view serving_accounts[] = {"accounts/fireworks/", "accounts/yi-01-ai/",
                                                 "accounts/sentientfoundation/"};

bool is_serverless(const LiveModel& model) {
    const auto serves_all = [](const ModelPlace& place) {
        return place.state == "DEPLOYED" &&
               std::ranges::any_of(serving_accounts, [&place](std::string_view account) {
                   return place.deployment.starts_with(account);
               });
    };
    return model.supports_serverless || std::ranges::any_of(model.places, serves_all);
}

/// A `[model.X]` with files: kind and base follow from them.
bool is_upload(const ResourceConfig& resource) {
    return resource.type->collection == "models" &&
           !resource.attributes.get(*resource.type, "kind").is_null();
}

const Value* written(const ResourceConfig& resource, std::string_view name) {
    const std::size_t index = resource.type->index_of(name);
    return index == ResourceType::npos ? nullptr : resource.attributes.find(index);
}

}  // namespace

ModelKnowledge::ModelKnowledge(const Config& config, const Live& live, const LiveIndex& index)
    : config_(config), live_(live), index_(index) {
    for (const auto& [address, resource] : config_.resources) {
        if (is_upload(resource)) outputs_.emplace(name_of_upload(resource), &resource);
        const Value* output = resource.type->run ? written(resource, "output_model") : nullptr;
        if (!output) continue;
        const Value name = filled_in(*output);
        if (name.string())
            outputs_.emplace(expand_name(Names::own_model, name.text(), live_.naming), &resource);
    }
}

ModelFacts ModelKnowledge::of(const Value& model) const {
    return of(model, 0);
}

Value ModelKnowledge::filled_in(const Value& value) const {
    return filled_in(value, 0);
}

Value ModelKnowledge::filled_in(const Value& value, int depth) const {
    if (!value.has_unknown() || depth > depth_max) return value;
    return resolve(value, [&](const Reference& reference) -> std::optional<Value> {
        if (!reference.resource) return looked_up_name(reference);
        const auto other = config_.resources.find(*reference.resource);
        if (other == config_.resources.end()) return std::nullopt;
        const Value* said = written(other->second, reference.attribute);
        if (!said) return std::nullopt;
        const Attribute& attribute = *other->second.type->find(reference.attribute);
        Value known = normalise(attribute, filled_in(*said, depth + 1), live_.naming);
        return known.has_unknown() ? std::nullopt : std::optional(std::move(known));
    });
}

const ResourceConfig* ModelKnowledge::maker_of(const Value& model) const {
    if (model.string()) {
        const auto run = outputs_.find(expand_name(Names::public_model, model.text(), live_.naming));
        return run == outputs_.end() ? nullptr : run->second;
    }
    const std::vector<Reference> all = references(model);
    if (all.size() != 1 || !all.front().resource) return nullptr;
    if (!model.unknown() || model.unknown()->text != to_text(all.front())) return nullptr;
    const auto maker = config_.resources.find(*all.front().resource);
    if (maker == config_.resources.end()) return nullptr;
    const std::string& said = all.front().attribute;
    const bool run = maker->second.type->run && said == "output_model";
    const bool model_block = maker->second.type->collection == "models" && (said == "id" || said == "name");
    return run || model_block ? &maker->second : nullptr;
}

/// Made of the written id, or of folder and content.
std::string ModelKnowledge::name_of_upload(const ResourceConfig& resource) const {
    return full_name(live_.naming.account, resource.type->collection,
                     chosen_id(resource, resource.attributes, "", 1));
}

/// What was looked up is called as the look-up says, there or not.
std::optional<Value> ModelKnowledge::looked_up_name(const Reference& reference) const {
    if (reference.root != "lookup") return std::nullopt;
    const auto [address, attribute] = lookup_of(reference);
    const auto lookup = config_.lookups.find(address);
    if (lookup == config_.lookups.end() || address.type != "model" || attribute != "name")
        return std::nullopt;
    const auto& rows = lookup->second.type->arguments;
    const auto row = std::ranges::find(rows, attribute, &Attribute::name);
    if (row == rows.end()) return std::nullopt;
    const Value& name = lookup->second.arguments.at(static_cast<std::size_t>(row - rows.begin()));
    if (!name.string()) return std::nullopt;
    return Value(expand_name(Names::public_model, name.text(), live_.naming));
}

ModelFacts ModelKnowledge::of(const Value& model, int depth) const {
    ModelFacts facts;
    if (depth > depth_max) return facts;
    const Value known = filled_in(model);
    const ResourceConfig* maker = maker_of(known);
    if (known.string())
        facts.name = expand_name(Names::public_model, known.text(), live_.naming);
    else if (maker && !maker->type->run)
        facts.name = name_of_upload(*maker);
    if (const LiveModel* live = facts.name.empty() ? nullptr : index_.model(facts.name)) {
        facts.found = true;
        facts.lora = live->is_lora();
        facts.serverless = is_serverless(*live);
        if (!live->base_model.empty()) facts.base = Value(live->base_model);
        return facts;
    }
    if (maker) {
        std::string name = std::move(facts.name);
        facts = maker->type->run ? made_by(*maker, depth + 1) : uploaded_by(*maker);
        facts.name = std::move(name);
    }
    return facts;
}

ModelFacts ModelKnowledge::uploaded_by(const ResourceConfig& upload) const {
    ModelFacts facts;
    facts.found = is_upload(upload);
    facts.lora = upload.attributes.get(*upload.type, "kind").text() == "HF_PEFT_ADDON";
    if (const Value* base = written(upload, "base_model"))
        facts.base = normalise(*upload.type->find("base_model"), *base, live_.naming);
    return facts;
}

ModelFacts ModelKnowledge::made_by(const ResourceConfig& run, int depth) const {
    ModelFacts facts;
    facts.found = true;
    const Value* rank = written(run, "lora_rank");
    facts.lora = !rank || !rank->integer() || *rank->integer() != 0;
    if (!facts.lora) return facts;
    for (const std::string_view name : {"base_model", "model", "warm_start_from"}) {
        const Value* start = written(run, name);
        if (!start) continue;
        const ModelFacts from = of(*start, depth);
        if (from.lora)
            facts.base = from.base;
        else if (name != "warm_start_from")
            facts.base = from.name.empty() ? *start : Value(from.name);
        break;
    }
    return facts;
}

}  // namespace fireform
