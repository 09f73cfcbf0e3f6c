#include "engine/plan/lookups.hpp"

#include "schemas/lookups.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::string_view shape_attribute = "deployment_shape";

const Value& argument(const LookupConfig& lookup, std::string_view name) {
    const auto found = std::ranges::find(lookup.type->arguments, name, &Attribute::name);
    static const Value null;
    if (found == lookup.type->arguments.end()) return null;
    return lookup.arguments.at(static_cast<std::size_t>(found - lookup.type->arguments.begin()));
}

/// "fast" of the API's "FAST".
std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string text_of(const LiveObject& object, std::string_view name) {
    return object.attributes.get(*object.type, name).text();
}

/// "accounts/fireworks/deploymentShapes/x (fast, 2 x NVIDIA_H100_80GB)"
std::string described(const LiveObject& shape) {
    const auto* count = shape.attributes.get(*shape.type, "accelerator_count").integer();
    return fmt::format("{} ({}, {}{})", shape.name, lower(text_of(shape, "preset")),
                       count ? fmt::format("{} x ", *count) : std::string(),
                       text_of(shape, "accelerator_type"));
}

std::string described(const std::vector<const LiveObject*>& shapes) {
    std::string out;
    for (const LiveObject* shape : shapes)
        out += (out.empty() ? "" : ", ") + described(*shape);
    return out;
}

/// What the deployment says when it is one of the short forms; "" otherwise.
std::string preset_of(const ResourceConfig& resource) {
    const std::size_t index = resource.type->index_of(shape_attribute);
    const std::string& text = resource.attributes.at(index).text();
    return is_shape_preset(text) ? text : std::string();
}

}  // namespace

Lookups::Lookups(const Config& config, const Live& live, const LiveIndex& index)
    : config_(config), live_(live), models_(config, live, index) {
    for (const auto& [address, lookup] : config.lookups)
        answers_.emplace(address, answer(lookup));
}

Lookups::Answer Lookups::answer(const LookupConfig& lookup) const {
    if (lookup.type->name == "model") return find_model(lookup);
    return find_shape(argument(lookup, "model"), argument(lookup, "preset").text(),
                      argument(lookup, "accelerator_type").text());
}

Lookups::Answer Lookups::find_model(const LookupConfig& lookup) const {
    const std::string& written = argument(lookup, "name").text();
    const std::string name = expand_name(Names::public_model, written, live_.naming);
    for (const LiveObject& object : live_.looked_up)
        if (object.type == lookup.type->object && object.name == name) return {&object, {}, {}, {}};
    const bool full = written == name;
    return {nullptr, "Model not found",
            full ? fmt::format("There is no model {}, or this account may not see it.", name)
                 : fmt::format("\"{}\" is no public model, and none of the account.", written),
            full ? "check the name, and whether the model is public"
                 : "check the name; a model of another account is written in full: "
                   "\"accounts/ACCOUNT/models/...\""};
}

std::string Lookups::base_of(const Value& model) const {
    const ModelFacts facts =
        models_.of(resolve(model, [this](const Reference& reference) { return value_of(reference); }));
    if (facts.lora) return facts.base.text();
    const bool live = std::ranges::find(live_.models, facts.name, &LiveModel::name) != live_.models.end();
    return live ? facts.name : std::string();
}

Lookups::Answer Lookups::find_shape(const Value& model, std::string_view preset,
                                    std::string_view accelerator) const {
    const std::string base = base_of(model);
    if (base.empty() && !model.string())
        return {nullptr, "Model not found",
                "Shapes are looked up by model, and it is known after apply only.",
                "look up the shapes of its base model: [lookup.deployment_shape.NAME]"};
    if (base.empty())
        return {nullptr, "Model not found",
                fmt::format("Shapes are looked up by model, and {} is not there.",
                            expand_name(Names::public_model, model.text(), live_.naming)),
                "check the name; of a model that is yet to be made, look up the shapes of its base model"};
    std::vector<const LiveObject*> all, fitting;
    for (const LiveObject& object : live_.looked_up) {
        if (object.type->name != shape_attribute || text_of(object, "model") != base) continue;
        all.push_back(&object);
        const bool fits = (preset.empty() || lower(text_of(object, "preset")) == preset) &&
                          (accelerator.empty() || text_of(object, "accelerator_type") == accelerator);
        if (fits) fitting.push_back(&object);
    }
    if (fitting.size() == 1) return {fitting.front(), {}, {}, {}};
    std::string wanted;
    if (!preset.empty()) wanted += fmt::format(" with preset \"{}\"", preset);
    if (!accelerator.empty()) wanted += fmt::format(" on {}", accelerator);
    if (!fitting.empty())
        return {nullptr, "Several deployment shapes match",
                fmt::format("{} has {} shapes{}: {}.", base, fitting.size(), wanted, described(fitting)),
                "write deployment_shape with the name of one, or look it up by preset and accelerator_type"};
    if (all.empty())
        return {nullptr, "Deployment shape not found",
                fmt::format("{} has no validated deployment shape.", base),
                "write accelerator_type instead of deployment_shape"};
    return {nullptr, "Deployment shape not found",
            fmt::format("{} has no validated deployment shape{}; it has {}.", base, wanted, described(all)),
            "choose one of these"};
}

std::optional<Value> Lookups::value_of(const Reference& reference) const {
    if (reference.root != "lookup") return std::nullopt;
    const auto [lookup, attribute] = lookup_of(reference);
    const auto found = answers_.find(lookup);
    if (found == answers_.end() || !found->second.object) return std::nullopt;
    const LiveObject& object = *found->second.object;
    return object.attributes.get(*object.type, attribute);
}

Diagnostics Lookups::problems() const {
    Diagnostics out;
    for (const auto& [address, answer] : answers_) {
        if (answer.object) continue;
        Diagnostic problem;
        problem.summary = answer.summary;
        problem.detail = fmt::format("lookup.{}: {}", to_text(address), answer.detail);
        problem.hint = answer.hint;
        problem.range = config_.lookups.at(address).range;
        out.add(std::move(problem));
    }
    return out;
}

Diagnostics Lookups::choose_shape(const ResourceConfig& resource, Attributes& desired) const {
    Diagnostics out;
    const std::string preset = preset_of(resource);
    if (preset.empty()) return out;
    Answer found = find_shape(desired.get(*resource.type, "model"), preset, {});
    if (found.object) {
        desired.put(*resource.type, shape_attribute, Value(found.object->name));
        return out;
    }
    Diagnostic problem;
    problem.summary = std::move(found.summary);
    problem.detail = fmt::format("deployment_shape = \"{}\": {}", preset, found.detail);
    problem.hint = std::move(found.hint);
    problem.address = resource.address;
    problem.range = resource.range_of(resource.type->index_of(shape_attribute));
    out.add(std::move(problem));
    return out;
}

bool looks_up_shapes(const Config& config) {
    return !config.lookups.empty() || std::ranges::any_of(config.resources, [](const auto& each) {
        return !preset_of(each.second).empty();
    });
}

std::set<std::string> Lookups::models_of_shapes() const {
    std::set<std::string> out;
    for (const auto& [address, lookup] : config_.lookups)
        if (lookup.type->name == shape_attribute) out.insert(base_of(argument(lookup, "model")));
    for (const auto& [address, resource] : config_.resources)
        if (!preset_of(resource).empty())
            out.insert(base_of(resource.attributes.get(*resource.type, "model")));
    out.erase("");
    return out;
}

}  // namespace fireform
