#include "engine/config/templates.hpp"

#include "engine/config/toml_merge.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace fireform {
namespace {

constexpr std::size_t depth_max = 20;

void erase_member(TomlNode& table, std::string_view key) {
    auto& members = std::get<TomlNode::Table>(table.data);
    std::erase_if(members, [key](const TomlMember& member) { return member.key == key; });
}

class Applier {
 public:
    Applier(const Blocks& blocks, Diagnostics& diagnostics) : blocks_(blocks), diagnostics_(diagnostics) {}

    /// The block's table with everything that it inherits; none: something is wrong, and was reported.
    std::optional<TomlNode> merged(const Address& address, const ResourceBlock& block) {
        // From the template that is farthest away, so that each next one says more.
        std::vector<const Block*> chain{&block};
        std::set<std::string_view> names;
        while (const TomlMember* from = chain.back()->member->value.find("from")) {
            Site site = chain.back()->site("from").at(from->value.place, "from");
            if (chain.size() == 1) site.address = &address;
            const Block* next = template_of(site, from->value);
            if (!next) return std::nullopt;
            if (!names.insert(next->member->key).second || chain.size() > depth_max) {
                refuse(site, "Templates in a loop",
                       fmt::format("\"{}\" is in a loop of templates, or more than {} are in a row.",
                                   next->member->key, depth_max),
                       "remove one of the \"from\"");
                return std::nullopt;
            }
            chain.push_back(next);
        }
        TomlNode out{TomlNode::Table{}, block.member->value.place};
        for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
            TomlNode table = (*at)->member->value;
            if (*at != &block) set_file(table, *(*at)->file);
            erase_other_spellings(out, table, *block.type);
            merge_over(out, std::move(table));
        }
        erase_member(out, "from");
        return out;
    }

 private:
    void refuse(const Site& site, std::string summary, std::string detail, std::string hint) {
        diagnostics_.add(site.error(std::move(summary), std::move(detail), std::move(hint)));
    }

    const Block* template_of(const Site& site, const TomlNode& node) {
        const auto* name = node.string();
        if (!name) {
            refuse(site, "Wrong type",
                   fmt::format("\"from\" is {}; it takes the name of a template.", kind_name(node)),
                   "write from = \"NAME\" of a [template.NAME]");
            return nullptr;
        }
        const auto found = blocks_.templates.find(*name);
        if (found != blocks_.templates.end()) return &found->second;
        if (blocks_.incomplete) return nullptr;
        std::vector<std::string_view> names;
        for (const auto& [other, block] : blocks_.templates)
            names.push_back(other);
        std::string hint = did_you_mean(*name, names);
        if (hint.empty()) hint = fmt::format("write it: [template.{}]", *name);
        refuse(site, "Unknown template", fmt::format("There is no template {}.", in_quotes(*name)),
               std::move(hint));
        return nullptr;
    }

    /// What `over` says in another spelling of the attribute is said.
    static void erase_other_spellings(TomlNode& base, const TomlNode& over, const ResourceType& type) {
        for (const TomlMember& member : *over.table()) {
            const std::string_view name = type.canonical(member.key);
            auto& members = std::get<TomlNode::Table>(base.data);
            std::erase_if(members, [&](const TomlMember& other) {
                return other.key != member.key && type.canonical(other.key) == name;
            });
        }
    }

    const Blocks& blocks_;
    Diagnostics& diagnostics_;
};

}  // namespace

void apply_templates(Blocks& blocks, Diagnostics& diagnostics) {
    Applier applier(blocks, diagnostics);
    for (auto at = blocks.resources.begin(); at != blocks.resources.end();) {
        auto& [address, block] = *at;
        if (!block.member->value.find("from")) {
            ++at;
            continue;
        }
        if (auto merged = applier.merged(address, block)) {
            blocks.merged.push_back({block.member->key, block.member->key_place, *std::move(merged)});
            block.member = &blocks.merged.back();
            ++at;
            continue;
        }
        // Whatever it lacks now is not its own fault.
        blocks.groups[address].known = false;
        at = blocks.resources.erase(at);
    }
}

}  // namespace fireform
