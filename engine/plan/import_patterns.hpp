// `[[import]]` with a `*`: which objects it finds, and where they go.
#pragma once

#include "engine/config/config.hpp"
#include "providers/live.hpp"

namespace fireform {

/// `config.imports` with what the patterns find among the live objects. Errors: a pattern that finds nothing,
/// two objects for one address, an address that is no name of a block, and, unless blocks are still to be
/// written, one that has no block.
[[nodiscard]] Checked<std::map<Address, ImportConfig>> find_imports(const Config& config, const Live& live,
                                                                    bool need_blocks);

}  // namespace fireform
