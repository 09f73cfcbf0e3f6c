// Loops among resources: none of them could be made first.
#pragma once

#include "engine/config/resource_reader.hpp"

#include <vector>

namespace fireform {

/// One error for each loop that is found, ten at most: "deployment.a -> lora_addon.b -> deployment.a", at the
/// first of its references. `resources` are sorted by address.
void check_cycles(const std::vector<ReadResource>& resources, Diagnostics& diagnostics);

}  // namespace fireform
