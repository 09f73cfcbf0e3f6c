#include "engine/render/change_lines.hpp"

#include "engine/plan/forecast.hpp"
#include "engine/render/attribute_words.hpp"
#include "schemas/fireworks/derived.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

/// Whether its attributes are those of a new object, so that there is nothing to compare them with.
bool creates(const Change& change) {
    return change.action == Action::create || change.action == Action::undelete ||
           change.action == Action::repair;
}

bool ends(const Change& change) {
    return change.action == Action::destroy || change.action == Action::forget;
}

/// Where the id of a new object will come from.
std::string_view unknown_id(const Change& change) {
    const bool by_service = !change.type || change.type->id_placement == IdPlacement::server_made;
    return by_service ? "(known after apply: the service makes it)"
                      : "(known after apply: made with the new state)";
}

/// Which object it is about. Not for updates: there it neither changes nor is in doubt.
std::optional<FieldLine> id_line(const Change& change) {
    const bool named =
        std::ranges::any_of(change.attributes, [](const AttributeChange& one) { return one.path == "id"; });
    if (named || change.action == Action::update || change.action == Action::none) return std::nullopt;
    const bool makes = makes_object(change);
    const bool nothing = change.type && has_no_object(*change.type, change.desired);
    if (change.object_id.empty() && (nothing || !makes)) return std::nullopt;
    const std::string made = nothing                 ? "(none)"
                             : change.new_id.empty() ? std::string(unknown_id(change))
                                                     : printable(fireform::in_quotes(change.new_id));
    const std::string there = printable(fireform::in_quotes(change.object_id));
    if (!makes || change.object_id.empty())
        return value_line("id", makes ? made : there, makes ? Tone::create : Tone::plain);
    if (change.object_id != change.new_id)
        return FieldLine{FieldLine::Shape::change, Tone::change, "id", there, made, {}};
    if (change.action == Action::repair) return value_line("id", made, Tone::plain);
    return std::nullopt;
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

/// What the service said it would fill in.
void add_defaults(const Forecast& forecast, const Change& change, std::vector<FieldLine>& out) {
    const auto found = forecast.defaults.find(change.address);
    if (found == forecast.defaults.end()) return;
    for (const auto& [index, value] : found->second)
        out.push_back(value_line(std::string(change.type->attributes[index].name),
                                 "(server) " + value_text(value), Tone::faint));
}

/// What else is done to objects by this change: the parts that a reader would not guess.
void add_notes(const Change& change, std::vector<FieldLine>& out) {
    const auto note = [&](const std::string& text) { out.push_back(note_line(printable(text))); };
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

FieldLine unchanged_line(const Change& change, std::size_t index) {
    const Attribute& attribute = change.type->attributes[index];
    return value_line(std::string(attribute.name),
                      attribute.sensitive ? "(sensitive)" : value_text(change.live.at(index)), Tone::faint);
}

FieldLine same_id_line(const Change& change) {
    return value_line("id", printable(fireform::in_quotes(change.object_id)), Tone::faint);
}

void add_attributes(const Change& change, Detail detail, std::vector<FieldLine>& out) {
    if (ends(change)) return;
    const std::vector<std::size_t> same = unchanged(change);
    std::size_t next = 0;
    for (const AttributeChange& attribute : change.attributes) {
        for (; detail == Detail::everything && next < same.size() && same[next] < attribute.index; ++next)
            out.push_back(unchanged_line(change, same[next]));
        for (FieldLine& line : attribute_fields(attribute, creates(change)))
            out.push_back(std::move(line));
    }
    for (; detail == Detail::everything && next < same.size(); ++next)
        out.push_back(unchanged_line(change, same[next]));
    if (next < same.size())
        out.push_back(
            note_line(counted(same.size(), "unchanged attribute", "unchanged attributes") + " hidden"));
}

std::string output_text(const Value& value, bool sensitive) {
    return sensitive ? "(sensitive)" : value_text(value);
}

}  // namespace

const std::vector<SymbolMeaning>& symbol_meanings() {
    static const std::vector<SymbolMeaning> all{{"+", "create"},
                                                {"&", "adopt what is there"},
                                                {"~", "update in place"},
                                                {"-/+", "destroy, then create"},
                                                {"+/-", "create, then destroy"},
                                                {"-", "destroy"},
                                                {".", "forget, destroy nothing"},
                                                {"!", "repair"}};
    return all;
}

std::string_view meaning_of(std::string_view symbol) {
    const auto found = std::ranges::find(symbol_meanings(), symbol, &SymbolMeaning::symbol);
    return found == symbol_meanings().end() ? std::string_view() : found->meaning;
}

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

std::string_view shown_symbol(const Change& change) {
    return change.action == Action::none ? "-" : symbol(change);
}

bool does_something(const Change& change) {
    return change.action != Action::none || !change.deposed.empty();
}

bool takes_away(const Change& change) {
    return change.action == Action::destroy || change.action == Action::replace ||
           change.action == Action::repair || !change.deposed.empty();
}

std::string cost_text(const Forecast& forecast, const Change& change) {
    const CostChange* cost = forecast.cost_of(change.address);
    if (!cost || cost->before == cost->after) return {};
    if (!cost->after) return "saves " + cost_text(*cost->before);
    if (!cost->before) return cost_text(*cost->after);
    return fmt::format("{} (was {})", cost_text(*cost->after), cost_text(*cost->before));
}

std::string total_text(const CostTotal& total) {
    std::string out = dollars_text(total.min, total.at_least);
    if (total.max != total.min) out += " to " + dollars_text(total.max, total.at_least);
    out += "/h";
    if (total.unknown > 0) out += " + ?";
    return out;
}

std::vector<FieldLine> change_lines(const Change& change, const Forecast& forecast, Detail detail) {
    std::vector<FieldLine> out;
    if (change.action == Action::none) {
        for (const Deposed& deposed : change.deposed)
            out.push_back(value_line("left over", printable(deposed.id), Tone::remove));
        out.push_back(note_line("from an earlier replacement; the resource itself stays"));
        return out;
    }
    if (const auto id = id_line(change)) out.push_back(*id);
    if (detail == Detail::everything && change.action == Action::update) out.push_back(same_id_line(change));
    add_attributes(change, detail, out);
    add_defaults(forecast, change, out);
    add_notes(change, out);
    if (std::string cost = cost_text(forecast, change); !cost.empty())
        out.push_back(note_line(std::move(cost)));
    return out;
}

std::vector<FieldLine> unchanged_lines(const Change& change) {
    std::vector<FieldLine> out{same_id_line(change)};
    add_attributes(change, Detail::everything, out);
    return out;
}

bool changes(const OutputChange& output) {
    return output.before != output.after;
}

std::string_view symbol_of(const OutputChange& output) {
    if (output.before.is_null()) return "+";
    return output.after.is_null() ? "-" : "~";
}

FieldLine output_line(const OutputChange& output) {
    std::string name = printable(output.name);
    if (output.before.is_null())
        return value_line(std::move(name), output_text(output.after, output.sensitive), Tone::create);
    FieldLine out{FieldLine::Shape::change,
                  Tone::change,
                  std::move(name),
                  output_text(output.before, output.sensitive),
                  "null",
                  {}};
    if (output.after.is_null())
        out.tone = Tone::remove;
    else
        out.after = output_text(output.after, output.sensitive);
    return out;
}

}  // namespace fireform
