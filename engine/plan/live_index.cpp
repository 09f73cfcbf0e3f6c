#include "engine/plan/live_index.hpp"

#include <algorithm>

namespace fireform {
namespace {

std::string key_of(const ResourceType& type, std::string_view rest) {
    std::string key(type.name);
    key += '/';
    key += rest;
    return key;
}

std::string tag_key(std::string_view lineage, std::string_view address) {
    std::string key(lineage);
    key += '/';
    key += address;
    return key;
}

using Map = std::unordered_multimap<std::string, const LiveObject*>;

std::vector<const LiveObject*> all_of(const Map& map, const std::string& key) {
    std::vector<const LiveObject*> found;
    const auto [first, last] = map.equal_range(key);
    for (auto entry = first; entry != last; ++entry)
        found.push_back(entry->second);
    std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    return found;
}

}  // namespace

std::string_view leading_attribute(const ResourceType& type) {
    return type.identity.empty() ? std::string_view{} : type.identity.front();
}

LiveIndex::LiveIndex(const Live& live) {
    ids_.reserve(live.objects.size());
    leading_.reserve(live.objects.size());
    for (const LiveObject& object : live.objects) {
        if (object.bookkeeping) continue;
        const ResourceType& type = *object.type;
        ids_.emplace(key_of(type, object.id), &object);
        names_.emplace(object.name, &object);
        if (!object.lineage.empty())
            tags_.emplace(key_of(type, tag_key(object.lineage, object.address)), &object);
        const auto leading = leading_attribute(type);
        const std::size_t index = leading.empty() ? ResourceType::npos : type.index_of(leading);
        if (index == ResourceType::npos) continue;
        if (const auto& text = object.attributes.at(index).text(); !text.empty())
            leading_.emplace(key_of(type, text), &object);
    }
    for (const LiveModel& model : live.models)
        models_.emplace(model.name, &model);
}

const LiveObject* LiveIndex::by_id(const ResourceType& type, std::string_view id) const {
    const auto found = ids_.find(key_of(type, id));
    return found == ids_.end() ? nullptr : found->second;
}

const LiveObject* LiveIndex::by_name(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
}

std::vector<const LiveObject*> LiveIndex::by_tags(const ResourceType& type, std::string_view lineage,
                                                  const Address& address) const {
    if (tags_.empty()) return {};
    return all_of(tags_, key_of(type, tag_key(lineage, address_tag(address))));
}

std::vector<const LiveObject*> LiveIndex::by_leading_attribute(const ResourceType& type,
                                                               std::string_view key) const {
    return all_of(leading_, key_of(type, key));
}

const LiveModel* LiveIndex::model(std::string_view name) const {
    const auto found = models_.find(name);
    return found == models_.end() ? nullptr : found->second;
}

}  // namespace fireform
