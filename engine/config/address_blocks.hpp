// `[[moved]]`, `[[removed]]` and `[[import]]`: what becomes of entries of state and objects that are there.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/config.hpp"
#include "engine/config/interpolation.hpp"

namespace fireform {

/// Into `config.moved`, `config.removed`, `config.imports` and `config.import_patterns`. Errors: no
/// addresses, an address that still has a block, one that has none, another type, loops, the same twice.
void read_address_blocks(const Blocks& blocks, Interpolator& interpolator, Config& config,
                         bool imports_need_blocks, Diagnostics& diagnostics);

}  // namespace fireform
