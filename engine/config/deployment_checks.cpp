#include "engine/config/deployment_checks.hpp"

#include "engine/config/wording.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

constexpr std::string_view type_name = "deployment";

const std::string& written_type(const ResourceConfig& resource) {
    return resource.attributes.get(*resource.type, "deployment_type").text();
}

class Check {
 public:
    Check(const ReadResource& resource, Diagnostics& diagnostics)
        : resource_(resource.config), read_(resource), diagnostics_(diagnostics) {}

    void run() {
        const std::string& type = written_type(resource_);
        if (resource_.attributes.get(*resource_.type, "deployment_type").has_unknown()) {
            add("deployment_type", "Reference not allowed here",
                "\"deployment_type\" must be known before anything is applied, so it cannot refer to a "
                "resource.",
                "write the value itself, or use a variable");
            return;
        }
        const bool has_base = is_written("base_id");
        if (has_base && type != "auto" && type != "on-demand-lora")
            add("base_id", "Base deployment has no use",
                fmt::format(
                    "\"base_id\" is set while \"deployment_type\" is {}; \"auto\" and \"on-demand-lora\" "
                    "load a LoRA on another deployment.",
                    in_quotes(type.empty() ? "on-demand" : type)),
                "write deployment_type = \"on-demand-lora\", or remove base_id");
        if (!has_base && type == "on-demand-lora")
            add("deployment_type", "Base deployment is missing",
                "\"on-demand-lora\" loads a LoRA on the deployment that \"base_id\" names, and it is not "
                "set.",
                "write base_id = \"${deployment.NAME.id}\", or deployment_type = \"auto\" to have a base "
                "made");
        if (has_base && is_written("id"))
            add("id", "Id cannot be chosen",
                "\"id\" is set together with \"base_id\"; the service makes the id of a LoRA that is loaded "
                "on a deployment.",
                "remove id");
        if (makes_no_deployment(resource_)) warn_of_deployment_attributes();
    }

 private:
    bool is_written(std::string_view name) const { return read_.written[resource_.type->index_of(name)]; }

    void warn_of_deployment_attributes() {
        const ResourceType& lora_addon = *fireworks_catalog().find("lora_addon");
        const bool serverless = written_type(resource_) == "serverless";
        std::vector<std::string_view> idle;
        for (std::size_t index = 0; index < resource_.type->attributes.size(); ++index) {
            const Attribute& attribute = resource_.type->attributes[index];
            const bool asks = attribute.name.starts_with("probe.") || attribute.name == "wake_on_apply";
            const bool kept = (attribute.update == Update::client_side && !asks) || attribute.name == "id" ||
                              attribute.name == "model" || attribute.name == "display_name" ||
                              (!serverless && lora_addon.find(attribute.name));
            if (read_.written[index] && !kept) idle.push_back(attribute.name);
        }
        if (idle.empty()) return;
        add(idle.front(), "Attribute has no effect",
            fmt::format("{} {} a deployment, and with deployment_type = {} none is made.", all_of_text(idle),
                        idle.size() == 1 ? "describes" : "describe", in_quotes(written_type(resource_))),
            fmt::format("remove {}{}", idle.size() == 1 ? "it" : "them",
                        serverless ? ", or write deployment_type = \"auto\"" : ""),
            Severity::warning);
    }

    void add(std::string_view name, std::string summary, std::string detail, std::string hint,
             Severity severity = Severity::error) {
        diagnostics_.add({severity, std::move(summary), std::move(detail), resource_.address,
                          resource_.range_of(resource_.type->index_of(name)), std::move(hint)});
    }

    const ResourceConfig& resource_;
    const ReadResource& read_;
    Diagnostics& diagnostics_;
};

}  // namespace

bool depends_on_model(const ResourceConfig& resource) {
    if (resource.type->name != type_name) return false;
    const std::string& type = written_type(resource);
    return !type.empty() && type != "on-demand";
}

bool makes_no_deployment(const ResourceConfig& resource) {
    if (!depends_on_model(resource)) return false;
    return written_type(resource) != "auto" || !resource.attributes.get(*resource.type, "base_id").is_null();
}

bool may_make_no_deployment(const ReadResource& resource) {
    const ResourceConfig& config = resource.config;
    if (config.type->name != type_name) return false;
    const std::size_t type = config.type->index_of("deployment_type");
    return resource.written[type] && config.attributes.at(type).text() != "on-demand";
}

void check_deployment_type(const ReadResource& resource, Diagnostics& diagnostics) {
    if (resource.config.type->name == type_name) Check(resource, diagnostics).run();
}

}  // namespace fireform
