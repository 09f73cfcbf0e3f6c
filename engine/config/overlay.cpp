#include "engine/config/overlay.hpp"

#include "engine/config/toml_merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace fireform {
namespace {

constexpr std::size_t name_max = 50;

/// `over` into whichever of the tables has its members already; gives back those that none has. A table may
/// be spread over several files.
TomlNode::Table merge_into(const std::vector<TomlNode*>& tables, TomlNode::Table over) {
    TomlNode::Table rest;
    for (TomlMember& member : over) {
        std::vector<TomlNode*> inner;
        TomlMember* same = nullptr;
        for (TomlNode* table : tables) {
            auto& members = std::get<TomlNode::Table>(table->data);
            const auto at = std::ranges::lower_bound(members, member.key, {}, &TomlMember::key);
            if (at == members.end() || at->key != member.key) continue;
            if (!same) same = &*at;
            if (at->value.table()) inner.push_back(&at->value);
        }
        auto* table = std::get_if<TomlNode::Table>(&member.value.data);
        if (!same) {
            rest.push_back(std::move(member));
        } else if (table && !inner.empty()) {
            TomlNode left{merge_into(inner, std::move(*table)), member.value.place};
            merge_over(*inner.front(), std::move(left));
        } else {
            *same = std::move(member);
        }
    }
    return rest;
}

}  // namespace

std::string overlay_name(std::string_view env) {
    return fmt::format("fireform.{}.toml", env);
}

std::string env_name_problem(std::string_view env) {
    if (env == "vars" || env == "fireform") return fmt::format("{} is another file", overlay_name(env));
    const bool good = env.size() <= name_max && is_block_name(env);
    return good ? "" : "it may have letters, digits, '_' and '-' only, with a letter or '_' first";
}

void apply_overlay(std::vector<ConfigFile>& files, ConfigFile& overlay) {
    TomlNode::Table lists;
    TomlNode::Table tables;
    for (TomlMember& member : std::get<TomlNode::Table>(overlay.root.data)) {
        // [[moved]] and the like add to those of the other files.
        if (member.value.array()) {
            lists.push_back(std::move(member));
            continue;
        }
        set_file(member.value, overlay.name);
        member.key_place.file = &overlay.name;
        tables.push_back(std::move(member));
    }
    std::vector<TomlNode*> roots;
    for (ConfigFile& file : files)
        roots.push_back(&file.root);
    // A resource type, `variables` and the like are tables of blocks: a new block stays in this file.
    TomlNode::Table rest = std::move(lists);
    for (TomlMember& member : tables) {
        auto* blocks = std::get_if<TomlNode::Table>(&member.value.data);
        std::vector<TomlNode*> same;
        for (TomlNode* root : roots)
            for (TomlMember& other : std::get<TomlNode::Table>(root->data))
                if (other.key == member.key && other.value.table()) same.push_back(&other.value);
        if (blocks) *blocks = merge_into(same, std::move(*blocks));
        if (!blocks || !blocks->empty()) rest.push_back(std::move(member));
    }
    std::ranges::sort(rest, {}, &TomlMember::key);
    overlay.root.data = std::move(rest);
}

std::string state_path_of(const std::string& path, std::string_view env) {
    constexpr std::string_view ending = ".state.json";
    if (path.ends_with(ending))
        return fmt::format("{}.{}{}", path.substr(0, path.size() - ending.size()), env, ending);
    std::filesystem::path whole(path);
    const std::string extension = whole.extension().string();
    whole.replace_extension();
    return fmt::format("{}.{}{}", whole.string(), env, extension);
}

}  // namespace fireform
