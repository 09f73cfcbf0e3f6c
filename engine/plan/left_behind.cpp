#include "engine/plan/left_behind.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace fireform {
namespace {

bool is_known(const ResourceState* entry, std::string_view id) {
    return entry &&
           (entry->id == id || std::ranges::find(entry->deposed, id, &Deposed::id) != entry->deposed.end());
}

const ResourceState* entry_of(const Snapshot& prior, const Address& address) {
    const auto found = prior.resources.find(address);
    return found == prior.resources.end() ? nullptr : &found->second;
}

/// Null: nothing came of the intent, or it is not for us to say what did.
const LiveObject* made(const OpenIntent& intent, const Snapshot& prior, const LiveIndex& live,
                       std::string_view lineage) {
    const ResourceType* type = fireworks_catalog().find(intent.address.type);
    if (!type || intent.verb != "create" || intent.id.empty()) return nullptr;
    const LiveObject* object = live.by_id(*type, intent.id);
    if (!object || object->phase == Phase::gone || object->phase == Phase::soft_deleted ||
        object->phase == Phase::deleting)
        return nullptr;
    if (type->tags && (object->lineage != lineage || object->address != address_tag(intent.address)))
        return nullptr;
    // Renamed in state since then (`state mv`), it is another's.
    const bool owned = std::ranges::any_of(prior.resources, [&](const auto& each) {
        return each.first.type == intent.address.type && is_known(&each.second, intent.id);
    });
    return owned ? nullptr : object;
}

/// Whose names the object says: it goes before them.
std::vector<Address> dependencies_of(const LiveObject& object, const std::map<std::string, Address>& owners) {
    std::vector<Address> out;
    const auto add = [&](const Value& value) {
        const auto owner = owners.find(value.text());
        if (owner != owners.end()) out.push_back(owner->second);
    };
    for (const auto& [index, value] : object.attributes) {
        if (object.type->attributes[index].names == Names::none) continue;
        add(value);
        if (const auto* names = value.list()) std::ranges::for_each(*names, add);
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace

std::vector<Deposed> left_behind(const Address& address, const Snapshot& prior, const LiveIndex& live,
                                 std::string_view lineage) {
    std::vector<Deposed> out;
    for (const OpenIntent& intent : prior.open_intents) {
        if (intent.address != address) continue;
        const LiveObject* object = made(intent, prior, live, lineage);
        if (object && std::ranges::find(out, object->id, &Deposed::id) == out.end())
            out.push_back({object->id, object->name});
    }
    return out;
}

std::optional<Snapshot> with_left_behind(const Snapshot& prior, const std::set<Address>& wanted,
                                         const LiveIndex& live, std::string_view lineage) {
    std::map<Address, const LiveObject*> objects;
    for (const OpenIntent& intent : prior.open_intents) {
        if (wanted.contains(intent.address) || entry_of(prior, intent.address)) continue;
        if (const LiveObject* object = made(intent, prior, live, lineage))
            objects.emplace(intent.address, object);
    }
    if (objects.empty()) return std::nullopt;

    std::map<std::string, Address> owners;
    for (const auto& [address, entry] : prior.resources)
        owners.emplace(entry.name, address);
    for (const auto& [address, object] : objects)
        owners.emplace(object->name, address);
    Snapshot out = prior;
    for (const auto& [address, object] : objects) {
        ResourceState entry;
        entry.address = address;
        entry.id = object->id;
        entry.name = object->name;
        entry.status = ResourceStatus::tainted;
        entry.seen = object->attributes;
        entry.update_time = object->update_time;
        entry.dependencies = dependencies_of(*object, owners);
        out.resources.emplace(address, std::move(entry));
    }
    return out;
}

}  // namespace fireform
