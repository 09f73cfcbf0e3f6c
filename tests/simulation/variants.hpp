// Programs with a mistake each, to see whether the stories would notice: the checker checked. The mistakes
// are made from outside, in what stands between the program and the world.
#pragma once

#include "tests/simulation/machine.hpp"

#include <vector>

namespace fireform::simulation {

[[nodiscard]] const std::vector<Variant>& broken_variants();

}  // namespace fireform::simulation
