// The resources of a configuration and who needs whom, for programs that draw. Pure.
#pragma once

#include "engine/config/config.hpp"

#include <cstdint>
#include <string>

namespace fireform {

/// HTML is a page of its own: graph_html() in plan_html.hpp.
enum class GraphFormat : std::uint8_t { dot, mermaid, html };

/// An arrow leads from a resource to what it needs, as `terraform graph` has it. Sorted by address. Nodes are
/// everything with a block, also what needs nothing and is needed by nobody.
[[nodiscard]] std::string graph_text(const Config& config, GraphFormat format);

}  // namespace fireform
