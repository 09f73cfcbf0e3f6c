#include "engine/plan/diff.hpp"

#include "schemas/compare.hpp"
#include "schemas/hash.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace fireform {
namespace {

AttributeChange change_of(std::size_t index, const Attribute& attribute, Value before, Value after) {
    AttributeChange change;
    change.index = static_cast<std::uint16_t>(index);
    change.path = attribute.name;
    change.before = std::move(before);
    change.after = std::move(after);
    change.sensitive = attribute.sensitive;
    change.forces_replacement = attribute.update == Update::replace;
    return change;
}

/// Whether only state knows what the attribute is now.
bool never_returned(const Attribute& attribute, const Value& live) {
    return attribute.compared_with_state() || (attribute.sensitive && live.is_null());
}

/// Against live, or against what was applied where the API never tells.
bool unchanged(const Attribute& attribute, const Value& wanted, const Value& live, const Value& applied,
               const std::string& lineage) {
    if (!never_returned(attribute, live)) return same(attribute, wanted, live);
    return was_applied(attribute, wanted, applied, lineage);
}

/// What is in neither is no business of ours, whatever is live.
std::vector<std::uint16_t> positions_in_either(const Attributes& desired, const Attributes& applied) {
    std::vector<std::uint16_t> positions;
    positions.reserve(desired.size() + applied.size());
    std::ranges::set_union(desired | std::views::keys, applied | std::views::keys,
                           std::back_inserter(positions));
    return positions;
}

}  // namespace

bool is_compared(const Attribute& attribute) {
    return attribute.update == Update::in_place || attribute.update == Update::replace ||
           attribute.update == Update::own_endpoint;
}

bool was_applied(const Attribute& attribute, const Value& wanted, const Value& applied,
                 const std::string& lineage) {
    if (applied.is_null()) return is_absent(attribute, wanted);
    return attribute.sensitive ? applied.text() == fingerprint(lineage, wanted)
                               : same(attribute, wanted, applied);
}

bool is_ignored(const std::vector<std::string>& names, std::string_view attribute) {
    return std::ranges::any_of(names,
                               [&](const std::string& name) { return name == "all" || name == attribute; });
}

bool leaves_alone(const Change& change, std::uint16_t index, const Value& desired) {
    const bool keeps_object = change.action == Action::none || change.action == Action::adopt ||
                              change.action == Action::update || change.action == Action::undelete;
    const Attribute& attribute = change.type->attributes[index];
    const bool is_readable = !attribute.sensitive && !attribute.write_only && is_compared(attribute);
    const bool is_changed = std::ranges::any_of(
        change.attributes, [index](const AttributeChange& each) { return each.index == index; });
    return keeps_object && is_readable && !is_changed && !same(attribute, desired, change.live.at(index));
}

bool still_applied(const Attribute& attribute, const Value& applied, const Value& live,
                   const std::string& lineage) {
    if (attribute.compared_with_state()) return true;
    if (!attribute.sensitive) return same(attribute, applied, live);
    return live.is_null() || applied.text() == fingerprint(lineage, live);
}

std::vector<AttributeChange> diff(const ResourceType& type, const Attributes& desired, const Attributes& live,
                                  const DiffContext& context) {
    static const Attributes nothing;
    const Attributes& applied = context.prior ? context.prior->applied : nothing;
    std::vector<AttributeChange> changes;
    for (const std::uint16_t index : positions_in_either(desired, applied)) {
        const Attribute& attribute = type.attributes[index];
        if (!is_compared(attribute) || is_ignored(context.ignore_changes, attribute.name)) continue;
        if (std::find(context.unwritten.begin(), context.unwritten.end(), index) != context.unwritten.end())
            continue;
        const Value& wanted = desired.at(index);
        const Value& now = never_returned(attribute, live.at(index)) ? applied.at(index) : live.at(index);
        if (!wanted.is_null()) {
            if (context.as_sent && never_returned(attribute, live.at(index))) continue;
            if (unchanged(attribute, wanted, live.at(index), applied.at(index), context.lineage)) continue;
            const Value& before = never_returned(attribute, now) ? applied.at(index) : now;
            changes.push_back(change_of(index, attribute, before, wanted));
        } else if (applied.contains(index) && attribute.update != Update::replace &&
                   !is_absent(attribute, now)) {
            AttributeChange cleared = change_of(index, attribute, now, Value());
            cleared.note = attribute.computed || !attribute.fallback.empty() ? "(server default)" : "";
            changes.push_back(std::move(cleared));
        }
    }
    return changes;
}

std::vector<AttributeChange> diff_from_nothing(const ResourceType& type, const Attributes& desired) {
    std::vector<AttributeChange> changes;
    for (const auto& [index, value] : desired) {
        if (value.is_null()) continue;
        changes.push_back(change_of(index, type.attributes[index], Value(), value));
        changes.back().forces_replacement = false;
    }
    return changes;
}

const AttributeChange* first_forcing(const std::vector<AttributeChange>& changes) {
    const auto found = std::find_if(changes.begin(), changes.end(),
                                    [](const AttributeChange& change) { return change.forces_replacement; });
    return found == changes.end() ? nullptr : &*found;
}

}  // namespace fireform
