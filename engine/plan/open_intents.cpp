#include "engine/plan/open_intents.hpp"

#include "engine/plan/identity.hpp"
#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace fireform {
namespace {

bool is_there(const LiveObject& object) {
    return !object.bookkeeping && object.phase != Phase::soft_deleted && object.phase != Phase::gone &&
           object.phase != Phase::deleting;
}

bool agrees(const Intent& intent, const LiveObject& object) {
    return std::ranges::all_of(intent.identity, [&object](const Attributes::Entry& entry) {
        return same(object.type->attributes[entry.first], entry.second, object.attributes.at(entry.first));
    });
}

bool may_have_made(const Intent& intent) {
    return intent.verb == to_text(Verb::create) || intent.verb == to_text(Verb::adopt);
}

/// Whether the change makes what the intent has made.
bool is_wanted(const Change& change, const Intent& intent) {
    return std::ranges::all_of(intent.identity, [&change](const Attributes::Entry& entry) {
        return same(change.type->attributes[entry.first], change.desired.at(entry.first), entry.second);
    });
}

bool is_deposed(const std::vector<Deposed>& deposed, std::string_view id) {
    return std::ranges::any_of(deposed, [id](const Deposed& each) { return each.id == id; });
}

using NameOwners = std::map<std::string, Address>;

NameOwners owners_of_names(const Snapshot& snapshot) {
    NameOwners owners;
    for (const auto& [address, entry] : snapshot.resources)
        owners.emplace(entry.name, address);
    return owners;
}

/// Whose names the object says: it goes before them.
std::vector<Address> dependencies_of(const Attributes& seen, const ResourceType& type,
                                     const NameOwners& owners) {
    std::vector<Address> out;
    const auto add = [&](const Value& value) {
        const auto owner = owners.find(value.text());
        if (owner != owners.end()) out.push_back(owner->second);
    };
    for (const auto& [index, value] : seen) {
        if (type.attributes[index].names == Names::none) continue;
        add(value);
        if (const auto* names = value.list()) std::ranges::for_each(*names, add);
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// As far as it can be known of an object that no run has recorded.
ResourceState entry_for(const Intent& intent, const LiveObject& object) {
    ResourceState entry;
    entry.address = intent.address;
    entry.id = object.id;
    entry.name = object.name;
    entry.adopted = intent.verb == to_text(Verb::adopt);
    if (!entry.adopted) entry.status = ResourceStatus::tainted;
    for (const auto& [index, value] : object.attributes)
        if (!object.type->attributes[index].sensitive) entry.seen.set(index, value);
    entry.update_time = object.update_time;
    return entry;
}

}  // namespace

const LiveObject* object_of(const Intent& intent, const Live& live, const LiveIndex& index,
                            const std::string& lineage) {
    const ResourceType* type = fireworks_catalog().find(intent.address.type);
    if (!type || !may_have_made(intent)) return nullptr;
    const LiveObject* found = nullptr;
    if (!intent.id.empty()) {
        found = index.by_id(*type, intent.id);
    } else if (!intent.identity.empty()) {
        const auto object = std::ranges::find_if(live.objects, [&](const LiveObject& each) {
            return each.type == type && is_there(each) && agrees(intent, each);
        });
        if (object != live.objects.end()) found = &*object;
    }
    if (!found || !is_there(*found)) return nullptr;
    const bool marked = found->lineage == lineage && found->address == address_tag(intent.address);
    // Where a mark has no place, an adoption leaves no trace: what it was about is as it was before.
    if (type->tags ? !marked : intent.verb == to_text(Verb::adopt)) return nullptr;
    return found;
}

std::optional<Snapshot> with_unrecorded(const Config& config, const Snapshot& prior, const Live& live,
                                        const LiveIndex& index, PlanMode mode) {
    if (prior.open_intents.empty() || mode == PlanMode::refresh_only) return std::nullopt;
    const Owners owners = owners_of(prior);
    std::optional<Snapshot> out;
    std::vector<Address> added;
    for (const Intent& intent : prior.open_intents) {
        if (mode == PlanMode::normal && config.resources.contains(intent.address)) continue;
        const LiveObject* object = object_of(intent, live, index, prior.lineage);
        if (!object || owner_of(owners, intent.address.type, object->id)) continue;
        if (!out) out = prior;
        const auto [entry, is_new] = out->resources.try_emplace(intent.address, entry_for(intent, *object));
        if (is_new)
            added.push_back(intent.address);
        else if (entry->second.id != object->id && !is_deposed(entry->second.deposed, object->id))
            entry->second.deposed.push_back({object->id, object->name});
    }
    const NameOwners names = out ? owners_of_names(*out) : NameOwners{};
    for (const Address& address : added) {
        ResourceState& entry = out->resources.at(address);
        entry.dependencies = dependencies_of(entry.seen, *fireworks_catalog().find(address.type), names);
    }
    return out;
}

const LiveObject* successor_of(const ResourceState& entry, const Snapshot& prior, const Live& live,
                               const LiveIndex& index) {
    if (prior.open_intents.empty() || entry.id.empty()) return nullptr;
    const ResourceType* type = fireworks_catalog().find(entry.address.type);
    if (!type) return nullptr;
    const LiveObject* before = index.by_id(*type, entry.id);
    if (before && is_there(*before)) return nullptr;
    for (const Intent& intent : prior.open_intents) {
        if (intent.address != entry.address || intent.verb != to_text(Verb::create)) continue;
        const LiveObject* object = object_of(intent, live, index, prior.lineage);
        if (object && !is_deposed(entry.deposed, object->id)) return object;
    }
    return nullptr;
}

std::vector<Deposed> left_overs(const Change& change, const Snapshot& prior, const Live& live,
                                const LiveIndex& index) {
    std::vector<Deposed> out;
    const bool makes = makes_object(change);
    for (const Intent& intent : prior.open_intents) {
        if (intent.address != change.address || intent.verb != to_text(Verb::create)) continue;
        const LiveObject* object = object_of(intent, live, index, prior.lineage);
        if (!object || object->id == change.object_id || (makes && object->id == change.new_id)) continue;
        // Made to take the place of the change's object, and the create to come finds it.
        if (intent.id.empty() && is_wanted(change, intent)) continue;
        if (is_deposed(change.deposed, object->id) || is_deposed(out, object->id)) continue;
        const bool owned = std::ranges::any_of(prior.resources, [&](const auto& entry) {
            return entry.first.type == change.address.type &&
                   (entry.second.id == object->id || is_deposed(entry.second.deposed, object->id));
        });
        if (!owned) out.push_back({object->id, object->name});
    }
    return out;
}

}  // namespace fireform
