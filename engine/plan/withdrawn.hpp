// Attributes that are sent although the public API no longer takes them: what a plan says about them under
// `api = "warn"`. `api = "public"` is the business of engine/config/withdrawn.hpp.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"

namespace fireform {

/// One warning for all that the changes would send or have sent, with the place of each; none under
/// "extended". Changes that are left out by --target say nothing.
[[nodiscard]] Diagnostics warn_of_withdrawn(const Config& config, const std::vector<Change>& changes);

}  // namespace fireform
