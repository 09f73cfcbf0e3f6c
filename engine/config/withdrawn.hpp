// Attributes that the public API no longer takes, under `api = "public"`. Under "warn" the plan tells of them
// (engine/plan/withdrawn.hpp).
#pragma once

#include "engine/config/config.hpp"

namespace fireform {

/// An error for each one that is written, when the settings refuse them.
void check_withdrawn(const Config& config, Diagnostics& diagnostics);

}  // namespace fireform
