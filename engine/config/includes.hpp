// `include = ["../base/*.fireform.toml"]`: files of other folders that belong to the configuration.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/source_files.hpp"

#include <set>
#include <string>
#include <vector>

namespace fireform {

class Includes {
 public:
    /// Both must outlive this.
    Includes(const FileSource& source, Diagnostics& diagnostics)
        : source_(source), diagnostics_(diagnostics) {}

    /// That is part of the configuration without being included.
    void know(const std::string& path) { known_.insert(path); }
    /// Files that `file` includes and nobody did before, as their paths from the project folder. Errors:
    /// patterns that are none or that no file is like, too many files.
    [[nodiscard]] std::vector<std::string> of(const ConfigFile& file);

 private:
    void add(const Site& site, const std::string& pattern, const ConfigFile& file,
             std::vector<std::string>& into);

    const FileSource& source_;
    Diagnostics& diagnostics_;
    std::set<std::string> known_;
};

}  // namespace fireform
