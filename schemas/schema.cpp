#include "schemas/schema.hpp"

#include "schemas/bug.hpp"
#include "schemas/name_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace fireform {

Value literal_value(ValueType type, std::string_view text) {
    switch (type) {
        case ValueType::boolean:
            return text == "true";
        case ValueType::integer:
            return std::int64_t{std::strtoll(std::string(text).c_str(), nullptr, 10)};
        case ValueType::number:
            return std::strtod(std::string(text).c_str(), nullptr);
        case ValueType::duration:
            return parse_duration(text).value_or(Duration{});
        case ValueType::string:
            return text;
        case ValueType::list:
        case ValueType::map:
        case ValueType::table_map:
            break;
    }
    require(false, "the literal of a list or map is not read");
    return {};
}

std::size_t ResourceType::index_of(std::string_view attribute_name) const {
    if (places.empty()) {
        const auto found = std::ranges::find(attributes, attribute_name, &Attribute::name);
        return found == attributes.end() ? npos : static_cast<std::size_t>(found - attributes.begin());
    }
    std::size_t look = first_look(attribute_name, places.size());
    while (places[look] != no_place && attributes[places[look]].name != attribute_name)
        look = (look + 1) & (places.size() - 1);
    return places[look] == no_place ? npos : places[look];
}

const Attribute* ResourceType::find(std::string_view attribute_name) const {
    const std::size_t index = index_of(attribute_name);
    return index == npos ? nullptr : &attributes[index];
}

std::string_view ResourceType::canonical(std::string_view written) const {
    const auto behind_alias = [this](std::string_view text) {
        const auto found = std::ranges::find(aliases, text, &Alias::alias);
        return found == aliases.end() ? text : found->name;
    };
    if (const auto direct = behind_alias(written); direct != written || index_of(direct) != npos)
        return direct;
    for (const std::string_view group : groups) {
        if (written.size() <= group.size() + 1 || !written.starts_with(group) || written[group.size()] != '.')
            continue;
        const auto inner = behind_alias(written.substr(group.size() + 1));
        if (index_of(inner) != npos) return inner;
    }
    return written;
}

Phase ResourceType::phase_of(std::string_view state_word) const {
    if (state_word.empty() && states.empty()) return Phase::ready;
    const auto found = std::ranges::find(states, state_word, &StateWord::word);
    return found == states.end() ? Phase::pending : found->phase;
}

const ResourceType* Catalog::find(std::string_view name) const {
    const auto found = std::ranges::find(types_, name, [](const ResourceType* type) { return type->name; });
    return found == types_.end() ? nullptr : *found;
}

}  // namespace fireform
