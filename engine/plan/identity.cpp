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
        fmt::format("{} carries the tags of lineage {}, address {}; this state has lineage {}.", object.name,
                    object.lineage, object.address, query.lineage),
        fmt::format(
            "if that state is lost, write adopt = \"force\" in the resource's lifecycle table to take "
            "the object over; then apply, or run `fireform import {} {}`.",
            to_text(query.config->address), object.id));
}

Diagnostic owned_by_other_address(const IdentityQuery& query, const LiveObject& object,
                                  const Address& owner) {
    return about(query, "Object belongs to another resource",
                 fmt::format("{} is {} in this state.", object.name, to_text(owner)),
                 fmt::format("if the block was renamed, run `fireform state mv {} {}`.", to_text(owner),
                             to_text(query.config->address)));
}

const Address* other_owner(const IdentityQuery& query, const LiveObject& object, const Owners& owners) {
    const auto type = owners.find(object.type->name);
    if (type == owners.end()) return nullptr;
    const auto entry = type->second.find(object.id);
    return entry != type->second.end() && entry->second != query.config->address ? &entry->second : nullptr;
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

/// A dataset's identity is its content hash and file name, which is what its id is made of; it is found by
/// id.
bool has_natural_identity(const IdentityQuery& query) {
    const ResourceType& type = *query.config->type;
    if (query.id_written || query.config->lifecycle.adopt == "never" || leading_attribute(type).empty())
        return false;
    const bool needs_name = std::find(type.identity_written.begin(), type.identity_written.end(),
                                      "display_name") != type.identity_written.end();
    if (needs_name && !query.config->display_name_written) return false;
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
        if (other_owner(query, *object, owners) || !agrees(query, *object)) continue;
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
                                to_text(query.config->address), object->id);
    }
    return about(query, "Several objects match the resource",
                 fmt::format("{} live objects agree on its natural identity: {}.", free.size(), names),
                 "say which one is meant: " + commands + ".");
}

/// Objects that only this lineage can have made for this address, newest first.
Match made_by_us(const IdentityQuery& query, const LiveIndex& live) {
    const ResourceType& type = *query.config->type;
    Match match;
    const auto take = [&](const LiveObject* object, int generation) {
        if (!match.object) {
            match = Match{Found::ours, object, generation, {}};
        } else if (object != match.object && present(*object)) {
            match.left_over.push_back(Deposed{object->id, object->name});
        }
    };
    const bool derived = !query.id_written && type.id_placement != IdPlacement::server_made;
    std::vector<std::pair<const LiveObject*, int>> soft_deleted;
    if (derived) {
        for (int generation = generations_searched; generation >= 1; --generation) {
            const auto* object =
                live.by_id(type, derived_id(query.lineage, query.config->address, generation));
            if (!object) continue;
            if (present(*object))
                take(object, generation);
            else
                soft_deleted.emplace_back(object, generation);
        }
    }
    for (const LiveObject* object : live.by_tags(type, query.lineage, query.config->address)) {
        if (present(*object)) {
            if (match.object != object &&
                std::none_of(match.left_over.begin(), match.left_over.end(),
                             [&](const Deposed& deposed) { return deposed.id == object->id; }))
                take(object, 1);
        }
    }
    // Only the id that a create would take can be in the way; others of ours may stay deleted.
    for (const auto& [object, generation] : soft_deleted)
        if (!match.object && object->id == query.chosen_id) take(object, generation);
    return match;
}

}  // namespace

Owners owners_of(const Snapshot& prior) {
    Owners owners;
    for (const auto& [address, resource] : prior.resources) {
        auto& of_type = owners[address.type];
        if (!resource.id.empty()) of_type.emplace(resource.id, address);
        for (const Deposed& deposed : resource.deposed)
            of_type.emplace(deposed.id, address);
    }
    return owners;
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
    return derived_id(lineage, resource.address, generation);
}

Checked<Match> find_object(const IdentityQuery& query, const LiveIndex& live, const Owners& owners) {
    const ResourceType& type = *query.config->type;
    if (query.prior && !query.prior->id.empty())
        return Match{Found::prior, live.by_id(type, query.prior->id), query.prior->generation, {}};

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
    if (Match match = made_by_us(query, live); match.object) return match;
    Checked<Match> match = by_natural_identity(query, live, owners);
    if (query.announced && match.value && match.value->object) match.value->how = Found::ours;
    return match;
}

}  // namespace fireform
