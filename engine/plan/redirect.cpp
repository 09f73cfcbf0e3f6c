#include "engine/plan/redirect.hpp"

#include "engine/config/expression.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

bool names_the_object(std::string_view attribute) {
    return attribute == "id" || attribute == "name";
}

Value reference_to(const Address& address, std::string_view attribute) {
    Reference reference;
    reference.resource = address;
    reference.attribute = attribute;
    return Unknown{to_text(reference)};
}

/// The deployment's id or full name, as base_id has it in whichever form.
Value of_base(const Value& base, std::string_view attribute, const std::string& account) {
    if (base.string()) {
        const std::string id(last_segment(base.text()));
        if (attribute == "id") return Value(id);
        return Value(base.text().starts_with("accounts/") ? base.text()
                                                          : full_name(account, "deployments", id));
    }
    const std::vector<Reference> all = references(base);
    const bool whole = all.size() == 1 && base.unknown() && base.unknown()->text == to_text(all.front());
    if (whole && all.front().resource->type == "deployment" && names_the_object(all.front().attribute))
        return reference_to(*all.front().resource, attribute);
    return base;
}

class Redirector {
 public:
    Redirector(Config& config, const BecameAll& became, const std::string& account)
        : config_(config), became_(became), account_(account) {}

    Diagnostics run() {
        for (auto& [address, resource] : config_.resources) {
            Attributes followed;
            for (const auto& [index, value] : resource.attributes) {
                if (value.has_unknown()) refuse_missing_objects(resource, index, value);
                followed.set(index, follow(value));
            }
            resource.attributes = std::move(followed);
            follow_dependencies(resource);
        }
        for (auto& [name, output] : config_.outputs)
            output.value = follow(output.value);
        return std::move(diagnostics_);
    }

 private:
    Value follow(const Value& value) const {
        if (!value.has_unknown()) return value;
        return resolve(value, [this](const Reference& reference) { return target(reference); });
    }

    std::optional<Value> target(const Reference& reference) const {
        if (!reference.resource) return std::nullopt;
        const auto found = became_.find(*reference.resource);
        if (found == became_.end()) return std::nullopt;
        const Became& became = found->second;
        const std::string_view attribute = reference.attribute;
        switch (became.what) {
            case Became::What::nothing:
                return std::nullopt;
            case Became::What::base_and_addon:
                if (attribute == "inference_model" || attribute == "model")
                    return reference_to(became.addon, attribute);
                return std::nullopt;
            case Became::What::addon:
                break;
        }
        const ResourceType& deployment = *became.block->type;
        if (names_the_object(attribute))
            return follow(of_base(became.block->attributes.get(deployment, "base_id"), attribute, account_));
        const auto addon = config_.resources.find(became.addon);
        if (addon != config_.resources.end() && addon->second.type->find(attribute))
            return reference_to(became.addon, attribute);
        return follow(became.block->attributes.get(deployment, attribute));
    }

    void follow_dependencies(ResourceConfig& resource) const {
        std::vector<Address> followed;
        for (const Address& address : resource.dependencies) {
            const auto found = became_.find(address);
            const bool moved = found != became_.end();
            if (!moved || found->second.what != Became::What::addon) followed.push_back(address);
            if (moved && found->second.what != Became::What::nothing &&
                found->second.addon != resource.address)
                followed.push_back(found->second.addon);
        }
        std::ranges::sort(followed);
        const auto doubles = std::ranges::unique(followed);
        followed.erase(doubles.begin(), doubles.end());
        resource.dependencies = std::move(followed);
    }

    void refuse_missing_objects(const ResourceConfig& resource, std::size_t index, const Value& value) {
        for (const Reference& reference : references(value)) {
            const auto found = became_.find(*reference.resource);
            if (found == became_.end() || found->second.what != Became::What::nothing ||
                !names_the_object(reference.attribute))
                continue;
            Diagnostic missing;
            missing.summary = "Deployment is not made";
            missing.detail = fmt::format(
                "\"{}\" needs {}, and the model of {} is serverless: no deployment is made.",
                resource.type->attributes[index].name, to_text(reference), to_text(*reference.resource));
            missing.hint =
                fmt::format("write deployment_type = \"on-demand\" in {}, or refer to inference_model.",
                            to_text(*reference.resource));
            missing.address = resource.address;
            missing.range = resource.range_of(index);
            diagnostics_.add(std::move(missing));
        }
    }

    Config& config_;
    const BecameAll& became_;
    const std::string& account_;
    Diagnostics diagnostics_;
};

}  // namespace

Diagnostics redirect(Config& config, const BecameAll& became, const std::string& account) {
    return Redirector(config, became, account).run();
}

}  // namespace fireform
