#include "engine/render/layered_layout.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fireform;

namespace {

LayeredGraph graph(std::size_t nodes, std::vector<std::pair<std::size_t, std::size_t>> edges) {
    return {std::vector<double>(nodes, 100), std::move(edges)};
}

/// "" when no two nodes cover each other and every line leads to the right.
std::string fault(const LayeredGraph& graph) {
    const LayeredLayout layout = layered_layout(graph);
    for (std::size_t a = 0; a < layout.nodes.size(); ++a) {
        const Point at = layout.nodes[a];
        if (at.x < 0 || at.y < 0 || at.x + graph.widths[a] > layout.width ||
            at.y + node_height > layout.height)
            return "node " + std::to_string(a) + " is outside";
        for (std::size_t b = 0; b < a; ++b) {
            const Point other = layout.nodes[b];
            if (at.x < other.x + graph.widths[b] && other.x < at.x + graph.widths[a] &&
                at.y < other.y + node_height && other.y < at.y + node_height)
                return "nodes " + std::to_string(b) + " and " + std::to_string(a) + " cover each other";
        }
    }
    for (const std::vector<Point>& line : layout.lines)
        for (std::size_t i = 1; i < line.size(); ++i)
            if (line[i].x < line[i - 1].x) return "a line leads back";
    return "";
}

}  // namespace

TEST_CASE("layout: a chain is a row, from what is needed to what needs it") {
    const LayeredLayout layout = layered_layout(graph(3, {{2, 1}, {1, 0}}));
    CHECK(layout.nodes[2].x < layout.nodes[1].x);
    CHECK(layout.nodes[1].x < layout.nodes[0].x);
    CHECK(layout.nodes[0].y == layout.nodes[2].y);
    CHECK(layout.lines[0] ==
          std::vector<Point>{{layout.nodes[2].x + 100, layout.nodes[2].y + node_height / 2},
                             {layout.nodes[1].x, layout.nodes[1].y + node_height / 2}});
}

TEST_CASE("layout: what is needed by many stands in their middle") {
    const LayeredLayout layout = layered_layout(graph(4, {{0, 1}, {0, 2}, {0, 3}}));
    CHECK(layout.nodes[1].y < layout.nodes[2].y);
    CHECK(layout.nodes[2].y < layout.nodes[3].y);
    CHECK(layout.nodes[0].y == layout.nodes[2].y);
}

TEST_CASE("layout: an edge of a narrow node leaves its column level") {
    LayeredGraph two = graph(4, {{0, 1}, {2, 1}, {2, 3}});
    two.widths[2] = 300;
    const std::vector<Point> line = layered_layout(two).lines[0];
    REQUIRE(line.size() == 3);
    CHECK(line[1] == Point{line[0].x + 200, line[0].y});
}

TEST_CASE("layout: an edge over a column has a place there") {
    const LayeredLayout layout = layered_layout(graph(3, {{0, 1}, {1, 2}, {0, 2}}));
    CHECK(layout.lines[2].size() == 4);
    CHECK(layout.lines[2][1].y != layout.nodes[1].y + node_height / 2);
}

TEST_CASE("layout: nothing, a node alone, and a cycle that cannot be drawn") {
    CHECK(layered_layout({}).height == 0);
    CHECK(layered_layout(graph(1, {})).nodes.front() == Point{16, 16});
    const LayeredLayout circle = layered_layout(graph(2, {{0, 1}, {1, 0}}));
    CHECK(circle.lines[0].empty());
    CHECK(fault(graph(2, {{0, 1}, {1, 0}})) == "");
}

TEST_CASE("layout: nodes never cover each other") {
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    std::size_t seed = 7;
    const auto next = [&seed](std::size_t below) { return (seed = (seed * 48271) % 2147483647) % below; };
    for (std::size_t to = 1; to < 120; ++to)
        for (std::size_t i = next(3); i > 0; --i)
            edges.emplace_back(next(to), to);
    CHECK(fault(graph(120, edges)) == "");
    CHECK(fault(graph(300, {})) == "");
}
