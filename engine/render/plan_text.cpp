// The plan for people: what moved outside, what will be done to each resource, outputs, the last line.
#include "engine/plan/forecast.hpp"
#include "engine/render/change_lines.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

std::string header(const Change& change, std::string_view reason, const Style& style) {
    const std::string sign = fmt::format("{:>3}", shown_symbol(change));
    std::string out = fmt::format("{} {}", paint(sign, tone_of(change), style),
                                  paint(printable(to_text(change.address)), Tone::strong, style));
    if (!reason.empty()) out += paint("  # " + printable(reason), Tone::faint, style);
    return out + '\n';
}

/// Of a resource that stays as it is: what is destroyed are objects from before, not the resource.
std::string left_over_lines(const Change& change, const Style& style) {
    std::string out;
    for (const Deposed& deposed : change.deposed)
        out += fmt::format(
            "{} {} (left over: {}){}\n", paint("  -", Tone::remove, style),
            paint(printable(to_text(change.address)), Tone::strong, style), printable(deposed.id),
            paint("  # from an earlier replacement; the resource itself stays", Tone::faint, style));
    return out;
}

std::string block(const Change& change, const Forecast& forecast, const Style& style, Detail detail) {
    if (change.action == Action::none) return left_over_lines(change, style);
    std::string out = header(change, change.reason, style);
    for (const FieldLine& line : change_lines(change, forecast, detail))
        out += field_line(line, style);
    return out;
}

/// A resource without a change: its object and everything that may be written of it.
std::string unchanged_block(const Change& change, const Style& style) {
    const std::string title = paint(printable(to_text(change.address)), Tone::strong, style);
    std::string out = fmt::format("    {}{}\n", title, paint("  # unchanged", Tone::faint, style));
    for (const FieldLine& line : unchanged_lines(change))
        out += field_line(line, style);
    return out;
}

std::string legend(const std::vector<const Change*>& changes, const Style& style) {
    std::string out;
    for (const SymbolMeaning& one : symbol_meanings()) {
        const auto used = std::ranges::find_if(
            changes, [&](const Change* change) { return shown_symbol(*change) == one.symbol; });
        if (used == changes.end()) continue;
        out += fmt::format("{} {}\n", paint(fmt::format("{:>3}", one.symbol), tone_of(**used), style),
                           one.meaning);
    }
    return out;
}

std::string drift_section(const Plan& plan, const Style& style) {
    if (plan.drift.empty()) return {};
    std::string out =
        paint("Objects have changed outside of fireform since the last apply:", Tone::strong, style);
    out += "\n\n";
    for (const Drift& drift : plan.drift)
        out += drift_block(drift, style);
    return out + '\n';
}

std::string moves_section(const Plan& plan, const Style& style) {
    if (plan.moves.empty()) return {};
    std::string out =
        paint("Resources get another address, their objects stay:", Tone::strong, style) + "\n\n";
    for (const Move& move : plan.moves)
        out += fmt::format("    {} -> {}\n", printable(to_text(move.from)),
                           paint(printable(to_text(move.to)), Tone::strong, style));
    return out + '\n';
}

std::string outputs_section(const Plan& plan, const Style& style) {
    std::string out;
    for (const OutputChange& output : plan.outputs) {
        if (!changes(output)) continue;
        const FieldLine line = output_line(output);
        const std::string shown = output.after.is_null() ? line.name : to_text(line);
        out += paint(fmt::format("  {} {}", symbol_of(output), shown), line.tone, style) + '\n';
    }
    return out.empty() ? out : paint("Changes to outputs:", Tone::strong, style) + "\n\n" + out + '\n';
}

std::string waiting_section(const Plan& plan) {
    std::string out;
    for (const Change& change : plan.changes)
        if (change.action == Action::none && change.pending && !change.partial_skip)
            out +=
                fmt::format("{} is not ready yet: apply waits for it.\n", printable(to_text(change.address)));
    return out.empty() ? out : out + '\n';
}

std::string total_line(const Plan& plan) {
    if (!costs_change(plan.forecast)) return {};
    return fmt::format("Cost: {} -> {}\n", total_text(total_before(plan.forecast)),
                       total_text(total_after(plan.forecast)));
}

}  // namespace

std::string render(const Plan& plan, const Style& style, Detail detail) {
    std::string out = drift_section(plan, style) + moves_section(plan, style);
    if (plan.mode == PlanMode::refresh_only) {
        if (!plan.drift.empty())
            out +=
                "This plan only refreshes: apply records in state what is live and changes nothing else.\n\n";
        return out + plan_summary(plan) + '\n';
    }

    std::vector<const Change*> changes;
    std::vector<const Change*> same;
    for (const Change& change : plan.changes)
        if (!change.partial_skip) (does_something(change) ? changes : same).push_back(&change);
    if (!changes.empty()) {
        out += paint("fireform will perform these actions:", Tone::strong, style) + "\n\n";
        out += legend(changes, style) + '\n';
        for (const Change* change : changes)
            out += block(*change, plan.forecast, style, detail) + '\n';
    }
    if (detail == Detail::everything) {
        for (const Change* change : same)
            out += unchanged_block(*change, style) + '\n';
    } else if (!changes.empty() && !same.empty()) {
        const std::string count = counted(same.size(), "unchanged resource", "unchanged resources");
        out += paint(fmt::format("    # {} hidden", count), Tone::faint, style) + "\n\n";
    }
    out += outputs_section(plan, style);
    out += waiting_section(plan);
    out += total_line(plan);
    return out + paint(plan_summary(plan), Tone::strong, style) + '\n';
}

}  // namespace fireform
