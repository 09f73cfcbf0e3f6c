#include "engine/plan/live_index.hpp"

#include <algorithm>

namespace fireform {
std::string_view leading_attribute(const ResourceType& type) {
    return type.identity.empty() ? std::string_view{} : type.identity.front();
}

LiveIndex::LiveIndex(const Live& live) {
    ids_.reserve(live.objects.size());
    names_.reserve(live.objects.size());
    tags_.reserve(live.objects.size());
    leading_.reserve(live.objects.size());
    for (const LiveObject& object : live.objects) {
        if (object.bookkeeping) continue;
        const ResourceType& type = *object.type;
        ids_.emplace(Key{&type, object.id}, &object);
        names_.emplace(object.name, &object);
        if (!object.lineage.empty()) tags_.emplace(Key{&type, object.address}, &object);
        const auto leading = leading_attribute(type);
        const std::size_t index = leading.empty() ? ResourceType::npos : type.index_of(leading);
        if (index == ResourceType::npos) continue;
        if (const auto& text = object.attributes.at(index).text(); !text.empty())
            leading_.emplace(Key{&type, text}, &object);
    }
    for (const LiveModel& model : live.models)
        models_.emplace(model.name, &model);
}

std::vector<const LiveObject*> LiveIndex::all_of(const Objects& objects, const Key& key) {
    std::vector<const LiveObject*> found;
    const auto [first, last] = objects.equal_range(key);
    for (auto entry = first; entry != last; ++entry)
        found.push_back(entry->second);
    std::ranges::sort(found, {}, &LiveObject::name);
    return found;
}

const LiveObject* LiveIndex::by_id(const ResourceType& type, std::string_view id) const {
    const auto found = ids_.find(Key{&type, id});
    return found == ids_.end() ? nullptr : found->second;
}

const LiveObject* LiveIndex::by_name(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
}

std::vector<const LiveObject*> LiveIndex::by_tags(const ResourceType& type, std::string_view lineage,
                                                  const Address& address) const {
    if (tags_.empty()) return {};
    std::vector<const LiveObject*> found = all_of(tags_, Key{&type, address_tag(address)});
    std::erase_if(found, [lineage](const LiveObject* object) { return object->lineage != lineage; });
    return found;
}

std::vector<const LiveObject*> LiveIndex::by_leading_attribute(const ResourceType& type,
                                                               std::string_view key) const {
    return all_of(leading_, Key{&type, key});
}

const LiveModel* LiveIndex::model(std::string_view name) const {
    const auto found = models_.find(name);
    return found == models_.end() ? nullptr : found->second;
}

}  // namespace fireform
