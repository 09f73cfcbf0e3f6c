#include "engine/config/dataset_uses.hpp"

#include "engine/config/expression.hpp"

#include <algorithm>
#include <string>

namespace fireform {
namespace {

using Ids = std::map<std::string, Address, std::less<>>;  // written id -> dataset

Ids written_ids(const std::vector<ReadResource>& resources) {
    Ids ids;
    for (const ReadResource& resource : resources)
        if (resource.config.type->name == "dataset")
            if (const std::string& id = resource.config.attributes.get(*resource.config.type, "id").text();
                !id.empty())
                ids.emplace(id, resource.config.address);
    return ids;
}

std::vector<Address> datasets_of(const ResourceConfig& run, const Ids& ids) {
    std::vector<Address> datasets;
    for (const auto& [index, value] : run.attributes) {
        if (run.type->attributes[index].names != Names::dataset) continue;
        for (const Reference& reference : references(value))
            if (reference.resource && reference.resource->type == "dataset")
                datasets.push_back(*reference.resource);
        if (const auto named = ids.find(value.text()); named != ids.end()) datasets.push_back(named->second);
    }
    return datasets;
}

}  // namespace

std::map<Address, std::vector<DatasetUse>> dataset_uses(const std::vector<ReadResource>& resources) {
    const Ids ids = written_ids(resources);
    std::vector<const ResourceConfig*> runs;
    for (const ReadResource& resource : resources)
        if (resource.config.type->rows != RowUse::any) runs.push_back(&resource.config);
    std::ranges::sort(runs, {}, &ResourceConfig::address);
    std::map<Address, std::vector<DatasetUse>> uses;
    for (const ResourceConfig* run : runs)
        for (const Address& dataset : datasets_of(*run, ids)) {
            std::vector<DatasetUse>& known = uses[dataset];
            if (std::ranges::find(known, run->type->rows, &DatasetUse::rows) == known.end())
                known.push_back({run->type->rows, run->address});
        }
    return uses;
}

}  // namespace fireform
