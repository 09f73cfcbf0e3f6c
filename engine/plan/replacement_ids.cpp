// Which id an object gets that follows another one, and which of the two is made first.
#include "engine/plan/resource_planner.hpp"

#include "engine/plan/block_problem.hpp"
#include "engine/plan/diff.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace fireform {

/// Of the entry, or of the object that a create makes: ids that state knows otherwise are passed, whose
/// entry was moved here from this address or is about to go.
int ResourcePlanner::first_generation(const ResourceConfig& resource, const ResourceState* entry) const {
    int generation = entry ? entry->generation : 1;
    if (entry && !entry->id.empty()) return generation;
    while (owner_of(owners_, resource.type->name, derived_id(lineage_, resource.address, generation)))
        ++generation;
    return generation;
}

/// Our own run, when the destroy that it announced has no outcome yet.
std::string ResourcePlanner::who_deletes(const LiveObject& object) const {
    const bool is_ours = std::ranges::any_of(prior_.open_intents, [&object](const OpenIntent& open) {
        return open.address.type == object.type->name && open.id == object.id &&
               (open.verb == to_text(Verb::destroy) || open.verb == to_text(Verb::purge));
    });
    return is_ours ? "an interrupted run is deleting the object" : "somebody else is deleting the object";
}

void ResourcePlanner::create_after(Change& change, const LiveObject& leaving) const {
    change.reason = who_deletes(leaving) + "; it is made anew when that has gone";
    change.leaving_id = leaving.id;
    change.object_id.clear();
    change.object_name.clear();
    change.live = {};
}

/// The next derived id. A replacement that was cut short may have made its object already: one that is what
/// is wanted keeps the id, so that the create finds it; another one of ours is left over; deleted ones are
/// passed.
void ResourcePlanner::take_next_id(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *resource.type;
    if (lineage_.empty()) change.new_id.clear();
    while (!lineage_.empty()) {
        ++change.generation;
        change.new_id = derived_id(lineage_, resource.address, change.generation);
        if (owner_of(owners_, type.name, change.new_id)) continue;
        const LiveObject* made = index_.by_id(type, change.new_id);
        if (!made) return;
        const bool usable = made->phase == Phase::ready || made->phase == Phase::pending;
        const DiffContext context{nullptr, lineage_, resource.lifecycle.ignore_changes, change.unwritten};
        if (usable && diff(type, change.desired, made->attributes, context).empty()) return;
        const bool deleted = made->phase == Phase::soft_deleted || made->phase == Phase::gone;
        if (!deleted) change.deposed.push_back(Deposed{made->id, made->name});
    }
}

/// The id of a deleted object is taken for good (brief 2.8).
void ResourcePlanner::pass_tombstone(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *change.type;
    if (!type.tombstones || !makes_object(change)) return;
    const LiveObject* buried = index_.by_id(type, change.new_id);
    const bool again = change.action != Action::create && change.new_id == change.object_id;
    const bool going = buried && (buried->phase == Phase::gone || buried->phase == Phase::deleting);
    if (!again && !going) return;
    if (!change.id_written) return take_next_id(change, resource);
    Diagnostic taken =
        block_problem(resource, "", "Id was used before",
                      fmt::format("{} {}, and the id of a deleted {} cannot be used again.",
                                  full_name(live_.naming.account, type.collection, change.new_id),
                                  again ? "has run" : "was deleted", type.name),
                      "write another id, or none.");
    taken.range = resource.range_of(type.index_of("id"));
    diagnostics.add(std::move(taken));
}

/// Chooses the order and the id of a replacement or repair.
void ResourcePlanner::replace(Change& change, const ResourceConfig& resource) {
    const ResourceType& type = *resource.type;
    const bool repair = change.action == Action::repair;
    bool first = type.run ? change.create_before_destroy
                          : resource.lifecycle.create_before_destroy.value_or(type.create_before_destroy);
    if (repair) first = false;

    if (type.id_placement == IdPlacement::server_made) {
        // One record per model and deployment (brief 2.2.4): the same pair can only follow the old one.
        const auto forcing = first_forcing(change.attributes);
        if (!forcing) first = false;
    } else if (!change.id_written) {
        const bool by_content = type.index_of("content_hash") != ResourceType::npos &&
                                !change.desired.get(type, "content_hash").is_null();
        const bool keep_id = repair && !type.run;
        if (!by_content && !keep_id) {
            take_next_id(change, resource);
        } else {
            change.new_id = by_content ? chosen_id(resource, change.desired, lineage_, change.generation)
                                       : change.object_id;
        }
    }
    if (change.new_id == change.object_id && type.id_placement != IdPlacement::server_made) first = false;
    if (base_that_vanishes(change)) first = false;
    change.create_before_destroy = first;
    // Without a second id the old object must free the only one.
    change.hard = type.soft_delete && (repair || change.new_id == change.object_id);
    const bool* carries_default =
        type.index_of("default") == ResourceType::npos ? nullptr : change.live.get(type, "default").boolean();
    if (first && carries_default && *carries_default && change.desired.get(type, "default").is_null()) {
        // Requests that name the bare model follow the default addon (brief 2.2.2): it moves along.
        change.desired.put(type, "default", Value(true));
        change.unwritten.push_back(static_cast<std::uint16_t>(type.index_of("default")));
        std::sort(change.unwritten.begin(), change.unwritten.end());
    }
    change.adopted = false;
}

}  // namespace fireform
