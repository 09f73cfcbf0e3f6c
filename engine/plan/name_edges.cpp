#include "engine/plan/name_edges.hpp"

#include "engine/plan/identity.hpp"

#include <algorithm>
#include <unordered_map>

namespace fireform {
namespace {

using ByName = std::unordered_map<std::string, const Address*>;

/// Full names of the objects and output models of the configuration.
ByName names_of(const Config& config, const Snapshot& prior, const Naming& naming,
                const std::string& lineage) {
    ByName out;
    out.reserve(2 * config.resources.size());
    for (const auto& [address, resource] : config.resources) {
        const ResourceType& type = *resource.type;
        const auto entry = prior.resources.find(address);
        const bool is_known = entry != prior.resources.end() && !entry->second.name.empty();
        // Of an object that state knows no id is derived anew: it takes a hash, and gives the name that it
        // has.
        const std::string id =
            chosen_id(resource, resource.attributes, is_known ? std::string_view() : lineage, 1);
        if (!id.empty()) out.emplace(full_name(naming.account, type.collection, id), &address);
        if (is_known) out.emplace(entry->second.name, &address);
        if (!type.run) continue;
        const std::size_t output = type.index_of("output_model");
        const Value model = normalise(type.attributes[output], resource.attributes.at(output), naming);
        if (!model.text().empty()) out.emplace(model.text(), &address);
    }
    return out;
}

}  // namespace

std::map<Address, std::vector<Address>> name_edges(const Config& config, const Snapshot& prior,
                                                   const Naming& naming, const std::string& lineage) {
    const ByName names = names_of(config, prior, naming, lineage);
    std::map<Address, std::vector<Address>> out;
    for (const auto& [address, resource] : config.resources) {
        std::vector<Address> edges;
        const auto add = [&, &own = address](const Value& name) {
            const auto named = names.find(name.text());
            if (named != names.end() && *named->second != own) edges.push_back(*named->second);
        };
        const ResourceType& type = *resource.type;
        for (const auto& [index, written] : resource.attributes) {
            // What a run makes is its own name, not one that it uses.
            const Attribute& attribute = type.attributes[index];
            if (attribute.names == Names::none || attribute.names == Names::own_model) continue;
            const Value value = normalise(attribute, written, naming);
            add(value);
            if (const auto* list = value.list()) std::ranges::for_each(*list, add);
        }
        std::ranges::sort(edges);
        const auto doubles = std::ranges::unique(edges);
        edges.erase(doubles.begin(), doubles.end());
        if (!edges.empty()) out.emplace(address, std::move(edges));
    }
    return out;
}

}  // namespace fireform
