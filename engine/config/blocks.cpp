#include "engine/config/blocks.hpp"

#include "engine/config/duplicate_key.hpp"
#include "engine/config/wording.hpp"
#include "schemas/lookups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

namespace fireform {
namespace {

constexpr std::array<std::string_view, 12> setting_tables = {"budget",   "fireform", "import",   "include",
                                                             "locals",   "lookup",   "moved",    "outputs",
                                                             "provider", "removed",  "template", "variables"};

constexpr std::array<std::string_view, 24> settings = {"budget.max_hourly_usd",
                                                       "fireform.required_version",
                                                       "fireform.state.address",
                                                       "fireform.state.backend",
                                                       "fireform.state.encryption.passphrase",
                                                       "fireform.state.encryption.previous_passphrase",
                                                       "fireform.state.lock_address",
                                                       "fireform.state.lock_method",
                                                       "fireform.state.password",
                                                       "fireform.state.path",
                                                       "fireform.state.retry_max",
                                                       "fireform.state.retry_wait_max",
                                                       "fireform.state.retry_wait_min",
                                                       "fireform.state.unlock_address",
                                                       "fireform.state.unlock_method",
                                                       "fireform.state.update_method",
                                                       "fireform.state.username",
                                                       "provider.fireworks.account_id",
                                                       "provider.fireworks.api",
                                                       "provider.fireworks.api_key",
                                                       "provider.fireworks.base_url",
                                                       "provider.fireworks.defaults",
                                                       "provider.fireworks.max_retries",
                                                       "provider.fireworks.prices"};

/// Tables on the way to a setting.
bool holds_settings(std::string_view path) {
    return std::ranges::any_of(settings, [path](std::string_view setting) {
        return setting.starts_with(path) && setting.substr(path.size()).starts_with('.');
    });
}

class Sorter {
 public:
    Sorter(const Catalog& catalog, Diagnostics& diagnostics) : catalog_(catalog), diagnostics_(diagnostics) {}

    void sort(const ConfigFile& file) {
        for (const TomlMember& member : *file.root.table())
            sort_member({&file.name, &member});
    }

    Blocks take() { return std::move(blocks_); }

 private:
    void sort_member(const Block& block) {
        const std::string& name = block.member->key;
        if (name == "fireform" || name == "provider" || name == "budget") {
            read_settings(block, name);
        } else if (name == "variables") {
            read_named(block, blocks_.variables, "a variable is written [variables.NAME]");
        } else if (name == "outputs") {
            read_named(block, blocks_.outputs, "an output is written [outputs.NAME]");
        } else if (name == "locals") {
            read_locals(block);
        } else if (name == "moved") {
            read_array(block, blocks_.moved);
        } else if (name == "removed") {
            read_array(block, blocks_.removed);
        } else if (name == "import") {
            read_array(block, blocks_.imports);
        } else if (name == "lookup") {
            read_lookups(block);
        } else if (const ResourceType* type = catalog_.find(name)) {
            read_resources(block, *type);
        } else if (name == "template") {
            read_named(block, blocks_.templates, "a template is written [template.NAME]");
        } else if (name != "include") {  // whose files are read already
            diagnostics_.add(unknown_table(block));
        }
    }

    [[nodiscard]] Diagnostic unknown_table(const Block& block) const {
        const std::string& name = block.member->key;
        std::vector<std::string_view> known(setting_tables.begin(), setting_tables.end());
        for (const ResourceType* type : catalog_)
            known.push_back(type->name);
        std::string hint = did_you_mean(name, known);
        if (!block.member->value.table())
            return block.site(name).error("Unknown setting",
                                          fmt::format("{} stands outside of any table.", in_quotes(name)),
                                          "put it into the [TYPE.NAME] it belongs to");
        if (hint.empty()) hint = "a resource is written [TYPE.NAME]; `fireform schema` lists the types";
        return block.site(name).error(
            "Unknown table", fmt::format("{} is no resource type and no table of fireform.", in_quotes(name)),
            std::move(hint));
    }

    void read_settings(const Block& block, const std::string& path) {
        const auto* members = block.member->value.table();
        if (!members) {
            diagnostics_.add(not_a_table(block, path, fmt::format("write [{}]", path)));
            return;
        }
        for (const TomlMember& member : *members) {
            const Block inner{block.file, &member};
            const std::string inner_path = path + "." + member.key;
            if (holds_settings(inner_path))
                read_settings(inner, inner_path);
            else if (std::ranges::find(settings, inner_path) != settings.end())
                add(blocks_.settings, inner_path, inner, inner_path);
            else
                diagnostics_.add(inner.site(inner_path)
                                     .error("Unknown setting",
                                            fmt::format("There is no setting {}.", in_quotes(inner_path)),
                                            setting_hint(inner_path, path)));
        }
    }

    static std::string setting_hint(std::string_view path, std::string_view table) {
        std::vector<std::string_view> known(settings.begin(), settings.end());
        // Against the last part alone too: a long path makes any two of its settings look alike.
        std::vector<std::string_view> inside;
        for (const std::string_view setting : known)
            if (setting.starts_with(table) && setting[table.size()] == '.')
                inside.push_back(setting.substr(table.size() + 1));
        std::string hint = did_you_mean(path.substr(table.size() + 1), inside);
        if (hint.empty() && table == "provider") hint = "the provider is [provider.fireworks]";
        return hint;
    }

    void read_named(const Block& block, std::map<std::string, Block, std::less<>>& into,
                    std::string_view how) {
        const std::string& table = block.member->key;
        const auto* members = block.member->value.table();
        if (!members) {
            diagnostics_.add(not_a_table(block, table, how));
            return;
        }
        for (const TomlMember& member : *members) {
            const Block inner{block.file, &member};
            const std::string path = table + "." + member.key;
            if (!member.value.table())
                diagnostics_.add(not_a_table(inner, path, how));
            else if (!is_block_name(member.key))
                diagnostics_.add(invalid_name(inner, path));
            else
                add(into, member.key, inner, path);
        }
    }

    void read_locals(const Block& block) {
        const auto* members = block.member->value.table();
        if (!members) {
            diagnostics_.add(not_a_table(block, "locals", "local values are written under [locals]"));
            return;
        }
        for (const TomlMember& member : *members) {
            const Block inner{block.file, &member};
            const std::string path = "locals." + member.key;
            if (is_block_name(member.key))
                add(blocks_.locals, member.key, inner, path);
            else
                diagnostics_.add(invalid_name(inner, path));
        }
    }

    void read_array(const Block& block, std::vector<ArrayBlock>& into) {
        const std::string& name = block.member->key;
        const auto* items = block.member->value.array();
        const bool tables =
            items && std::ranges::all_of(*items, [](const TomlNode& item) { return item.table(); });
        if (!tables) {
            diagnostics_.add(
                block.site(name).error("Wrong type",
                                       fmt::format("\"{}\" is {}; it must be a list of tables.", name,
                                                   kind_name(block.member->value)),
                                       fmt::format("write [[{}]], with two pairs of brackets", name)));
            return;
        }
        for (const TomlNode& item : *items)
            into.push_back({block.file, &item});
    }

    void read_resources(const Block& block, const ResourceType& type) {
        const auto* members = block.member->value.table();
        if (!members) {
            diagnostics_.add(not_a_table(block, type.name, fmt::format("write [{}.NAME]", type.name)));
            return;
        }
        for (const TomlMember& member : *members) {
            const Block inner{block.file, &member};
            const std::string path = fmt::format("{}.{}", type.name, member.key);
            if (!member.value.table()) {
                diagnostics_.add(not_a_resource(inner, type, path));
                continue;
            }
            if (!is_block_name(member.key)) {
                diagnostics_.add(invalid_name(inner, path));
                continue;
            }
            const Address address{std::string(type.name), member.key, std::nullopt};
            add(blocks_.resources, address, ResourceBlock{inner, &type, nullptr}, path);
        }
    }

    void read_lookups(const Block& block) {
        constexpr std::string_view how = "a look-up is written [lookup.TYPE.NAME]";
        const auto* kinds = block.member->value.table();
        if (!kinds) {
            diagnostics_.add(not_a_table(block, "lookup", how));
            return;
        }
        for (const TomlMember& kind : *kinds) {
            const Block of_kind{block.file, &kind};
            const std::string path = "lookup." + kind.key;
            const auto* members = kind.value.table();
            if (!find_lookup(kind.key)) {
                diagnostics_.add(unknown_lookup(of_kind.site(path), kind.key));
            } else if (!members) {
                diagnostics_.add(not_a_table(of_kind, path, how));
            } else {
                for (const TomlMember& member : *members)
                    add_lookup(Block{block.file, &member}, kind.key, path + "." + member.key, how);
            }
        }
    }

    void add_lookup(const Block& block, const std::string& kind, const std::string& path,
                    std::string_view how) {
        if (!block.member->value.table())
            diagnostics_.add(not_a_table(block, path, how));
        else if (!is_block_name(block.member->key))
            diagnostics_.add(invalid_name(block, path));
        else
            add(blocks_.lookups, Address{kind, block.member->key, std::nullopt}, block, path);
    }

    [[nodiscard]] Diagnostic not_a_resource(const Block& block, const ResourceType& type,
                                            const std::string& path) const {
        if (block.member->value.array())
            return not_a_table(block, path, fmt::format("write [{}], with one pair of brackets", path));
        return block.site(path).error("Resource without a name",
                                      fmt::format("{} stands in [{}]; a resource has a name of its own.",
                                                  in_quotes(block.member->key), type.name),
                                      fmt::format("write [{}.NAME] above it", type.name));
    }

    static Diagnostic not_a_table(const Block& block, std::string_view path, std::string_view hint) {
        return block.site(std::string(path))
            .error("Wrong type",
                   fmt::format("\"{}\" is {}; it must be a table.", path, kind_name(block.member->value)),
                   std::string(hint));
    }

    static Diagnostic invalid_name(const Block& block, const std::string& path) {
        return block.site(path).error(
            "Invalid name",
            fmt::format("The name {} may have letters, digits, '_' and '-' only, with a letter or '_' first.",
                        in_quotes(block.member->key)));
    }

    template <class Map, class Item>
    void add(Map& into, const typename Map::key_type& key, const Item& item, const std::string& path) {
        const auto [first, is_new] = into.try_emplace(key, item);
        if (is_new) return;
        const Block& other = first->second;
        auto error = defined_twice(path, item.site("").range(), other.site("").range());
        if constexpr (std::is_same_v<Item, ResourceBlock>) error.address = key;
        diagnostics_.add(std::move(error));
    }

    const Catalog& catalog_;
    Diagnostics& diagnostics_;
    Blocks blocks_;
};

}  // namespace

const TomlPlace& Block::place() const {
    // An inline table begins with its value; its key says more.
    const bool header = member->value.table() && member->value.place.before(member->key_place);
    return header ? member->value.place : member->key_place;
}

Blocks sort_blocks(const std::vector<ConfigFile>& files, const Catalog& catalog, Diagnostics& diagnostics) {
    Sorter sorter(catalog, diagnostics);
    for (const ConfigFile& file : files)
        sorter.sort(file);
    return sorter.take();
}

Diagnostic unknown_lookup(const Site& site, std::string_view kind) {
    std::vector<std::string_view> kinds;
    for (const LookupType& type : fireworks_lookups())
        kinds.push_back(type.name);
    std::string hint = did_you_mean(kind, kinds);
    if (hint.empty()) hint = fmt::format("{} can be looked up", any_of_text(kinds, false));
    return site.error("Unknown look-up", fmt::format("There is no look-up of the type \"{}\".", kind),
                      std::move(hint));
}

Diagnostic not_supported(const Site& site, std::string_view what) {
    return site.error(
        "Not supported by this version",
        fmt::format("fireform {} does not know what to do with \"{}\" yet.", FIREFORM_VERSION, what),
        "remove it, or use a newer fireform");
}

}  // namespace fireform
