#include "engine/config/adapter_attributes.hpp"

#include "engine/config/adapter_folder.hpp"
#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

constexpr std::string_view lora = "HF_PEFT_ADDON";

/// Sets what a file says; it may be written too, if it is the same.
void set_from_file(ReadResource& resource, std::string_view name, Value value, Diagnostics& diagnostics) {
    ResourceConfig& config = resource.config;
    const std::size_t index = config.type->index_of(name);
    if (resource.written[index] && !same(config.type->attributes[index], config.attributes.at(index), value))
        diagnostics.add(site_of(config, index)
                            .error("Attribute differs from the adapter's",
                                   fmt::format("adapter_config.json says {} = {}.", name, to_text(value)),
                                   "remove it: it is read from the file"));
    config.attributes.set(index, std::move(value));
}

/// Of what is written and what the file says, which only sometimes is a name that the service knows.
void add_base_model(ReadResource& resource, const std::string& of_file, std::size_t path,
                    Diagnostics& diagnostics) {
    ResourceConfig& config = resource.config;
    const std::size_t base = config.type->index_of("base_model");
    const bool known = is_service_model(of_file);
    if (!resource.written[base]) {
        if (known)
            config.attributes.set(base, Value(of_file));
        else
            diagnostics.add(
                site_of(config, path)
                    .error("Base model is not known",
                           of_file.empty()
                               ? "adapter_config.json does not say which model the adapter was trained on."
                               : fmt::format(
                                     "adapter_config.json names {}, which is no name of a Fireworks model.",
                                     in_quotes(of_file)),
                           "write base_model, the model of Fireworks that it was trained on"));
        return;
    }
    // Known here are only the last parts: a short name may be a public model's or our own.
    const std::string& written = config.attributes.at(base).text();
    if (known && !written.empty() && last_segment(written) != last_segment(of_file))
        diagnostics.add(site_of(config, base)
                            .error("Attribute differs from the adapter's",
                                   fmt::format("adapter_config.json says base_model_name_or_path = {}.",
                                               in_quotes(of_file)),
                                   "remove it: it is read from the file"));
}

}  // namespace

void add_adapter(ReadResource& resource, const std::filesystem::path& folder, Diagnostics& diagnostics) {
    ResourceConfig& config = resource.config;
    const std::size_t path = config.type->index_of("path");
    if (path == ResourceType::npos) return;
    const std::string name = config.attributes.at(path).text();
    if (name.empty()) return;
    const auto adapter = read_adapter_folder(folder, name, site_of(config, path));
    diagnostics.add(adapter.diagnostics);
    if (!adapter.value) return;
    Value::List modules;
    for (const std::string& module : adapter.value->target_modules)
        modules.emplace_back(module);
    config.attributes.put(*config.type, "content_hash", Value(adapter.value->content_hash));
    set_from_file(resource, "kind", Value(lora), diagnostics);
    set_from_file(resource, "lora_rank", Value(adapter.value->rank), diagnostics);
    set_from_file(resource, "target_modules", Value(std::move(modules)), diagnostics);
    add_base_model(resource, adapter.value->base_model, path, diagnostics);
}

}  // namespace fireform
