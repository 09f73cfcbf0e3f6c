// `[outputs.X]`: values shown after apply and by `fireform output`.
#pragma once

#include "engine/config/config.hpp"
#include "engine/config/interpolation.hpp"

#include <map>
#include <string>

namespace fireform {

/// Errors: no value, unknown settings, references that name nothing, sensitive material in an output that is
/// not.
[[nodiscard]] std::map<std::string, OutputConfig> read_outputs(const Blocks& blocks,
                                                               Interpolator& interpolator,
                                                               Diagnostics& diagnostics);

}  // namespace fireform
