#include "engine/config/toml_merge.hpp"

#include <algorithm>

namespace fireform {

void set_file(TomlNode& node, const std::string& file) {
    const auto set = [&file](TomlPlace& place) {
        if (!place.file) place.file = &file;
    };
    set(node.place);
    if (auto* items = std::get_if<TomlNode::Array>(&node.data))
        for (TomlNode& item : *items)
            set_file(item, file);
    if (auto* members = std::get_if<TomlNode::Table>(&node.data))
        for (TomlMember& member : *members) {
            set(member.key_place);
            set_file(member.value, file);
        }
}

void merge_over(TomlNode& base, TomlNode over) {
    auto* into = std::get_if<TomlNode::Table>(&base.data);
    auto* from = std::get_if<TomlNode::Table>(&over.data);
    if (!into || !from) {
        base = std::move(over);
        return;
    }
    for (TomlMember& member : *from) {
        const auto at = std::ranges::lower_bound(*into, member.key, {}, &TomlMember::key);
        if (at == into->end() || at->key != member.key) {
            into->insert(at, std::move(member));
        } else if (at->value.table() && member.value.table()) {
            merge_over(at->value, std::move(member.value));
        } else {
            *at = std::move(member);
        }
    }
}

}  // namespace fireform
