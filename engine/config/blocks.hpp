// The blocks of all configuration files, sorted by what they are: the merge. What stands in them is read by
// the readers of settings, variables, outputs and resources.
#pragma once

#include "engine/config/site.hpp"
#include "engine/config/toml_document.hpp"
#include "schemas/address.hpp"
#include "schemas/schema.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fireform {

struct ConfigFile {
    std::string name;  ///< for messages
    TomlNode root;
    std::string path = {};  ///< from the project folder
};

/// Points into the file it was read from.
struct Block {
    const std::string* file = nullptr;
    const TomlMember* member = nullptr;

    /// The header; the key of a table without one, or of a value.
    [[nodiscard]] const TomlPlace& place() const;
    [[nodiscard]] Site site(std::string name) const { return {file, place(), nullptr, std::move(name)}; }
};

struct Each;  // engine/config/interpolation.hpp

struct ResourceBlock : Block {
    const ResourceType* type = nullptr;
    std::shared_ptr<const Each> each;  ///< of an instance of a block with `for_each`
};

/// One table of a top-level array: `[[moved]]`.
struct ArrayBlock {
    const std::string* file = nullptr;
    const TomlNode* node = nullptr;
};

/// What became of a block with `for_each`.
struct InstanceGroup {
    std::vector<Address> instances;  ///< sorted
    bool known = true;               ///< false: `for_each` or `from` is wrong, which was reported
};

struct Blocks {
    /// By path: "fireform.required_version", "fireform.state.path", "provider.fireworks.api_key".
    std::map<std::string, Block, std::less<>> settings;
    std::map<std::string, Block, std::less<>> variables;  ///< tables all, as in the two below
    std::map<std::string, Block, std::less<>> outputs;
    std::map<std::string, Block, std::less<>> locals;  ///< values of any kind
    std::map<std::string, Block, std::less<>> templates;
    std::deque<TomlMember> merged;  ///< what blocks became that have a template
    std::map<Address, ResourceBlock> resources;
    /// Blocks with `for_each`, which are no resources themselves, and those that could not be read.
    std::map<Address, InstanceGroup> groups;
    std::vector<ArrayBlock> moved, removed, imports;  ///< tables all, in order of files
    std::map<Address, Block> lookups;  ///< tables of known kinds: "model.base" of [lookup.model.base]
    /// A file could not be read: what is missing here may stand in it.
    bool incomplete = false;
};

/// `files` must outlive the result. Errors: the same name twice, unknown tables and settings, what is
/// reserved for later versions, what is not a table and should be.
[[nodiscard]] Blocks sort_blocks(const std::vector<ConfigFile>& files, const Catalog& catalog,
                                 Diagnostics& diagnostics);

/// "replace_on" and the like, which have a name already and no meaning yet.
[[nodiscard]] Diagnostic not_supported(const Site& site, std::string_view what);

/// Nothing of that type can be looked up.
[[nodiscard]] Diagnostic unknown_lookup(const Site& site, std::string_view kind);

}  // namespace fireform
