// Whether the datasets and deployments exist that runs and routers name. Models, shapes and the base of an
// addon have checks of their own.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// Of new values in our own account, as far as their type was listed.
[[nodiscard]] Diagnostics check_names(const Plan& plan, const Config& config, const Live& live,
                                      const LiveIndex& index);

/// "Deployment not found", with the nearest that is there. `name`: full.
[[nodiscard]] Diagnostic object_not_found(const ResourceConfig& resource, std::string_view attribute,
                                          const ResourceType& type, const std::string& name,
                                          const Live& live);

}  // namespace fireform
