// State's entry of an object that was there before and is taken over: by `import` and by `export`.
#pragma once

#include "engine/config/config.hpp"
#include "providers/live.hpp"
#include "state/snapshot.hpp"

namespace fireform::cli {

/// Nothing counts as applied yet.
[[nodiscard]] ResourceState import_entry(const ResourceConfig& resource, const LiveObject& live);

}  // namespace fireform::cli
