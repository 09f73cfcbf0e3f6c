// `[locals]`: names for values that are written once and used in many places.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/interpolation.hpp"

#include <map>
#include <string>
#include <vector>

namespace fireform {

class Locals {
 public:
    /// All must outlive this. From now on `interpolator` knows the local values.
    Locals(const Blocks& blocks, Interpolator& interpolator, Diagnostics& diagnostics);
    Locals(const Locals&) = delete;
    Locals& operator=(const Locals&) = delete;

    /// Every one of them, so that what is wrong in one that nothing uses is told too.
    void read();
    /// Values that are made of something sensitive.
    void collect_secrets(std::vector<std::string>& secrets) const;

 private:
    /// Reads it when nothing did before. Null: there is none, it needs itself, or they are too deep in one
    /// another, which was reported.
    const Local* find(const Site& user, const std::string& name);
    Local read_value(const std::string& name, const Block& block);
    [[nodiscard]] Diagnostic unknown(const Site& user, const std::string& name) const;

    const Blocks& blocks_;
    Interpolator& interpolator_;
    Diagnostics& diagnostics_;
    std::map<std::string, Local, std::less<>> values_;
    std::vector<std::string> path_;  ///< that are being read, each for the one before it
};

}  // namespace fireform
