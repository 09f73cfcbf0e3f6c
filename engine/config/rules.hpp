// The rules of a resource type: attributes that depend on one another.
#pragma once

#include "engine/config/resource_reader.hpp"

namespace fireform {

/// An attribute that is unknown, or was wrong, counts as set. Each broken rule is one error.
void check_rules(const ReadResource& resource, Diagnostics& diagnostics);

}  // namespace fireform
