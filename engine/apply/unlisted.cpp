#include "engine/apply/unlisted.hpp"

#include "engine/plan/live_index.hpp"
#include "engine/plan/open_intents.hpp"
#include "schemas/names.hpp"

#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace fireform {
namespace {

constexpr std::string_view addon_type = "lora_addon";

/// `take` gets each announced addon that no list has: its model and its deployment, full names.
void each_unlisted_addon(
    const Snapshot& prior, const Live& live,
    const std::function<void(const std::string& model, const std::string& below)>& take) {
    std::optional<LiveIndex> index;
    for (const OpenIntent& intent : prior.open_intents) {
        if (intent.address.type != addon_type || intent.identity.empty()) continue;
        if (!index) index.emplace(live);
        if (object_of(intent, live, *index, prior.lineage)) continue;
        const ResourceType& type = *fireworks_catalog().find(addon_type);
        take(std::string(intent.identity.get(type, "model").text()),
             std::string(intent.identity.get(type, "base_id").text()));
    }
}

}  // namespace

std::vector<Record> unlisted(const Snapshot& prior, const Live& live, const Catalog& catalog) {
    std::unordered_map<std::string_view, std::unordered_set<std::string_view>> known;  // ids by type
    for (const LiveObject& object : live.objects)
        if (object.phase != Phase::soft_deleted) known[object.type->name].insert(object.id);
    std::vector<Record> records;
    const auto add = [&](const Address& address, const std::string& id) {
        const ResourceType* type = catalog.find(address.type);
        if (!id.empty() && type && live.listed.contains(type->name) && known[type->name].insert(id).second)
            records.push_back({type, id});
    };
    for (const auto& [address, entry] : prior.resources) {
        add(address, entry.id);
        for (const Deposed& each : entry.deposed)
            add(address, each.id);
    }
    for (const OpenIntent& intent : prior.open_intents)
        add(intent.address, intent.id);
    return records;
}

std::set<std::string> models_of_unlisted(const Snapshot& prior, const Live& live) {
    std::set<std::string> models;
    each_unlisted_addon(prior, live, [&](const std::string& model, const std::string&) {
        if (!model.empty()) models.insert(model);
    });
    return models;
}

std::vector<Record> addons_on(const std::vector<LiveModel>& models, const Snapshot& prior, const Live& live,
                              const Catalog& catalog) {
    const ResourceType* type = catalog.find(addon_type);
    std::set<std::string> ids;
    each_unlisted_addon(prior, live, [&](const std::string& name, const std::string& below) {
        for (const LiveModel& model : models)
            for (const ModelPlace& place : model.places)
                if (model.name == name && place.deployment == below) ids.emplace(last_segment(place.name));
    });
    std::vector<Record> records;
    for (const std::string& id : ids)
        if (type && !id.empty()) records.push_back({type, id});
    return records;
}

}  // namespace fireform
