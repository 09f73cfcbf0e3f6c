// Where to draw the nodes of a graph without cycles: in columns, so that every edge leads to the right, with
// few crossings (Sugiyama's method: layers, barycentres, then isotonic regression for the heights). Pure;
// equal graphs, equal pictures.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace fireform {

struct LayeredGraph {
    std::vector<double> widths;  ///< of the nodes, in pixels; all are `node_height` high
    std::vector<std::pair<std::size_t, std::size_t>> edges;  ///< from left to right
};

inline constexpr double node_height = 28;

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

struct LayeredLayout {
    double width = 0;
    double height = 0;
    std::vector<Point> nodes;               ///< their upper left corners
    std::vector<std::vector<Point>> lines;  ///< per edge: leaves a node, passes between others, enters one
};

/// Parts that nothing connects stand one below the other, the largest first; nodes without any edge last, in
/// rows. An edge of a cycle, which no plan has, is a line without points.
[[nodiscard]] LayeredLayout layered_layout(const LayeredGraph& graph);

}  // namespace fireform
