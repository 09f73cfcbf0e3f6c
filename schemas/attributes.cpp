// Attributes of schema.hpp: the values of one resource.
#include "schemas/bug.hpp"
#include "schemas/schema.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// The first entry that does not stand before `index`.
auto position(auto& entries, std::size_t index) {
    return std::ranges::lower_bound(entries, index, {}, [](const Attributes::Entry& entry) {
        return static_cast<std::size_t>(entry.first);
    });
}

std::size_t index_in(const ResourceType& type, std::string_view name) {
    const std::size_t index = type.index_of(name);
    require(index != ResourceType::npos, "the resource type has the attribute that is asked for");
    return index;
}

}  // namespace

const Value* Attributes::find(std::size_t index) const {
    const auto at = position(entries_, index);
    return at != entries_.end() && at->first == index ? &at->second : nullptr;
}

const Value& Attributes::at(std::size_t index) const {
    static const Value null;
    const Value* value = find(index);
    return value ? *value : null;
}

void Attributes::set(std::size_t index, Value value) {
    if (entries_.empty() || entries_.back().first < index) {  // most come in order
        entries_.emplace_back(static_cast<std::uint16_t>(index), std::move(value));
        return;
    }
    const auto at = position(entries_, index);
    if (at != entries_.end() && at->first == index)
        at->second = std::move(value);
    else
        entries_.emplace(at, static_cast<std::uint16_t>(index), std::move(value));
}

void Attributes::erase(std::size_t index) {
    const auto at = position(entries_, index);
    if (at != entries_.end() && at->first == index) entries_.erase(at);
}

const Value& Attributes::get(const ResourceType& type, std::string_view name) const {
    return at(index_in(type, name));
}

void Attributes::put(const ResourceType& type, std::string_view name, Value value) {
    set(index_in(type, name), std::move(value));
}

std::string to_text(const ResourceType& type, const Attributes& attributes) {
    std::string text;
    for (const auto& [index, value] : attributes) {
        const Attribute& attribute = type.attributes[index];
        if (!text.empty()) text += ", ";
        text += attribute.name;
        text += " = ";
        text += attribute.sensitive ? "(sensitive)" : to_text(value);
    }
    return text;
}

}  // namespace fireform
