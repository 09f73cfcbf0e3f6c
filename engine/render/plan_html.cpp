#include "engine/render/plan_html.hpp"

#include "engine/plan/forecast.hpp"
#include "engine/render/change_lines.hpp"
#include "engine/render/graph_svg.hpp"
#include "engine/render/html.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace fireform {
namespace {

/// The class of a row's colour, and what its button filters by.
std::string_view kind_of(const Change& change) {
    if (change.action == Action::undelete) return resumes(change) ? "update" : "create";
    if (change.action == Action::none && !change.deposed.empty()) return "destroy";
    return to_text(change.action);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kinds{{{"destroy", "destroy"},
                                                                              {"replace", "replace"},
                                                                              {"repair", "repair"},
                                                                              {"update", "update"},
                                                                              {"create", "create"},
                                                                              {"adopt", "adopt"},
                                                                              {"forget", "forget"},
                                                                              {"none", "unchanged"}}};

std::string_view word_of(std::string_view kind) {
    const auto found = std::ranges::find(kinds, kind, &std::pair<std::string_view, std::string_view>::first);
    return found == kinds.end() ? std::string_view() : found->second;
}

std::string_view class_of(Tone tone) {
    switch (tone) {
        case Tone::create:
            return "create";
        case Tone::remove:
            return "destroy";
        case Tone::change:
            return "update";
        case Tone::adopt:
            return "adopt";
        case Tone::faint:
            return "faint";
        default:
            return "plain";
    }
}

std::string line_html(const FieldLine& line) {
    const std::string_view tone = class_of(line.tone);
    if (line.shape == FieldLine::Shape::note)
        return fmt::format("<tr class=\"{}\"><td colspan=\"4\">{}</td></tr>\n", tone,
                           html_text(line.comment));
    const std::string before = line.shape == FieldLine::Shape::change
                                   ? fmt::format("<del>{}</del>", html_text(line.before))
                                   : std::string();
    return fmt::format("<tr class=\"{}\"><th>{}</th><td>{}</td><td><ins>{}</ins></td><td>{}</td></tr>\n",
                       tone, html_text(line.name), before, html_text(line.after), html_text(line.comment));
}

std::string lines_html(const std::vector<FieldLine>& lines) {
    std::string out = "<table>\n";
    for (const FieldLine& line : lines)
        out += line_html(line);
    return out + "</table>\n";
}

struct Row {
    std::string_view kind;
    std::string_view symbol;
    std::string_view what;
    std::string address;
    std::string why;   ///< plain text
    std::string cost;  ///< plain text
    std::string body;  ///< HTML
};

std::string row_html(const Row& row, std::size_t number) {
    return fmt::format(
        "<details class=\"row {0}\" data-kind=\"{0}\" id=\"r{1}\"><summary><span class=\"sign\">{2}</span>"
        "<span class=\"name\">{3}</span><span class=\"what\">{4}</span><span class=\"why\">{5}</span>"
        "<span class=\"cost\">{6}</span></summary>\n{7}</details>\n",
        row.kind, number, html_text(row.symbol), html_text(row.address), row.what, html_text(row.why),
        html_text(row.cost), row.body);
}

/// What takes something away first, then by address.
std::vector<const Change*> shown_changes(const Plan& plan, Detail detail) {
    std::vector<const Change*> first;
    std::vector<const Change*> rest;
    std::vector<const Change*> same;
    for (const Change& change : plan.changes) {
        if (change.partial_skip) continue;
        (!does_something(change) ? same : takes_away(change) ? first : rest).push_back(&change);
    }
    first.insert(first.end(), rest.begin(), rest.end());
    if (detail == Detail::everything) first.insert(first.end(), same.begin(), same.end());
    return first;
}

std::string changes_view(const Plan& plan, const std::vector<const Change*>& changes, Detail detail) {
    std::map<std::string_view, std::size_t> counts;
    std::string rows;
    std::size_t number = 0;
    for (const Change* change : changes) {
        const bool same = !does_something(*change);
        const std::string_view kind = kind_of(*change);
        ++counts[kind];
        const std::string cost = cost_text(plan.forecast, *change);
        std::vector<FieldLine> lines =
            same ? unchanged_lines(*change) : change_lines(*change, plan.forecast, detail);
        if (!cost.empty()) std::erase(lines, note_line(cost));  // the row itself says it
        rows += row_html({kind, same ? "" : shown_symbol(*change), word_of(kind), to_text(change->address),
                          change->reason, cost, lines_html(lines)},
                         ++number);
    }
    std::vector<PageChip> chips;
    for (const auto& [kind, label] : kinds)
        if (const auto found = counts.find(kind); found != counts.end())
            chips.push_back({std::string(kind), std::string(label), found->second});
    std::string out = changes.empty() ? std::string() : html_list(chips, rows);
    const auto hidden = static_cast<std::size_t>(std::ranges::count_if(
        plan.changes, [](const Change& one) { return !one.partial_skip && !does_something(one); }));
    if (detail == Detail::changes && hidden > 0)
        out += fmt::format("<p class=\"faint\">{} not listed.</p>\n",
                           counted(hidden, "unchanged resource", "unchanged resources"));
    return out;
}

/// A titled table under the changes; "" without lines.
std::string section(std::string_view title, std::string_view table) {
    return table.empty() ? std::string() : fmt::format("<h2>{}</h2>\n{}", title, table);
}

std::string outputs_html(const Plan& plan) {
    std::vector<FieldLine> lines;
    for (const OutputChange& output : plan.outputs)
        if (changes(output)) lines.push_back(output_line(output));
    return lines.empty() ? std::string() : section("Outputs", lines_html(lines));
}

std::string drift_html(const Plan& plan) {
    std::string out;
    for (const Drift& drift : plan.drift) {
        std::vector<FieldLine> lines;
        for (const AttributeChange& attribute : drift.attributes)
            for (FieldLine& line : attribute_fields(attribute, false))
                lines.push_back(std::move(line));
        if (drift.gone) lines = {note_line(drift.soft_deleted ? "deleted, can be restored" : "gone")};
        if (!drift.reason.empty()) lines.push_back(note_line(printable(drift.reason)));
        out += fmt::format("<h3>{}</h3>\n{}", html_text(to_text(drift.address)), lines_html(lines));
    }
    return section("Changed outside of fireform since the last apply", out);
}

std::string moves_html(const Plan& plan) {
    std::vector<FieldLine> lines;
    for (const Move& move : plan.moves)
        lines.push_back({FieldLine::Shape::change,
                         Tone::plain,
                         "address",
                         printable(to_text(move.from)),
                         printable(to_text(move.to)),
                         {}});
    return lines.empty() ? std::string() : section("New addresses, the objects stay", lines_html(lines));
}

std::string fact(std::string_view name, std::string_view value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, html_text(value));
}

std::string facts(const Plan& plan) {
    std::string out;
    if (!plan.account.empty()) out += fact("Account", plan.account);
    if (!plan.forecast.costs.empty()) {
        const bool moves = costs_change(plan.forecast);
        out += fact(moves ? "Costs now" : "Costs", total_text(total_before(plan.forecast)));
        if (moves) out += fact("Costs after", total_text(total_after(plan.forecast)));
    }
    if (plan.partial) out += fact("Planned", "only a part of the configuration");
    return out.empty() ? out : fmt::format("<dl>\n{}</dl>\n", out);
}

std::string plan_graph(const Plan& plan, const std::vector<const Change*>& rows) {
    std::map<Address, std::size_t> row_of;
    for (std::size_t i = 0; i < rows.size(); ++i)
        row_of[rows[i]->address] = i + 1;
    std::map<Address, std::size_t> number;
    std::vector<GraphNode> nodes;
    for (const Change& change : plan.changes) {
        if (change.partial_skip) continue;
        number[change.address] = nodes.size();
        const auto row = row_of.find(change.address);
        nodes.push_back({to_text(change.address), change.address.type, kind_of(change),
                         does_something(change) ? shown_symbol(change) : "",
                         row == row_of.end() ? 0 : row->second, change.type && change.type->run});
    }
    GraphEdges edges;
    for (const Change& change : plan.changes)
        for (const Address& needed : change.dependencies)
            if (const auto who = number.find(change.address), what = number.find(needed);
                who != number.end() && what != number.end())
                edges.emplace_back(who->second, what->second);
    return graph_svg(nodes, edges);
}

/// "plan_summary" without what stands in front for scripts.
std::string headline(const Plan& plan) {
    std::string out = plan_summary(plan);
    if (out.starts_with("Plan: ")) out.erase(0, 6);
    if (out.ends_with('.')) out.pop_back();
    return out;
}

std::string links(std::string_view title, const std::vector<Address>& addresses,
                  const std::map<Address, std::size_t>& rows) {
    if (addresses.empty()) return {};
    constexpr std::size_t shown_max = 50;
    std::string out;
    for (const Address& address : std::span(addresses).first(std::min(addresses.size(), shown_max))) {
        const auto row = rows.find(address);
        if (!out.empty()) out += ", ";
        out += row == rows.end()
                   ? html_text(to_text(address))
                   : fmt::format("<a href=\"#r{}\">{}</a>", row->second, html_text(to_text(address)));
    }
    if (addresses.size() > shown_max) out += fmt::format(" and {} more", addresses.size() - shown_max);
    return fmt::format("<tr><th>{}</th><td colspan=\"3\">{}</td></tr>\n", title, out);
}

}  // namespace

std::string plan_html(const Plan& plan, Detail detail) {
    const bool only_refresh = plan.mode == PlanMode::refresh_only;
    const std::vector<const Change*> rows =
        only_refresh ? std::vector<const Change*>() : shown_changes(plan, detail);
    Page page{"fireform plan", headline(plan), facts(plan), {}};
    page.views.push_back(
        {"changes", "Changes",
         changes_view(plan, rows, detail) + outputs_html(plan) + drift_html(plan) + moves_html(plan)});
    if (std::string graph = plan_graph(plan, rows); !graph.empty())
        page.views.push_back({"graph", "Dependencies", std::move(graph)});
    return html_page(page);
}

std::string graph_html(const Config& config) {
    std::map<Address, std::size_t> rows;
    std::map<Address, std::vector<Address>> needed_by;
    std::map<std::string, std::size_t> counts;
    std::vector<GraphNode> nodes;
    for (const auto& [address, resource] : config.resources) {
        rows.emplace(address, rows.size() + 1);
        ++counts[address.type];
        nodes.push_back(
            {to_text(address), address.type, resource.type->name, "", rows.at(address), resource.type->run});
        for (const Address& needed : resource.dependencies)
            needed_by[needed].push_back(address);
    }
    GraphEdges edges;
    std::string list;
    for (const auto& [address, resource] : config.resources) {
        for (const Address& needed : resource.dependencies)
            if (const auto other = rows.find(needed); other != rows.end())
                edges.emplace_back(rows.at(address) - 1, other->second - 1);
        const std::vector<Address>& dependents = needed_by[address];
        const std::string body =
            links("needs", resource.dependencies, rows) + links("needed by", dependents, rows);
        list +=
            row_html({resource.type->name, "", "", to_text(address),
                      fmt::format("needs {}, needed by {}", resource.dependencies.size(), dependents.size()),
                      "", body.empty() ? "" : fmt::format("<table>\n{}</table>\n", body)},
                     rows.at(address));
    }
    std::vector<PageChip> chips;
    for (const auto& [type, count] : counts)
        chips.push_back({type, type, count});
    Page page{"fireform graph",
              fmt::format("{}, {}", counted(nodes.size(), "resource", "resources"),
                          counted(edges.size(), "dependency", "dependencies")),
              {},
              {}};
    if (std::string graph = graph_svg(nodes, edges); !graph.empty())
        page.views.push_back({"graph", "Dependencies", std::move(graph)});
    page.views.push_back({"changes", "Resources", nodes.empty() ? "" : html_list(chips, list)});
    return html_page(page);
}

}  // namespace fireform
