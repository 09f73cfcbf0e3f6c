#include "engine/render/layered_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace fireform {
namespace {

// Pixels.
constexpr double margin = 16;
constexpr double column_gap = 72;
constexpr double row_gap = 12;
constexpr double part_gap = 28;
constexpr double passing_height = 8;  ///< of the place where an edge passes a column
constexpr double rows_width = 1100;   ///< of what has no edges

constexpr int sweeps = 6;
/// Above it long edges are drawn straight: nobody could follow them, and each costs a place per column.
constexpr std::size_t passings_max = 20000;

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

using Edge = std::pair<std::size_t, std::size_t>;

/// A node, or the place where an edge passes a column.
struct Place {
    std::size_t layer = 0;
    double height = node_height;
    double y = 0;  ///< of its middle
    std::vector<std::size_t> left;
    std::vector<std::size_t> right;
};

/// Longest ways from what needs nothing; none: part of a cycle.
std::vector<std::size_t> layers(const LayeredGraph& graph) {
    const std::size_t count = graph.widths.size();
    std::vector<std::vector<std::size_t>> next(count);
    std::vector<std::vector<std::size_t>> before(count);
    std::vector<std::size_t> waiting(count, 0);
    for (const auto& [from, to] : graph.edges) {
        next[from].push_back(to);
        before[to].push_back(from);
        ++waiting[to];
    }
    std::vector<std::size_t> order;
    std::vector<std::size_t> layer(count, none);
    for (std::size_t node = 0; node < count; ++node)
        if (waiting[node] == 0) {
            layer[node] = 0;
            order.push_back(node);
        }
    for (std::size_t at = 0; at < order.size(); ++at)
        for (const std::size_t to : next[order[at]]) {
            if (--waiting[to] > 0) continue;
            for (const std::size_t from : before[to])
                layer[to] = layer[to] == none ? layer[from] + 1 : std::max(layer[to], layer[from] + 1);
            order.push_back(to);
        }
    // What needs nothing stands beside the first that needs it, and not far away at the edge.
    for (const std::size_t node : order) {
        if (!before[node].empty() || next[node].empty()) continue;
        std::size_t nearest = none;
        for (const std::size_t to : next[node])
            nearest = std::min(nearest, layer[to]);
        if (nearest != none) layer[node] = nearest - 1;
    }
    return layer;
}

/// For every node the lowest one that a way without directions leads to.
std::vector<std::size_t> parts_of(std::size_t count, const std::vector<Edge>& edges) {
    std::vector<std::size_t> root(count);
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&root](std::size_t node) {
        while (root[node] != node)
            node = root[node] = root[root[node]];
        return node;
    };
    for (const auto& [from, to] : edges) {
        const std::size_t a = find(from);
        const std::size_t b = find(to);
        root[std::max(a, b)] = std::min(a, b);
    }
    for (std::size_t node = 0; node < count; ++node)
        root[node] = find(node);
    return root;
}

double mean_of(const std::vector<std::size_t>& neighbours, const std::vector<double>& values,
               double otherwise) {
    if (neighbours.empty()) return otherwise;
    double sum = 0;
    for (const std::size_t one : neighbours)
        sum += values[one];
    return sum / static_cast<double>(neighbours.size());
}

/// One part of the drawing that nothing connects with the rest.
class Part {
 public:
    std::vector<Place> places;

    /// Orders and heights; the topmost place begins at 0. Its height.
    double arrange() {
        std::size_t deepest = 0;
        for (const Place& place : places)
            deepest = std::max(deepest, place.layer);
        columns_.resize(deepest + 1);
        for (std::size_t i = 0; i < places.size(); ++i)
            columns_[places[i].layer].push_back(i);
        for (int i = 0; i < sweeps; ++i)
            order(i % 2 == 0);
        for (std::vector<std::size_t>& column : columns_)
            stack(column);
        for (int i = 0; i < 2 * sweeps; ++i)
            align(i % 2 == 0);
        return settle();
    }

 private:
    std::vector<std::vector<std::size_t>> columns_;  ///< places from top to bottom

    /// Every column by the middle of its neighbours in the one before (`rightwards`), or in the one behind.
    void order(bool rightwards) {
        std::vector<double> rank(places.size(), 0);
        const auto note = [&rank](const std::vector<std::size_t>& column) {
            for (std::size_t i = 0; i < column.size(); ++i)
                rank[column[i]] = static_cast<double>(i);
        };
        for (const std::vector<std::size_t>& column : columns_)
            note(column);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::vector<std::size_t>& column = columns_[rightwards ? i : columns_.size() - 1 - i];
            std::vector<std::pair<double, double>> keys(places.size());
            for (const std::size_t at : column)
                keys[at] = {mean_of(rightwards ? places[at].left : places[at].right, rank, rank[at]),
                            rank[at]};
            std::ranges::sort(column, {}, [&keys](std::size_t at) { return keys[at]; });
            note(column);
        }
    }

    [[nodiscard]] double distance(std::size_t above, std::size_t below) const {
        return (places[above].height + places[below].height) / 2 + row_gap;
    }

    void stack(const std::vector<std::size_t>& column) {
        for (std::size_t i = 1; i < column.size(); ++i)
            places[column[i]].y = places[column[i - 1]].y + distance(column[i - 1], column[i]);
    }

    void align(bool rightwards) {
        for (std::size_t i = 0; i < columns_.size(); ++i)
            align(columns_[rightwards ? i : columns_.size() - 1 - i]);
    }

    /// As near as the order and the distances allow to the middle of the neighbours: the least squares, by
    /// pooling adjacent violators.
    void align(const std::vector<std::size_t>& column) {
        struct Pool {
            double sum = 0;
            double count = 0;
            [[nodiscard]] double mean() const { return sum / count; }
        };
        std::vector<double> y(places.size());
        for (std::size_t i = 0; i < places.size(); ++i)
            y[i] = places[i].y;
        std::vector<Pool> pools;
        std::vector<double> offsets;
        double offset = 0;
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (i > 0) offset += distance(column[i - 1], column[i]);
            offsets.push_back(offset);
            std::vector<std::size_t> around = places[column[i]].left;
            around.insert(around.end(), places[column[i]].right.begin(), places[column[i]].right.end());
            pools.push_back({mean_of(around, y, y[column[i]]) - offset, 1});
            while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
                const Pool last = pools.back();
                pools.pop_back();
                pools.back().sum += last.sum;
                pools.back().count += last.count;
            }
        }
        std::size_t at = 0;
        for (const Pool& pool : pools)
            for (double left = pool.count; left > 0.5; --left, ++at)
                places[column[at]].y = pool.mean() + offsets[at];
    }

    double settle() {
        double top = std::numeric_limits<double>::max();
        double bottom = std::numeric_limits<double>::lowest();
        for (const Place& place : places) {
            top = std::min(top, place.y - place.height / 2);
            bottom = std::max(bottom, place.y + place.height / 2);
        }
        for (Place& place : places)
            place.y = std::round(place.y - top);
        return bottom - top;
    }
};

/// Where each node and each passing of an edge is.
struct Index {
    std::vector<std::size_t> part;                   ///< of a node; none: it has no edges
    std::vector<std::size_t> place;                  ///< of a node, in its part
    std::vector<std::vector<std::size_t>> passings;  ///< of an edge, in the part of its nodes
};

void connect(Part& part, std::size_t left, std::size_t right) {
    part.places[left].right.push_back(right);
    part.places[right].left.push_back(left);
}

std::vector<Part> make_parts(const LayeredGraph& graph, const std::vector<std::size_t>& layer,
                             const std::vector<Edge>& edges, Index& index) {
    const std::size_t count = graph.widths.size();
    const std::vector<std::size_t> roots = parts_of(count, edges);
    std::vector<std::size_t> sizes(count, 0);
    for (const std::size_t root : roots)
        ++sizes[root];
    std::vector<std::size_t> chosen;
    for (std::size_t node = 0; node < count; ++node)
        if (sizes[node] > 1) chosen.push_back(node);
    std::ranges::sort(chosen, {}, [&](std::size_t root) { return std::pair(count - sizes[root], root); });

    std::vector<std::size_t> number(count, none);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        number[chosen[i]] = i;
    std::vector<Part> parts(chosen.size());
    index.part.assign(count, none);
    index.place.assign(count, none);
    for (std::size_t node = 0; node < count; ++node) {
        if (number[roots[node]] == none) continue;
        index.part[node] = number[roots[node]];
        Part& part = parts[index.part[node]];
        index.place[node] = part.places.size();
        part.places.push_back({layer[node], node_height, 0, {}, {}});
    }
    std::size_t passings = 0;
    for (const auto& [from, to] : edges) {
        Part& part = parts[index.part[from]];
        std::vector<std::size_t>& way = index.passings.emplace_back();
        std::size_t last = index.place[from];
        const bool straight = passings + layer[to] - layer[from] > passings_max;
        for (std::size_t at = layer[from] + 1; at < layer[to] && !straight; ++at) {
            way.push_back(part.places.size());
            part.places.push_back({at, passing_height, 0, {}, {}});
            connect(part, last, way.back());
            last = way.back();
        }
        passings += way.size();
        connect(part, last, index.place[to]);
    }
    return parts;
}

}  // namespace

LayeredLayout layered_layout(const LayeredGraph& graph) {
    LayeredLayout out;
    const std::size_t count = graph.widths.size();
    out.nodes.resize(count);
    out.lines.resize(graph.edges.size());
    std::vector<std::size_t> layer = layers(graph);
    for (std::size_t& one : layer)
        if (one == none) one = 0;
    std::vector<Edge> edges;
    std::vector<std::size_t> edge_of;
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        if (layer[graph.edges[i].first] < layer[graph.edges[i].second]) {
            edges.push_back(graph.edges[i]);
            edge_of.push_back(i);
        }

    Index index;
    std::vector<Part> parts = make_parts(graph, layer, edges, index);
    std::vector<double> widths;
    for (std::size_t node = 0; node < count; ++node) {
        if (index.part[node] == none) continue;
        widths.resize(std::max(widths.size(), layer[node] + 1), 0);
        widths[layer[node]] = std::max(widths[layer[node]], graph.widths[node]);
    }
    std::vector<double> columns;
    double right = margin;
    for (const double width : widths) {
        columns.push_back(right);
        right += width + column_gap;
    }
    out.width = widths.empty() ? 0 : right - column_gap + margin;

    double bottom = margin;
    std::vector<double> tops;
    for (Part& part : parts) {
        tops.push_back(bottom);
        bottom += part.arrange() + part_gap;
    }
    const auto middle = [&](std::size_t part, std::size_t place) {
        return tops[part] + parts[part].places[place].y;
    };
    for (std::size_t node = 0; node < count; ++node)
        if (index.part[node] != none)
            out.nodes[node] = {columns[layer[node]],
                               middle(index.part[node], index.place[node]) - node_height / 2};
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const auto [from, to] = edges[i];
        std::vector<Point>& line = out.lines[edge_of[i]];
        line.push_back({out.nodes[from].x + graph.widths[from], out.nodes[from].y + node_height / 2});
        // Level to the end of the column: a curve from a narrow node would go behind a wide one beside it.
        if (const double end = columns[layer[from]] + widths[layer[from]]; end > line.back().x)
            line.push_back({end, line.back().y});
        for (const std::size_t passing : index.passings[i]) {
            const std::size_t at = parts[index.part[from]].places[passing].layer;
            const double y = middle(index.part[from], passing);
            line.push_back({columns[at], y});
            line.push_back({columns[at] + widths[at], y});
        }
        line.push_back({out.nodes[to].x, out.nodes[to].y + node_height / 2});
    }

    double x = margin;
    bool any = false;
    for (std::size_t node = 0; node < count; ++node) {
        if (index.part[node] != none) continue;
        if (any && x + graph.widths[node] + margin > std::max(rows_width, out.width)) {
            x = margin;
            bottom += node_height + row_gap;
        }
        any = true;
        out.nodes[node] = {x, bottom};
        x += graph.widths[node] + row_gap;
        out.width = std::max(out.width, x - row_gap + margin);
    }
    if (any) bottom += node_height + part_gap;
    out.height = count == 0 ? 0 : bottom - part_gap + margin;
    return out;
}

}  // namespace fireform
