#include "engine/plan/deployment_type.hpp"

#include "engine/config/deployment_checks.hpp"
#include "engine/config/expression.hpp"
#include "engine/config/identity_checks.hpp"
#include "engine/plan/model_facts.hpp"
#include "engine/plan/redirect.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::string_view type_row = "deployment_type";

bool is_on(const ResourceConfig& resource, std::string_view name) {
    const bool* value = resource.attributes.get(*resource.type, name).boolean();
    return value && *value;
}

class Decider {
 public:
    Decider(const Config& config, const Snapshot& prior, const Live& live, const LiveIndex& index)
        : written_(config), prior_(prior), live_(live), index_(index), models_(config, live, index) {}

    DecidedTypes run() {
        out_.config = written_;
        for (const auto& [address, block] : written_.resources)
            if (block.type->name == "deployment") decide(block);
        out_.diagnostics.add(redirect(*out_.config, became_, live_.naming.account));
        // Bases that were made of two blocks may be one object now.
        if (!out_.diagnostics.has_errors()) check_identities(*out_.config, out_.diagnostics);
        return std::move(out_);
    }

 private:
    void decide(const ResourceConfig& block);
    void decide_auto(const ResourceConfig& block, const ModelFacts& model);
    void keep_without_object(const ResourceConfig& block);
    void make_deployment(const ResourceConfig& block, const std::string& why);
    void load_on_base(const ResourceConfig& block, const std::string& why);
    void make_base_and_load(const ResourceConfig& block, const ModelFacts& model);
    bool take_address(const ResourceConfig& block, const Address& addon);
    ResourceConfig addon_of(const ResourceConfig& block, const Address& address, Value base_id, bool merged);
    [[nodiscard]] bool merges(const Value& base_id) const;
    [[nodiscard]] bool is_recorded(const Address& address) const;
    [[nodiscard]] bool has_hardware(const ResourceConfig& block, const std::string& why);
    void refuse_unknown(const ResourceConfig& block, const ModelFacts& model);
    void refuse_serverless(const ResourceConfig& block, const ModelFacts& model);
    void tell(const ResourceConfig& block, std::string_view attribute, std::string summary,
              std::string detail, std::string hint, Severity severity = Severity::error);

    [[nodiscard]] static Address addon_address(const ResourceConfig& block) {
        return {"lora_addon", block.address.name, block.address.key};
    }
    ResourceConfig& outcome(const ResourceConfig& block) { return out_.config->resources.at(block.address); }
    static void set(ResourceConfig& resource, std::string_view name, Value value) {
        resource.attributes.put(*resource.type, name, std::move(value));
    }

    const Config& written_;
    const Snapshot& prior_;
    const Live& live_;
    const LiveIndex& index_;
    ModelKnowledge models_;
    BecameAll became_;
    DecidedTypes out_;
};

void Decider::decide(const ResourceConfig& block) {
    const ResourceType& type = *block.type;
    const std::string& wanted = block.attributes.get(type, type_row).text();
    const ModelFacts model = models_.of(block.attributes.get(type, "model"));
    if (!depends_on_model(block)) {
        if (!wanted.empty() && model.lora)
            out_.reasons[block.address] = "on-demand: the LoRA is merged into its base";
        return;
    }
    if (!model.found) {
        refuse_unknown(block, model);
    } else if (wanted == "serverless") {
        if (model.serverless)
            keep_without_object(block);
        else
            refuse_serverless(block, model);
    } else if (wanted == "on-demand-lora") {
        if (model.lora)
            load_on_base(block, "on-demand-lora: the LoRA is loaded on the base deployment");
        else
            tell(block, type_row, "Model is no LoRA",
                 fmt::format("{} is not a LoRA, and \"on-demand-lora\" loads one on a deployment.",
                             model.name),
                 fmt::format("write deployment_type = \"{}\", without base_id.",
                             model.serverless ? "serverless" : "on-demand"));
    } else {
        decide_auto(block, model);
    }
}

void Decider::decide_auto(const ResourceConfig& block, const ModelFacts& model) {
    const bool base_given = !block.attributes.get(*block.type, "base_id").is_null();
    if (base_given && !model.lora) {
        tell(
            block, "base_id", "Model is no LoRA",
            fmt::format("{} is not a LoRA, and \"base_id\" names the deployment to load one on.", model.name),
            "remove base_id.");
        return;
    }
    if (model.serverless) {
        if (!is_recorded(block.address) && !is_recorded(addon_address(block))) {
            keep_without_object(block);
            return;
        }
        tell(block, type_row, "Model is serverless",
             fmt::format("{} is served without a deployment now; what state has for {} stays.", model.name,
                         to_text(block.address)),
             "write deployment_type = \"serverless\" to give it up, or \"on-demand\" to keep it in silence.",
             Severity::note);
    }
    if (model.lora && base_given)
        load_on_base(block, "auto: the LoRA is loaded on the base deployment");
    else if (model.lora)
        make_base_and_load(block, model);
    else
        make_deployment(block, model.serverless ? "auto: the model is serverless, but was deployed before"
                                                : "auto: the model is not serverless");
}

/// Nothing but what a client needs: the model, and its settings.
void Decider::keep_without_object(const ResourceConfig& block) {
    ResourceConfig& kept = outcome(block);
    Attributes attributes;
    for (const auto& [index, value] : block.attributes) {
        const Attribute& attribute = block.type->attributes[index];
        const bool stays = attribute.name == "model" || attribute.name == "display_name" ||
                           attribute.update == Update::client_side;
        if (stays && attribute.name != "base_id") attributes.set(index, value);
    }
    kept.attributes = std::move(attributes);
    set(kept, type_row, Value("serverless"));
    out_.reasons[block.address] = "serverless: no deployment is needed";
    became_[block.address] = {Became::What::nothing, {}, &block};
}

void Decider::make_deployment(const ResourceConfig& block, const std::string& why) {
    if (!has_hardware(block, why)) return;
    set(outcome(block), type_row, Value("on-demand"));
    out_.reasons[block.address] = why;
}

void Decider::load_on_base(const ResourceConfig& block, const std::string& why) {
    const Address address = addon_address(block);
    if (!take_address(block, address)) return;
    const Value& base_id = block.attributes.get(*block.type, "base_id");
    out_.config->resources.erase(block.address);
    out_.config->resources.emplace(address, addon_of(block, address, base_id, merges(base_id)));
    out_.reasons[address] = why;
    out_.became[block.address] = {address};
    became_[block.address] = {Became::What::addon, address, &block};
}

void Decider::make_base_and_load(const ResourceConfig& block, const ModelFacts& model) {
    const std::string why =
        fmt::format("auto: base deployment for the LoRA of {}", to_text(addon_address(block)));
    const Address address = addon_address(block);
    if (model.base.is_null()) {
        tell(block, "model", "Base model is not known",
             fmt::format(
                 "{} is a LoRA, and nothing says of which base model, so that no base can be deployed.",
                 model.name.empty() ? "The model" : model.name),
             "deploy the base in a block of its own and write its id as base_id.");
        return;
    }
    const bool* addons = block.attributes.get(*block.type, "enable_addons").boolean();
    if (addons && !*addons) {
        tell(block, "enable_addons", "Addons are needed",
             "The model is a LoRA; with \"auto\" it is loaded on a deployment of its base, which takes "
             "addons.",
             "remove enable_addons, or write deployment_type = \"on-demand\" to merge the LoRA into its "
             "base.");
        return;
    }
    if (!has_hardware(block, why) || !take_address(block, address)) return;
    ResourceConfig& base = outcome(block);
    const bool merged = is_on(block, "live_merge");
    set(base, "model", model.base);
    if (!merged) set(base, "enable_addons", Value(true));
    set(base, type_row, Value("on-demand"));
    Reference id;
    id.resource = block.address;
    id.attribute = "id";
    ResourceConfig addon = addon_of(block, address, Unknown{to_text(id)}, merged);
    addon.attributes.erase(addon.type->index_of("description"));
    addon.dependencies.push_back(block.address);
    std::ranges::sort(addon.dependencies);
    out_.config->resources.emplace(address, std::move(addon));
    out_.reasons[block.address] = why;
    out_.reasons[address] = fmt::format("auto: the LoRA of {}", to_text(block.address));
    for (const auto& [index, value] : block.attributes)
        if (const std::string_view name = block.type->attributes[index].name; name.starts_with("probe.")) {
            tell(
                block, name, "Probe asks the base model",
                fmt::format("With \"auto\" the LoRA becomes {}, and the probe is answered by {} below it.",
                            to_text(address), to_text(block.address)),
                "ask for the LoRA yourself after apply, or write deployment_type = \"on-demand\" to merge it "
                "into its base, which the probe then asks.",
                Severity::warning);
            break;
        }
    out_.became[block.address] = {block.address, address};
    became_[block.address] = {Became::What::base_and_addon, address, &block};
}

bool Decider::take_address(const ResourceConfig& block, const Address& addon) {
    const auto other = written_.resources.find(addon);
    if (other == written_.resources.end()) return true;
    tell(block, type_row, "Address is taken",
         fmt::format("{} becomes {}, which is written at {}:{} already.", to_text(block.address),
                     to_text(addon), other->second.range.file, other->second.range.line),
         "rename one of the two.");
    return false;
}

/// The block as a LoRA addon: what both types have, under the same names.
ResourceConfig Decider::addon_of(const ResourceConfig& block, const Address& address, Value base_id,
                                 bool merged) {
    ResourceConfig addon;
    addon.address = address;
    addon.type = fireworks_catalog().find("lora_addon");
    addon.display_name_written = block.display_name_written;
    addon.dependencies = block.dependencies;
    addon.lifecycle = block.lifecycle;
    addon.range = block.range;
    addon.other_files = block.other_files;
    for (const auto& [index, value] : block.attributes) {
        const std::size_t position = addon.type->index_of(block.type->attributes[index].name);
        if (position != ResourceType::npos) addon.attributes.set(position, value);
    }
    for (ValueRange written : block.ranges) {
        const std::size_t position = addon.type->index_of(block.type->attributes[written.attribute].name);
        if (position == ResourceType::npos) continue;
        written.attribute = static_cast<std::uint16_t>(position);
        addon.ranges.push_back(written);
    }
    std::ranges::sort(addon.ranges, {}, &ValueRange::attribute);
    set(addon, "base_id", std::move(base_id));
    if (merged) set(addon, "replace_merged_addon", Value(true));
    const auto limit = [](auto written, auto usual, auto own) { return written == usual ? own : written; };
    const Timeouts& usual = block.type->timeouts;
    const Timeouts& own = addon.type->timeouts;
    addon.timeouts = {limit(block.timeouts.create, usual.create, own.create),
                      limit(block.timeouts.update, usual.update, own.update),
                      limit(block.timeouts.remove, usual.remove, own.remove)};
    return addon;
}

/// Whether the deployment behind a base_id merges what is loaded on it.
bool Decider::merges(const Value& base_id) const {
    const Value known = models_.filled_in(base_id);
    for (const Reference& reference : references(known)) {
        const auto base = written_.resources.find(*reference.resource);
        if (base != written_.resources.end() && base->second.type->find("live_merge"))
            return is_on(base->second, "live_merge");
    }
    if (!known.string()) return false;
    const std::string id(last_segment(known.text()));
    for (const auto& [address, resource] : written_.resources)
        if (address.type == "deployment" && resource.attributes.get(*resource.type, "id").text() == id)
            return is_on(resource, "live_merge");
    const ResourceType& type = *fireworks_catalog().find("deployment");
    const LiveObject* base = index_.by_id(type, id);
    const bool* merging = base ? base->attributes.get(type, "live_merge").boolean() : nullptr;
    return merging && *merging;
}

/// Whether there is an object in state, or one that may have been made without being recorded.
bool Decider::is_recorded(const Address& address) const {
    if (address.type == "lora_addon" && written_.resources.contains(address)) return false;
    const auto entry = prior_.resources.find(address);
    if (entry != prior_.resources.end() && !entry->second.id.empty()) return true;
    return std::ranges::any_of(prior_.open_intents, [&address](const OpenIntent& open) {
        return open.address == address && open.verb == "create";
    });
}

bool Decider::has_hardware(const ResourceConfig& block, const std::string& why) {
    for (const std::string_view name : {"deployment_shape", "accelerator_type"})
        if (!block.attributes.get(*block.type, name).is_null()) return true;
    tell(block, "", "Hardware must be chosen",
         fmt::format(
             "A deployment is made ({}), and neither \"deployment_shape\" nor \"accelerator_type\" is set.",
             why),
         "write accelerator_type = \"NVIDIA_H100_80GB\", or a deployment_shape, which brings its own "
         "hardware.");
    return false;
}

void Decider::refuse_unknown(const ResourceConfig& block, const ModelFacts& model) {
    const std::string& wanted = block.attributes.get(*block.type, type_row).text();
    const Value said = models_.filled_in(block.attributes.get(*block.type, "model"));
    const std::string what =
        model.name.empty()
            ? fmt::format("{} is known after apply only",
                          said.unknown() ? said.unknown()->text : to_text(said))
            : fmt::format("{} does not exist, and nothing of the configuration makes it", model.name);
    tell(block, "model", "Model is not known",
         fmt::format("What \"{}\" comes to depends on the model: {}.", wanted, what),
         "write the name of a model that exists, or deployment_type = \"on-demand\" to deploy it in any "
         "case.");
}

void Decider::refuse_serverless(const ResourceConfig& block, const ModelFacts& model) {
    const std::string name = model.name.empty() ? "The model" : model.name;
    if (model.lora)
        tell(block, type_row, "Model is not serverless",
             fmt::format("{} is a LoRA, and LoRAs are served on deployments only.", name),
             "write deployment_type = \"auto\" with accelerator_type, or with the base_id of a deployment.");
    else
        tell(block, type_row, "Model is not serverless",
             fmt::format("{} is served on deployments only.", name),
             "write deployment_type = \"auto\" or \"on-demand\", and accelerator_type.");
}

void Decider::tell(const ResourceConfig& block, std::string_view attribute, std::string summary,
                   std::string detail, std::string hint, Severity severity) {
    const SourceRange range =
        attribute.empty() ? block.range : block.range_of(block.type->index_of(attribute));
    out_.diagnostics.add(
        {severity, std::move(summary), std::move(detail), block.address, range, std::move(hint)});
}

}  // namespace

DecidedTypes decide_deployment_types(const Config& config, const Snapshot& prior, const Live& live,
                                     const LiveIndex& index) {
    const bool written = std::ranges::any_of(config.resources, [](const auto& each) {
        const ResourceConfig& resource = each.second;
        return resource.type->name == "deployment" &&
               !resource.attributes.get(*resource.type, type_row).is_null();
    });
    return written ? Decider(config, prior, live, index).run() : DecidedTypes{};
}

}  // namespace fireform
