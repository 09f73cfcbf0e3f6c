#include "schemas/fireworks/derived.hpp"

#include "schemas/names.hpp"
#include "schemas/schema.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

/// The text of a known string; "" otherwise, and where the type has no such attribute.
const std::string& text_of(const ResourceType& type, const Attributes& attributes, std::string_view name) {
    static const std::string none;
    const std::size_t index = type.index_of(name);
    return index == ResourceType::npos ? none : attributes.at(index).text();
}

bool is_set(const ResourceType& type, const Attributes& attributes, std::string_view name) {
    const bool* value = attributes.get(type, name).boolean();
    return value && *value;
}

std::string inference_model(const ResourceType& type, const Attributes& attributes,
                            const Attributes& written) {
    if (has_no_object(type, attributes)) return text_of(type, attributes, "model");
    if (has_no_object(type, written)) return text_of(type, written, "model");
    const std::string& model = text_of(type, attributes, "model");
    const bool addon = type.find("replace_merged_addon") != nullptr;
    const std::string& deployment = text_of(type, attributes, addon ? "base_id" : "name");
    if (deployment.empty()) return {};
    const std::string_view merges = addon ? "replace_merged_addon" : "live_merge";
    if (attributes.get(type, merges).unknown()) return {};
    if (is_set(type, attributes, merges) || is_set(type, written, merges)) return deployment;
    if (addon && text_of(type, attributes, "inference_model") == deployment) return deployment;
    return model.empty() ? std::string() : fmt::format("{}#{}", model, deployment);
}

}  // namespace

bool has_no_object(const ResourceType& type, const Attributes& attributes) {
    return text_of(type, attributes, "deployment_type") == "serverless";
}

void derive(const ResourceType& type, Attributes& attributes) {
    derive(type, attributes, Attributes());
}

void derive(const ResourceType& type, Attributes& attributes, const Attributes& written) {
    const std::string& name = text_of(type, attributes, "name");
    if (const auto id = type.index_of("id"); id != ResourceType::npos && !name.empty())
        attributes.set(id, Value(last_segment(name)));
    if (const auto index = type.index_of("inference_model"); index != ResourceType::npos)
        if (std::string text = inference_model(type, attributes, written); !text.empty())
            attributes.set(index, Value(std::move(text)));
}

}  // namespace fireform
