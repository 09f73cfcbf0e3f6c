// `[lookup.TYPE.NAME]`: what chooses an object that is read and never changed.
#pragma once

#include "engine/config/attribute_value.hpp"
#include "engine/config/blocks.hpp"
#include "engine/config/config.hpp"

#include <map>

namespace fireform {

/// Errors: arguments that the look-up does not take or that are missing, wrong values, references to what is
/// not known before the plan.
[[nodiscard]] std::map<Address, LookupConfig> read_lookups(const Blocks& blocks, Interpolator& interpolator,
                                                           Diagnostics& diagnostics);

}  // namespace fireform
