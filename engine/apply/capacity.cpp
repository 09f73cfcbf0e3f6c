#include "engine/apply/capacity.hpp"

#include "schemas/compare.hpp"
#include "schemas/lookups.hpp"
#include "schemas/names.hpp"

#include <algorithm>

namespace fireform {
namespace {

const ResourceType& deployment() {
    return *fireworks_catalog().find("deployment");
}

/// Its entry in state; null: none.
const ResourceState* entry_of(const Snapshot& prior, const Address& address) {
    const auto found = prior.resources.find(address);
    return found == prior.resources.end() || found->second.id.empty() ? nullptr : &found->second;
}

Naming naming_of(std::string_view account) {
    Naming naming;
    naming.account = account;
    return naming;
}

/// Attributes that can ask for more or other accelerators, or for a new deployment on them.
bool is_capacity(const Attribute& attribute) {
    constexpr std::string_view sized[] = {"deployment_shape", "accelerator_count", "precision",
                                          "max_replica_count", "min_replica_count"};
    return attribute.update == Update::replace || std::ranges::find(sized, attribute.name) != std::end(sized);
}

bool differs(const ResourceConfig& resource, const ResourceState& entry, const Naming& naming) {
    return std::ranges::any_of(resource.attributes, [&](const Attributes::Entry& each) {
        const Attribute& attribute = deployment().attributes[each.first];
        if (!is_capacity(attribute) || attribute.names == Names::public_model) return false;
        return !same(attribute, normalise(attribute, each.second, naming), entry.applied.at(each.first));
    });
}

std::int64_t replicas_max(const Attributes& attributes) {
    const auto* most = attributes.get(deployment(), "max_replica_count").integer();
    return most ? *most : 0;
}

}  // namespace

std::set<std::string> shapes_to_find(const Config& config, const Snapshot& prior, std::string_view account) {
    const Attribute& attribute = *deployment().find("deployment_shape");
    const Naming naming = naming_of(account);
    std::set<std::string> names;
    for (const auto& [address, resource] : config.resources) {
        if (resource.type != &deployment()) continue;
        const Value& written = resource.attributes.get(deployment(), attribute.name);
        if (written.text().empty() || is_shape_preset(written.text())) continue;
        const Value shape = normalise(attribute, written, naming);
        const ResourceState* entry = entry_of(prior, address);
        if (!entry || !same(attribute, shape, entry->applied.get(deployment(), attribute.name)))
            names.insert(shape.text());
    }
    return names;
}

bool may_grow(const Config& config, const Snapshot& prior, std::string_view account) {
    const Naming naming = naming_of(account);
    return std::ranges::any_of(config.resources, [&](const auto& each) {
        const ResourceState* entry = entry_of(prior, each.first);
        if (each.second.type->name == "lora_addon") return !entry;
        if (each.second.type != &deployment()) return false;
        return !entry || entry->status == ResourceStatus::tainted || differs(each.second, *entry, naming);
    });
}

bool has_shrunk(const Config& config, const Snapshot& prior, const Live& live) {
    return std::ranges::any_of(config.resources, [&](const auto& each) {
        if (each.second.type != &deployment()) return false;
        const ResourceState* entry = entry_of(prior, each.first);
        if (!entry) return false;
        const auto found = std::ranges::lower_bound(live.objects, entry->name, {}, &LiveObject::name);
        if (found == live.objects.end() || found->name != entry->name) return true;
        const bool there = found->phase == Phase::ready || found->phase == Phase::pending;
        return !there || replicas_max(found->attributes) < replicas_max(entry->applied);
    });
}

}  // namespace fireform
