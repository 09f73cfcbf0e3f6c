// `defaults = "build-sdk"` in [provider.fireworks]: what the founding document's class sent of its own accord
// (brief 3, 4.3), so that its users get the same scaling. Without it nothing is sent that nobody wrote.
#pragma once

#include "engine/config/resource_reader.hpp"

namespace fireform {

/// Sets what the schema names (Attribute::build_sdk) and the user did not write; ResourceConfig::filled says
/// which.
void fill_build_sdk_defaults(ReadResource& resource);

}  // namespace fireform
