#include "engine/apply/entries.hpp"

#include "engine/plan/diff.hpp"
#include "schemas/compare.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/hash.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// Null for a secret when `lineage` is null, else its fingerprint; tables are looked into.
Value redacted(const Attribute& attribute, const Value& value, const std::string* lineage) {
    if (attribute.sensitive) {
        if (!lineage || value.is_null()) return {};
        return fingerprint(*lineage, value);
    }
    const Value::Map* tables = value.map();
    if (!tables || attribute.fields.empty()) return value;
    Value::Map copy;
    for (const auto& [key, table] : *tables) {
        const Value::Map* fields = table.map();
        if (!fields) {
            copy.emplace(key, table);
            continue;
        }
        Value::Map kept;
        for (const auto& [name, field] : *fields) {
            const auto row =
                std::find_if(attribute.fields.begin(), attribute.fields.end(),
                             [&field_name = name](const Attribute& each) { return each.name == field_name; });
            Value safe = row == attribute.fields.end() ? field : redacted(*row, field, lineage);
            if (!safe.is_null()) kept.emplace(name, std::move(safe));
        }
        copy.emplace(key, std::move(kept));
    }
    return copy;
}

Attributes redacted(const ResourceType& type, const Attributes& attributes, const std::string* lineage) {
    Attributes safe;
    for (const auto& [index, value] : attributes) {
        Value kept = redacted(type.attributes[index], value, lineage);
        if (!kept.is_null()) safe.set(index, std::move(kept));
    }
    return safe;
}

bool was_unwritten(const Change& change, std::uint16_t index) {
    return std::find(change.unwritten.begin(), change.unwritten.end(), index) != change.unwritten.end();
}

bool is_changed(const Change& change, std::uint16_t index) {
    return std::any_of(change.attributes.begin(), change.attributes.end(),
                       [index](const AttributeChange& each) { return each.index == index; });
}

/// Whether nothing was sent although it differs: an attribute under ignore_changes. A withdrawn one differs
/// from what it was given, since the service never tells.
bool left_alone(const Change& change, std::uint16_t index, const Value& desired,
                const ResourceState* previous) {
    static const Value nothing;
    const Attribute& attribute = change.type->attributes[index];
    if (!attribute.withdrawn) return leaves_alone(change, index, desired);
    const bool keeps_object = change.action == Action::none || change.action == Action::adopt ||
                              change.action == Action::update || change.action == Action::undelete;
    const Value& given = previous ? previous->applied.at(index) : nothing;
    return keeps_object && !is_changed(change, index) && !same(attribute, desired, given);
}

/// What the configuration says about the resource, whatever its object is.
void take_settings(ResourceState& entry, const Change& change) {
    entry.address = change.address;
    entry.protect = change.protect;
    entry.on_destroy = change.on_destroy;
    entry.id_written = change.id_written;
    entry.dependencies = change.dependencies;
}

/// What we measured ourselves is not in what the API tells: it stays until it is measured again.
void keep_measured(const ResourceType& type, const Attributes& before, Attributes& seen) {
    for (const auto& [index, value] : before) {
        const Attribute& attribute = type.attributes[index];
        const bool measured = attribute.update == Update::computed && attribute.api.empty();
        if (measured && !seen.contains(index)) seen.set(index, value);
    }
}

}  // namespace

Attributes fingerprinted(const ResourceType& type, const Attributes& attributes, const std::string& lineage) {
    return redacted(type, attributes, &lineage);
}

Attributes without_secrets(const ResourceType& type, const Attributes& attributes) {
    return redacted(type, attributes, nullptr);
}

ResourceState entry_of(const EntryInput& input, const std::string& lineage) {
    const Change& change = *input.change;
    ResourceState entry;
    if (input.previous) {
        entry.extra = input.previous->extra;
        entry.deposed = input.previous->deposed;
    }
    for (const Deposed& left_over : change.deposed)
        if (std::find(entry.deposed.begin(), entry.deposed.end(), left_over) == entry.deposed.end())
            entry.deposed.push_back(left_over);
    const bool replaces = change.action == Action::replace || change.action == Action::repair;
    // What an interrupted run made has no entry yet.
    const bool recorded = input.previous && !input.previous->id.empty();
    Deposed replaced = recorded ? Deposed{input.previous->id, input.previous->name}
                                : Deposed{change.object_id, change.object_name};
    if (replaces && change.create_before_destroy && !replaced.id.empty() && replaced.id != input.object->id &&
        std::find(entry.deposed.begin(), entry.deposed.end(), replaced) == entry.deposed.end())
        entry.deposed.push_back(std::move(replaced));

    take_settings(entry, change);
    entry.id = input.object->id;
    entry.name = input.object->name;
    entry.generation = change.generation;
    entry.status = input.status;
    entry.adopted = change.adopted;
    entry.untagged = change.adopted && !change.type->tags;
    Attributes applied;
    Attributes kept;
    for (const auto& [index, value] : *input.desired) {
        if (was_unwritten(change, index) || (input.later_changes && is_changed(change, index))) continue;
        if (!left_alone(change, index, value, input.previous))
            applied.set(index, value);
        else if (const Value* before = input.previous ? input.previous->applied.find(index) : nullptr)
            kept.set(index, *before);
    }
    entry.applied = fingerprinted(*change.type, applied, lineage);
    for (const auto& [index, value] : kept)
        entry.applied.set(index, value);
    Attributes seen = input.object->attributes;
    derive(*change.type, seen, *input.desired);
    entry.seen = without_secrets(*change.type, seen);
    if (input.previous && input.previous->id == entry.id)
        keep_measured(*change.type, input.previous->seen, entry.seen);
    entry.update_time = input.object->update_time;
    return entry;
}

std::optional<ResourceState> entry_without(const ResourceState& previous, const std::string& id) {
    ResourceState left = previous;
    std::erase_if(left.deposed, [&id](const Deposed& each) { return each.id == id; });
    if (left.id == id) {
        left.id.clear();
        left.name.clear();
    }
    const ResourceType* type = fireworks_catalog().find(left.address.type);
    const bool without_object = !id.empty() && type && has_no_object(*type, left.applied);
    if (left.id.empty() && left.deposed.empty() && !without_object) return std::nullopt;
    return left;
}

ResourceState settled(const ResourceState& previous, const Change& change, const std::string& lineage) {
    const ResourceType& type = *change.type;
    ResourceState entry = previous;
    take_settings(entry, change);
    Attributes applied;
    for (const auto& [index, value] : change.desired) {
        if (was_unwritten(change, index)) continue;
        const Attribute& attribute = type.attributes[index];
        // Differs, and yet the plan does nothing: an attribute under ignore_changes keeps what was applied.
        const bool unsent = value.has_unknown() || left_alone(change, index, value, &previous);
        const Value* kept = unsent ? previous.applied.find(index) : &value;
        if (!kept || kept->is_null()) continue;
        applied.set(index, unsent ? *kept : redacted(attribute, *kept, &lineage));
    }
    entry.applied = std::move(applied);
    if (change.object_id.empty()) {
        // The record of a run that made what it should: nothing is left to wait for.
        entry.status = ResourceStatus::ready;
        return entry;
    }
    entry.seen = without_secrets(type, change.live);
    keep_measured(type, previous.seen, entry.seen);
    if (!change.live_update_time.empty()) entry.update_time = change.live_update_time;
    const bool ready = type.phase_of(change.live.at(type.index_of("state")).text()) == Phase::ready;
    // Also what was made although its create came back with an error.
    if (ready) entry.status = ResourceStatus::ready;
    return entry;
}

std::optional<ResourceState> accepted(const ResourceState& previous, const Drift& drift,
                                      const ResourceType& type, const std::string& lineage) {
    if (drift.gone) return entry_without(previous, previous.id);
    ResourceState entry = previous;
    for (const AttributeChange& moved : drift.attributes) {
        const Attribute& attribute = type.attributes[moved.index];
        Value now = redacted(attribute, moved.after, &lineage);
        if (now.is_null()) {
            entry.applied.erase(moved.index);
            entry.seen.erase(moved.index);
            continue;
        }
        entry.applied.set(moved.index, now);
        if (!attribute.sensitive) entry.seen.set(moved.index, redacted(attribute, moved.after, nullptr));
    }
    return entry;
}

}  // namespace fireform
