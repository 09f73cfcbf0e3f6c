// The configuration of a story: blocks as somebody would write them, and how the same somebody edits them.
#pragma once

#include "tests/simulation/random.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform::simulation {

struct Setting {
    std::string key;         ///< as written in TOML
    std::string value;       ///< as written in TOML: "\"chat\"", "3"
    std::string api = {};    ///< where the service must show it in the end, "autoTune.longPrompt"; "" nowhere
    std::string shown = {};  ///< what it must show there, when that is not `value` itself
};

struct Block {
    std::string type;
    std::string name;
    std::vector<Setting> settings;
    std::vector<std::string> needs = {};  ///< addresses that its references name

    [[nodiscard]] std::string address() const { return type + "." + name; }
    [[nodiscard]] const std::string& value(std::string_view key) const;
};

struct Fleet {
    std::vector<Block> blocks;

    [[nodiscard]] std::string to_toml() const;
    [[nodiscard]] const Block* find(std::string_view address) const;
    [[nodiscard]] Block* find(std::string_view address);
};

/// Files that the blocks name, relative to the project folder: name and content.
struct ProjectFile {
    std::string_view name;
    std::string_view content;
};
[[nodiscard]] const std::vector<ProjectFile>& project_files();

/// Writes and edits fleets that the service would take. Names are given once, so that nothing in the way
/// of a new block is the fault of an old one.
class Author {
 public:
    explicit Author(Random random) : random_(random) {}

    [[nodiscard]] Fleet write();
    /// What was changed, in words.
    std::string edit(Fleet& fleet);
    static void set(Block& block, std::string_view key, std::string value);
    /// A run makes a model of another name, and so does every run that starts from it.
    void rename_output(Fleet& fleet, Block& block);

 private:
    using Addresses = std::vector<std::string>;

    bool add(Fleet& fleet, std::string_view type);
    void add_any(Fleet& fleet);
    void remove(Fleet& fleet, const std::string& address);
    [[nodiscard]] Addresses of_type(const Fleet& fleet, std::string_view type, std::string_view key = {},
                                    std::string_view value = {}) const;
    [[nodiscard]] std::string fresh(std::string_view word);
    [[nodiscard]] bool change(Fleet& fleet, Block& block, bool in_place);

    void deployment(Block& block);
    bool dataset(const Fleet& fleet, Block& block, std::string_view rows);
    bool lora_addon(const Fleet& fleet, Block& block);
    bool job(Fleet& fleet, Block& block, std::string_view rows);
    bool router(const Fleet& fleet, Block& block);
    bool model(const Fleet& fleet, Block& block);
    void secret(Block& block);

    Random random_;
    int names_ = 0;
};

}  // namespace fireform::simulation
