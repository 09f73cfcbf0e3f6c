// Desired against live for one object: which attributes differ, and what that asks for.
#pragma once

#include "engine/plan/plan.hpp"

#include <string>
#include <vector>

namespace fireform {

/// What diff() needs to know beside the two sides.
struct DiffContext {
    const ResourceState* prior = nullptr;  ///< null: not in state
    std::string lineage;                   ///< salt of fingerprints
    std::vector<std::string> ignore_changes;
    std::vector<std::uint16_t> unwritten;  ///< sent at create only: never a difference
    bool as_sent = false;  ///< what the API never tells is as desired: a create of ours has sent just that
};

/// Sorted by position. Computed attributes and fireform's own never differ; one that was configured at the
/// last apply and is not any more is cleared where it can be updated (contract section 1). The attributes of
/// runs that belong to the next run only are left out.
[[nodiscard]] std::vector<AttributeChange> diff(const ResourceType& type, const Attributes& desired,
                                                const Attributes& live, const DiffContext& context);

/// Whether `names` of lifecycle.ignore_changes cover the attribute.
[[nodiscard]] bool is_ignored(const std::vector<std::string>& names, std::string_view attribute);

/// Whether the change leaves the attribute of its object as it is, although `desired` differs: it is under
/// ignore_changes, or only sent at create. Its value is the live one.
[[nodiscard]] bool leaves_alone(const Change& change, std::uint16_t index, const Value& desired);

/// Everything a create sends, as changes from nothing.
[[nodiscard]] std::vector<AttributeChange> diff_from_nothing(const ResourceType& type,
                                                             const Attributes& desired);

/// The first change that forces a replacement; null: none.
[[nodiscard]] const AttributeChange* first_forcing(const std::vector<AttributeChange>& changes);

/// Whether the attribute can differ at all: it says something of the object, and not of the next run or of
/// us.
[[nodiscard]] bool is_compared(const Attribute& attribute);

/// Whether `wanted` is what `applied` says (a value as state keeps it); null: not written.
[[nodiscard]] bool was_applied(const Attribute& attribute, const Value& wanted, const Value& applied,
                               const std::string& lineage);

/// Whether `live` still is what `applied` says (a value as state keeps it: sensitive ones as fingerprints).
[[nodiscard]] bool still_applied(const Attribute& attribute, const Value& applied, const Value& live,
                                 const std::string& lineage);

}  // namespace fireform
