#include "engine/plan/name_edges.hpp"

#include "engine/plan/identity.hpp"

#include <algorithm>

namespace fireform {
namespace {

using ByName = std::map<std::string, Address, std::less<>>;

/// Full names of the objects and output models of the configuration.
ByName names_of(const Config& config, const Snapshot& prior, const Naming& naming,
                const std::string& lineage) {
    ByName out;
    for (const auto& [address, resource] : config.resources) {
        const ResourceType& type = *resource.type;
        const Attributes known = normalise(type, resource.attributes, naming);
        if (const std::string id = chosen_id(resource, known, lineage, 1); !id.empty())
            out.emplace(full_name(naming.account, type.collection, id), address);
        if (const auto entry = prior.resources.find(address); entry != prior.resources.end())
            if (!entry->second.name.empty()) out.emplace(entry->second.name, address);
        if (type.run)
            if (const std::string& output = known.get(type, "output_model").text(); !output.empty())
                out.emplace(output, address);
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
            if (named != names.end() && named->second != own) edges.push_back(named->second);
        };
        const ResourceType& type = *resource.type;
        for (const auto& [index, value] : normalise(type, resource.attributes, naming)) {
            // What a run makes is its own name, not one that it uses.
            const Attribute& attribute = type.attributes[index];
            if (attribute.names == Names::none || attribute.names == Names::own_model) continue;
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
