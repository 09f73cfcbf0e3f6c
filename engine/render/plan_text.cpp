// The plan for people: what moved outside, what will be done to each resource, outputs, the last line.
#include "engine/plan/forecast.hpp"
#include "engine/render/attribute_text.hpp"
#include "engine/render/attribute_words.hpp"
#include "engine/render/text.hpp"
#include "schemas/fireworks/derived.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace fireform {
namespace {

struct SymbolMeaning {
    std::string_view symbol;
    std::string_view meaning;
};
constexpr std::array<SymbolMeaning, 8> meanings{{{"+", "create"},
                                                 {"&", "adopt what is there"},
                                                 {"~", "update in place"},
                                                 {"-/+", "destroy, then create"},
                                                 {"+/-", "create, then destroy"},
                                                 {"-", "destroy"},
                                                 {".", "forget, destroy nothing"},
                                                 {"!", "repair"}}};

Tone tone_of(const Change& change) {
    switch (change.action) {
        case Action::create:
            return Tone::create;
        case Action::undelete:
            return resumes(change) ? Tone::change : Tone::create;
        case Action::adopt:
            return Tone::adopt;
        case Action::update:
            return Tone::change;
        case Action::replace:
        case Action::repair:
        case Action::destroy:
        case Action::none:
            return Tone::remove;
        case Action::forget:
            return Tone::plain;
    }
    return Tone::plain;
}

/// Whether its attributes are those of a new object, so that there is nothing to compare them with.
bool creates(const Change& change) {
    return change.action == Action::create || change.action == Action::undelete ||
           change.action == Action::repair;
}

bool ends(const Change& change) {
    return change.action == Action::destroy || change.action == Action::forget;
}

/// As symbol(), and "-" where only objects left over from replacements are destroyed.
std::string_view shown_symbol(const Change& change) {
    return change.action == Action::none ? "-" : symbol(change);
}

std::string header(const Change& change, std::string_view reason, const Style& style) {
    const std::string sign = fmt::format("{:>3}", shown_symbol(change));
    std::string out = fmt::format("{} {}", paint(sign, tone_of(change), style),
                                  paint(printable(to_text(change.address)), Tone::strong, style));
    if (!reason.empty()) out += paint("  # " + printable(reason), Tone::faint, style);
    return out + '\n';
}

/// Where the id of a new object will come from.
std::string_view unknown_id(const Change& change) {
    const bool by_service = !change.type || change.type->id_placement == IdPlacement::server_made;
    return by_service ? "(known after apply: the service makes it)"
                      : "(known after apply: made with the new state)";
}

/// Which object it is about. Not for updates: there it neither changes nor is in doubt.
std::string id_line(const Change& change, const Style& style) {
    const bool named =
        std::ranges::any_of(change.attributes, [](const AttributeChange& one) { return one.path == "id"; });
    if (named || change.action == Action::update || change.action == Action::none) return {};
    const bool makes = makes_object(change);
    const bool nothing = change.type && has_no_object(*change.type, change.desired);
    if (change.object_id.empty() && (nothing || !makes)) return {};
    const std::string made = nothing                 ? "(none)"
                             : change.new_id.empty() ? std::string(unknown_id(change))
                                                     : fireform::in_quotes(change.new_id);
    if (!makes || change.object_id.empty()) {
        const std::string id = makes ? made : fireform::in_quotes(change.object_id);
        return field_line("id = " + printable(id), makes ? Tone::create : Tone::plain, style);
    }
    if (change.object_id == change.new_id)
        return change.action == Action::repair ? field_line("id = " + printable(made), Tone::plain, style)
                                               : std::string();
    return field_line(printable(fmt::format("id: {} -> {}", fireform::in_quotes(change.object_id), made)),
                      Tone::change, style);
}

/// "$0.00/h idle, $16.00/h at 2 replicas"
std::string cost_text(const HourlyCost& cost) {
    const auto at = [&cost](std::int64_t replicas, bool unit) {
        return fmt::format("{}/h at {}{}", dollars_text(cost, replicas), replicas,
                           !unit           ? ""
                           : replicas == 1 ? " replica"
                                           : " replicas");
    };
    if (cost.replicas_min == cost.replicas_max) return at(cost.replicas_max, true);
    if (cost.replicas_min == 0)
        return fmt::format("{}/h idle, {}", dollars_text(0), at(cost.replicas_max, true));
    return fmt::format("{}, {}", at(cost.replicas_min, true), at(cost.replicas_max, false));
}

/// What a change of a deployment does to its cost; "" nothing.
std::string cost_line(const Forecast& forecast, const Change& change, const Style& style) {
    const CostChange* cost = forecast.cost_of(change.address);
    if (!cost || cost->before == cost->after) return {};
    std::string text;
    if (!cost->after)
        text = "saves " + cost_text(*cost->before);
    else if (!cost->before)
        text = cost_text(*cost->after);
    else
        text = fmt::format("{} (was {})", cost_text(*cost->after), cost_text(*cost->before));
    return field_line("# " + text, Tone::faint, style);
}

/// "$8.00 to at least $16.00/h + ?"
std::string total_text(const CostTotal& total) {
    std::string out = dollars_text(total.min, total.at_least);
    if (total.max != total.min) out += " to " + dollars_text(total.max, total.at_least);
    out += "/h";
    if (total.unknown > 0) out += " + ?";
    return out;
}

std::string total_line(const Plan& plan) {
    if (!costs_change(plan.forecast)) return {};
    return fmt::format("Cost: {} -> {}\n", total_text(total_before(plan.forecast)),
                       total_text(total_after(plan.forecast)));
}

/// What the service said it would fill in.
std::string default_lines(const Forecast& forecast, const Change& change, const Style& style) {
    const auto found = forecast.defaults.find(change.address);
    if (found == forecast.defaults.end()) return {};
    std::string out;
    for (const auto& [index, value] : found->second)
        out += field_line(
            fmt::format("{} = (server) {}", change.type->attributes[index].name, value_text(value)),
            Tone::faint, style);
    return out;
}

/// What else is done to objects by this change: the parts that a reader would not guess.
std::string notes(const Change& change, const Style& style) {
    std::string out;
    const auto note = [&](const std::string& text) {
        out += field_line("# " + printable(text), Tone::faint, style);
    };
    const bool destroys = change.action == Action::destroy || change.action == Action::replace;
    if (destroys && change.type && change.type->name == "deployment" &&
        change.live.get(*change.type, "state").text() != "DELETED")
        note("refused by the service if it served traffic in the last hour, except with --force");
    if (change.action == Action::undelete && change.type && !change.type->run)
        note("it comes back with its old settings, but for what is changed here");
    if (ends(change) && change.action == Action::destroy) {
        if (change.in_progress_run) note("it is running: it is cancelled first");
        if (!change.output_model.empty()) note("its output model goes too: " + change.output_model);
        if (change.type && change.type->soft_delete)
            note(change.hard ? "for good: this cannot be undone"
                             : "it can be restored until the service purges it");
    }
    if ((change.action == Action::replace || change.action == Action::repair) && change.hard)
        note("the object before is deleted for good: this cannot be undone");
    for (const Deposed& deposed : change.deposed)
        note("left over from an earlier replacement, destroyed: " + deposed.id);
    if (change.wake) note("it is woken: one replica is started, which costs GPU time");
    if (change.estimated_cost) note("estimated cost: " + to_text(*change.estimated_cost));
    if (change.pending && !ends(change)) note("it is not ready yet: apply waits for it");
    return out;
}

/// Positions of what may be written, is there, and stays as it is. The id has a line of its own.
std::vector<std::size_t> unchanged(const Change& change) {
    std::vector<std::size_t> out;
    if (!change.type || creates(change) || ends(change)) return out;
    for (const auto& [index, value] : change.live) {
        const bool differs = std::ranges::any_of(
            change.attributes, [&](const AttributeChange& one) { return one.index == index; });
        const Attribute& attribute = change.type->attributes[index];
        if (!differs && !value.is_null() && is_writable(attribute) && attribute.name != "id")
            out.push_back(index);
    }
    return out;
}

std::string unchanged_line(const Change& change, std::size_t index, const Style& style) {
    const Attribute& attribute = change.type->attributes[index];
    return field_line(fmt::format("{} = {}", attribute.name,
                                  attribute.sensitive ? "(sensitive)" : value_text(change.live.at(index))),
                      Tone::faint, style);
}

std::string attribute_block(const Change& change, const Style& style, Detail detail) {
    if (ends(change)) return {};
    std::string out;
    const std::vector<std::size_t> same = unchanged(change);
    std::size_t next = 0;
    for (const AttributeChange& attribute : change.attributes) {
        for (; detail == Detail::everything && next < same.size() && same[next] < attribute.index; ++next)
            out += unchanged_line(change, same[next], style);
        out += attribute_lines(attribute, creates(change), style);
    }
    for (; detail == Detail::everything && next < same.size(); ++next)
        out += unchanged_line(change, same[next], style);
    if (next < same.size())
        out += field_line(
            fmt::format("# {} hidden", counted(same.size(), "unchanged attribute", "unchanged attributes")),
            Tone::faint, style);
    return out;
}

std::string same_id_line(const Change& change, const Style& style) {
    return field_line(printable("id = " + fireform::in_quotes(change.object_id)), Tone::faint, style);
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
    out += id_line(change, style);
    if (detail == Detail::everything && change.action == Action::update) out += same_id_line(change, style);
    out += attribute_block(change, style, detail) + default_lines(forecast, change, style);
    return out + notes(change, style) + cost_line(forecast, change, style);
}

bool does_something(const Change& change) {
    return change.action != Action::none || !change.deposed.empty();
}

/// A resource without a change: its object and everything that may be written of it.
std::string unchanged_block(const Change& change, const Style& style) {
    const std::string title = paint(printable(to_text(change.address)), Tone::strong, style);
    return fmt::format("    {}{}\n", title, paint("  # unchanged", Tone::faint, style)) +
           same_id_line(change, style) + attribute_block(change, style, Detail::everything);
}

std::string legend(const std::vector<const Change*>& changes, const Style& style) {
    std::string out;
    for (const SymbolMeaning& one : meanings) {
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

std::string output_text(const Value& value, bool sensitive) {
    return sensitive ? "(sensitive)" : value_text(value);
}

std::string outputs_section(const Plan& plan, const Style& style) {
    std::string out;
    for (const OutputChange& output : plan.outputs) {
        if (output.before == output.after) continue;
        const std::string name = printable(output.name);
        if (output.before.is_null()) {
            out += paint(fmt::format("  + {} = {}", name, output_text(output.after, output.sensitive)),
                         Tone::create, style);
        } else if (output.after.is_null()) {
            out += paint(fmt::format("  - {}", name), Tone::remove, style);
        } else {
            out += paint(fmt::format("  ~ {}: {} -> {}", name, output_text(output.before, output.sensitive),
                                     output_text(output.after, output.sensitive)),
                         Tone::change, style);
        }
        out += '\n';
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
