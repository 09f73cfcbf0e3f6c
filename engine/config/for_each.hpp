// `for_each`: one block that is several resources, one for each key.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/interpolation.hpp"

namespace fireform {

/// Takes every block with `for_each` out of `blocks.resources` and puts its instances there, 10,000 for one
/// block at most; `blocks.groups` has what became of it. `interpolator` refers to `blocks`.
void expand_for_each(Blocks& blocks, Interpolator& interpolator, Diagnostics& diagnostics);

/// Without the diagnostics that say the same of another instance: the first is enough.
[[nodiscard]] Diagnostics once_for_instances(Diagnostics all);

}  // namespace fireform
