#include "engine/plan/identity.hpp"

#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace fireform {
namespace {

/// How many replacements back a lost state is searched for objects of ours.
constexpr int generations_searched = 16;

bool present(const LiveObject& object) {
    return object.phase != Phase::soft_deleted && object.phase != Phase::gone &&
           object.phase != Phase::deleting;
}

/// As it is typed on a command line: a key has quotes that a shell would take.
std::string typed(const Address& address) {
    return address.key ? fmt::format("'{}'", to_text(address)) : to_text(address);
}

Diagnostic about(const IdentityQuery& query, std::string summary, std::string detail, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.summary = std::move(summary);
    diagnostic.detail = std::move(detail);
    diagnostic.hint = std::move(hint);
    diagnostic.address = query.config->address;
    diagnostic.range = query.config->range;
    return diagnostic;
}

Diagnostic owned_by_other_lineage(const IdentityQuery& query, const LiveObject& object) {
    return about(
        query, "Object is managed by another state",
        fmt::format("{} carries the tags of lineage {}, address {}; {}.", object.name, object.lineage,
                    object.address,
                    query.state_is_new ? "this state is new" : "this state has lineage " + query.lineage),
        fmt::format(
            "if that state is lost, run `fireform state rebuild`. To take the object over from it, write "
            "adopt = \"force\" in the resource's lifecycle table; then apply, or run `fireform import {} "
            "{}`.{}",
            typed(query.config->address), object.id,
            query.id_written ? "" : " To make another object, write adopt = \"never\"."));
}

Diagnostic owned_by_other_address(const IdentityQuery& query, const LiveObject& object,
                                  const Address& owner) {
    return about(
        query, "Object belongs to another resource",
        fmt::format("{} is {} in this state.", object.name, to_text(owner)),
        fmt::format("if the block was renamed, write [[moved]] with from and to, or run `fireform state "
                    "mv {} {}`.",
                    to_text(owner), to_text(query.config->address)));
}

const Address* other_owner(const IdentityQuery& query, const LiveObject& object, const Owners& owners) {
    const Address* owner = owner_of(owners, object.type->name, object.id);
    return owner && *owner != query.config->address ? owner : nullptr;
}

bool foreign(const IdentityQuery& query, const LiveObject& object) {
    return !object.lineage.empty() && object.lineage != query.lineage;
}

/// Whether every attribute that makes the natural identity, or the signature of a run, agrees.
bool agrees(const IdentityQuery& query, const LiveObject& object) {
    const ResourceType& type = *query.config->type;
    for (std::size_t index = 0; index < type.attributes.size(); ++index) {
        const Attribute& attribute = type.attributes[index];
        const bool named =
            std::find(type.identity.begin(), type.identity.end(), attribute.name) != type.identity.end();
        const bool compared =
            attribute.update != Update::client_side && (named || (type.run && attribute.signature));
        const bool output = type.run && attribute.update == Update::replace;
        if (!compared && !output) continue;
        const Value& wanted = query.desired->at(index);
        if (wanted.is_null() && !named) continue;
        if (!same(attribute, wanted, object.attributes.at(index))) return false;
    }
    return true;
}

bool is_named(const IdentityQuery& query) {
    const auto& written = query.config->type->identity_written;
    return query.config->display_name_written || std::ranges::find(written, "display_name") == written.end();
}

/// A dataset's identity is its content hash and file name, which is what its id is made of; it is found by
/// id.
bool has_natural_identity(const IdentityQuery& query) {
    const ResourceType& type = *query.config->type;
    if (query.id_written || query.config->lifecycle.adopt == "never" || leading_attribute(type).empty())
        return false;
    if (type.run) return true;  // one of its start models is always set
    return std::all_of(type.identity.begin(), type.identity.end(), [&](std::string_view name) {
        const std::size_t index = type.index_of(name);
        const Value& wanted = query.desired->at(index);
        return type.attributes[index].update != Update::client_side && !wanted.is_null() &&
               !wanted.has_unknown();
    });
}

Checked<Match> by_natural_identity(const IdentityQuery& query, const LiveIndex& live, const Owners& owners) {
    if (!has_natural_identity(query)) return Match{};
    const ResourceType& type = *query.config->type;
    const std::size_t leading = type.index_of(leading_attribute(type));
    std::vector<const LiveObject*> free, foreign_ones;
    for (const LiveObject* object : live.by_leading_attribute(type, query.desired->at(leading).text())) {
        if (!present(*object) || object->phase == Phase::failed || object->phase == Phase::cancelled)
            continue;
        if (owner_of(owners, type.name, object->id) || !agrees(query, *object)) continue;
        // A block's own name is no identity, but with its address in the tags it tells that a state was lost.
        const bool tells_of_lost_state = query.state_is_new && foreign(query, *object) &&
                                         object->address == address_tag(query.config->address);
        if (!is_named(query) && !tells_of_lost_state) continue;
        (foreign(query, *object) ? foreign_ones : free).push_back(object);
    }
    if (free.empty() && !foreign_ones.empty()) {
        if (query.config->lifecycle.adopt != "force")
            return owned_by_other_lineage(query, *foreign_ones.front());
        free = foreign_ones;
    }
    if (free.empty()) return Match{};
    if (free.size() == 1) return Match{Found::natural, free.front(), 1, {}};

    std::string names, commands;
    for (const LiveObject* object : free) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", object->name);
        commands += fmt::format("{}`fireform import {} {}`", commands.empty() ? "" : " or ",
                                typed(query.config->address), object->id);
    }
    return about(query, "Several objects match the resource",
                 fmt::format("{} live objects agree on its natural identity: {}.", free.size(), names),
                 "say which one is meant: " + commands + ".");
}

/// Objects that only this lineage can have made for this address, newest first. State comes first: one that
/// it knows is that entry's (`state mv` renames entries, not objects), or left over and about to go.
Checked<Match> made_by_us(const IdentityQuery& query, const LiveIndex& live, const Owners& owners) {
    const ResourceType& type = *query.config->type;
    Match match;
    const LiveObject* renamed = nullptr;
    const auto take = [&](const LiveObject* object, int generation) {
        if (const Address* owner = owner_of(owners, type.name, object->id)) {
            if (*owner != query.config->address && !query.fleet->contains(*owner)) renamed = object;
        } else if (!match.object) {
            match = Match{Found::ours, object, generation, {}};
        } else if (object != match.object && present(*object)) {
            match.left_over.push_back(Deposed{object->id, object->name});
        }
    };
    const bool derived = !query.id_written && type.id_placement != IdPlacement::server_made;
    std::vector<std::pair<const LiveObject*, int>> soft_deleted;
    std::vector<Address> addresses{query.config->address};
    addresses.insert(addresses.end(), query.formerly.begin(), query.formerly.end());
    for (const Address& address : addresses) {
        for (int generation = generations_searched; derived && generation >= 1; --generation) {
            const auto* object = live.by_id(type, derived_id(query.lineage, address, generation));
            if (!object) continue;
            if (present(*object))
                take(object, generation);
            else
                soft_deleted.emplace_back(object, generation);
        }
    }
    for (const Address& address : addresses) {
        for (const LiveObject* object : live.by_tags(type, query.lineage, address)) {
            if (!present(*object) || match.object == object ||
                std::ranges::find(match.left_over, object->id, &Deposed::id) != match.left_over.end())
                continue;
            take(object, 1);
        }
    }
    if (!match.object && renamed)
        return owned_by_other_address(query, *renamed, *other_owner(query, *renamed, owners));
    // Only the id that a create would take can be in the way; others of ours may stay deleted.
    for (const auto& [object, generation] : soft_deleted)
        if (!match.object && object->id == query.chosen_id) take(object, generation);
    return match;
}

/// What [[import]] names is what the user means, or an error.
Checked<Match> imported(const IdentityQuery& query, const LiveIndex& live, const Owners& owners) {
    const ResourceType& type = *query.config->type;
    const std::string id(last_segment(query.import_id));
    const std::string name = full_name(query.account, type.collection, id);
    const LiveObject* object =
        query.import_id == id || query.import_id == name ? live.by_id(type, id) : nullptr;
    if (!object || !present(*object))
        return about(query, "Object to import not found",
                     fmt::format("There is no {} {}{}.", type.name, query.import_id,
                                 object ? " any more: it is " + object->state : ""),
                     "look at the id in [[import]] again.");
    const std::string& written = query.desired->get(type, "id").text();
    if (query.id_written && written != id)
        return about(query, "Another id is written",
                     fmt::format("The block has id = \"{}\"; [[import]] names {}.", written, id),
                     "write the same id in both.");
    if (object->bookkeeping)
        return about(query, "Object is the service's own",
                     fmt::format("{} goes with its deployment.", object->name), "remove its [[import]].");
    if (const Address* owner = other_owner(query, *object, owners))
        return owned_by_other_address(query, *object, *owner);
    if (foreign(query, *object) && query.config->lifecycle.adopt != "force")
        return owned_by_other_lineage(query, *object);
    return Match{Found::written, object, 1, {}};
}

}  // namespace

Owners owners_of(const Snapshot& prior) {
    Owners owners;
    for (const auto& [address, resource] : prior.resources) {
        auto& of_type = owners[address.type];
        if (!resource.id.empty()) of_type.emplace(resource.id, &address);
        for (const Deposed& deposed : resource.deposed)
            of_type.emplace(deposed.id, &address);
    }
    return owners;
}

const Address* owner_of(const Owners& owners, std::string_view type, std::string_view id) {
    const auto of_type = owners.find(type);
    if (of_type == owners.end()) return nullptr;
    const auto entry = of_type->second.find(id);
    return entry == of_type->second.end() ? nullptr : entry->second;
}

Diagnostics check_owners(const Snapshot& prior) {
    Diagnostics problems;
    std::unordered_map<std::string_view, const Address*> owners;
    owners.reserve(prior.resources.size());
    const auto own = [&](const std::string& name, const Address& address) {
        const auto [owner, is_first] = owners.emplace(name, &address);
        if (is_first || name.empty()) return;
        Diagnostic twice;
        twice.summary = "State names one object twice";
        twice.detail = fmt::format("{} is {} and {}.", name, to_text(*owner->second), to_text(address));
        twice.hint = "`fireform state rm` the one that it is not.";
        twice.address = address;
        problems.add(std::move(twice));
    };
    for (const auto& [address, entry] : prior.resources) {
        own(entry.name, address);
        for (const Deposed& deposed : entry.deposed)
            own(deposed.name, address);
    }
    return problems;
}

std::string chosen_id(const ResourceConfig& resource, const Attributes& desired, std::string_view lineage,
                      int generation) {
    const ResourceType& type = *resource.type;
    if (type.id_placement == IdPlacement::server_made) return {};
    if (const std::string& written = desired.get(type, "id").text(); !written.empty()) return written;
    if (type.index_of("content_hash") != ResourceType::npos) {
        const std::string& hash = desired.get(type, "content_hash").text();
        const bool file = type.index_of("file") != ResourceType::npos;
        if (!hash.empty())
            return file ? dataset_id(desired.get(type, "file").text(), hash)
                        : adapter_id(desired.get(type, "path").text(), hash);
    }
    return lineage.empty() ? std::string() : derived_id(lineage, resource.address, generation);
}

Checked<Match> find_object(const IdentityQuery& query, const LiveIndex& live, const Owners& owners) {
    const ResourceType& type = *query.config->type;
    if (query.prior && !query.prior->id.empty())
        return Match{Found::prior, live.by_id(type, query.prior->id), query.prior->generation, {}};

    if (!query.import_id.empty()) return imported(query, live, owners);
    // A chosen id that is not derived from the lineage: written, or made of a dataset's content.
    if (!query.chosen_id.empty()) {
        const LiveObject* object = live.by_id(type, query.chosen_id);
        const bool derived =
            object && !query.id_written && object->id == derived_id(query.lineage, query.config->address, 1);
        if (object && !derived) {
            if (const Address* owner = other_owner(query, *object, owners))
                return owned_by_other_address(query, *object, *owner);
            const bool ours = query.announced || (object->lineage == query.lineage && !query.lineage.empty());
            if (foreign(query, *object) && query.config->lifecycle.adopt != "force")
                return owned_by_other_lineage(query, *object);
            if (!ours && (object->phase == Phase::soft_deleted || object->phase == Phase::deleting))
                return about(
                    query, "Id is taken by a deleted object",
                    fmt::format("{} was deleted and still holds the id{}; nothing shows that it was ours.",
                                object->name,
                                object->purge_time.empty() ? std::string() : " until " + object->purge_time),
                    "choose another id, or wait until it is purged.");
            if (query.config->lifecycle.adopt == "never" && !ours && query.id_written)
                return about(query, "Id is taken",
                             fmt::format("{} exists, and lifecycle.adopt is \"never\".", object->name),
                             "choose another id, or allow adoption.");
            return Match{ours ? Found::ours : Found::written, object, 1, {}};
        }
    }
    if (query.id_written) return Match{};
    Checked<Match> made = made_by_us(query, live, owners);
    if (!made.value || made.value->object) return made;
    Checked<Match> match = by_natural_identity(query, live, owners);
    if (query.announced && match.value && match.value->object) match.value->how = Found::ours;
    return match;
}

}  // namespace fireform
