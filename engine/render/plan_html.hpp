// A plan, or the graph of a configuration, as a page (html.hpp). Pure.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"

#include <string>

namespace fireform {

/// Every change with its lines, what it costs before and after, and who needs whom. Sensitive values are not
/// in it.
[[nodiscard]] std::string plan_html(const Plan& plan, Detail detail);

/// The blocks of a configuration, and who needs whom.
[[nodiscard]] std::string graph_html(const Config& config);

}  // namespace fireform
