#include "engine/render/graph_svg.hpp"

#include "engine/render/html.hpp"
#include "engine/render/layered_layout.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace fireform {
namespace {

constexpr std::size_t alike_max = 5;       ///< nodes that are drawn one by one
constexpr std::size_t label_columns = 44;  ///< of a label at most
constexpr double column_width = 7.25;      ///< pixels of a letter: 12 px of a monospaced font
constexpr double padding = 12;             ///< pixels left and right of a label
constexpr std::size_t names_shown = 12;    ///< of what one node stands for

using Members = std::vector<std::size_t>;

/// Nodes that are drawn as one.
std::vector<Members> bundles(const std::vector<GraphNode>& nodes, const GraphEdges& edges) {
    std::vector<std::set<std::size_t>> needs(nodes.size());
    std::vector<std::set<std::size_t>> needed_by(nodes.size());
    for (const auto& [who, what] : edges) {
        needs[who].insert(what);
        needed_by[what].insert(who);
    }
    using Key = std::tuple<std::string_view, std::string_view, std::set<std::size_t>, std::set<std::size_t>>;
    std::map<Key, Members> alike;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        alike[{nodes[i].type, nodes[i].kind, needs[i], needed_by[i]}].push_back(i);
    std::vector<Members> out;
    for (auto& [key, members] : alike) {
        if (members.size() > alike_max)
            out.push_back(std::move(members));
        else
            for (const std::size_t one : members)
                out.push_back({one});
    }
    std::ranges::sort(out);  // by their first, which is in no other
    return out;
}

std::string label_of(const std::vector<GraphNode>& nodes, const Members& members) {
    const GraphNode& first = nodes[members.front()];
    std::string text = members.size() == 1 ? first.label : fmt::format("{} × {}", members.size(), first.type);
    text = fit(printable(text), label_columns);
    return first.symbol.empty() ? text : fmt::format("{} {}", first.symbol, text);
}

std::string title_of(const std::vector<GraphNode>& nodes, const Members& members) {
    std::string out;
    for (std::size_t i = 0; i < std::min(members.size(), names_shown); ++i)
        out += html_text(nodes[members[i]].label) + '\n';
    if (members.size() > names_shown) out += fmt::format("and {} more\n", members.size() - names_shown);
    out.pop_back();
    return out;
}

std::string drawn(const std::vector<GraphNode>& nodes, const Members& members, std::size_t number, Point at,
                  double width) {
    const GraphNode& first = nodes[members.front()];
    const auto box = [&](double shift) {
        return fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>)", at.x + shift,
                           at.y + shift, width, node_height, first.run ? node_height / 2 : 5);
    };
    std::string out = fmt::format(R"(<g class="node {}" data-n="{}"><title>{}</title>)", first.kind, number,
                                  title_of(nodes, members));
    out += (members.size() > 1 ? box(4) : std::string()) + box(0);
    out += fmt::format(R"(<text x="{}" y="{}">{}</text></g>)", at.x + padding, at.y + node_height / 2 + 4,
                       html_text(label_of(nodes, members)));
    if (members.size() > 1)
        return fmt::format("<a href=\"#\" data-find=\"{}.\">{}</a>\n", html_text(first.type), out);
    return first.row == 0 ? out + '\n' : fmt::format("<a href=\"#r{}\">{}</a>\n", first.row, out);
}

/// From point to point in curves that leave and enter level.
std::string curve(const std::vector<Point>& points) {
    std::string out = fmt::format("M{} {}", points.front().x, points.front().y);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double middle = (points[i - 1].x + points[i].x) / 2;
        out += fmt::format("C{0} {1} {0} {2} {3} {2}", middle, points[i - 1].y, points[i].y, points[i].x);
    }
    return out;
}

}  // namespace

std::string graph_svg(const std::vector<GraphNode>& nodes, const GraphEdges& edges) {
    if (nodes.empty()) return {};
    const std::vector<Members> drawings = bundles(nodes, edges);
    std::vector<std::size_t> drawing_of(nodes.size());
    LayeredGraph graph;
    for (std::size_t i = 0; i < drawings.size(); ++i) {
        for (const std::size_t member : drawings[i])
            drawing_of[member] = i;
        graph.widths.push_back(std::ceil(
            static_cast<double>(columns(label_of(nodes, drawings[i]))) * column_width + 2 * padding));
    }
    std::set<std::pair<std::size_t, std::size_t>> lines;
    for (const auto& [who, what] : edges)
        lines.emplace(drawing_of[what], drawing_of[who]);
    graph.edges.assign(lines.begin(), lines.end());

    const LayeredLayout layout = layered_layout(graph);
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "role=\"img\" aria-label=\"Who needs whom\">\n<g class=\"edges\">\n",
        layout.width, layout.height);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        if (!layout.lines[i].empty())
            out += fmt::format("<path data-a=\"{}\" data-b=\"{}\" d=\"{}\"/>\n", graph.edges[i].first,
                               graph.edges[i].second, curve(layout.lines[i]));
    out += "</g>\n";
    for (std::size_t i = 0; i < drawings.size(); ++i)
        out += drawn(nodes, drawings[i], i, layout.nodes[i], graph.widths[i]);
    return fmt::format("<div class=\"graph\">{}</svg></div>\n", out);
}

}  // namespace fireform
