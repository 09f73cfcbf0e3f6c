// A graph of resources as SVG, for a page of html.hpp. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

struct GraphNode {
    std::string label;        ///< plain text: an address
    std::string type;         ///< the resource type
    std::string_view kind;    ///< a word of ours, the class of its colour
    std::string_view symbol;  ///< in front of the label; "" none
    std::size_t row = 0;      ///< `id` of its row in the list is "r" and this; 0: it has none
    bool run = false;         ///< happens once: rounded
};
using GraphEdges = std::vector<std::pair<std::size_t, std::size_t>>;  ///< who needs, what is needed

/// What is needed stands left of what needs it. Many nodes of one type and kind with the same neighbours are
/// drawn as one that says how many. "" without nodes.
[[nodiscard]] std::string graph_svg(const std::vector<GraphNode>& nodes, const GraphEdges& edges);

}  // namespace fireform
