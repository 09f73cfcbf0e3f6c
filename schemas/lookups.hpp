// Look-ups: objects that are read and never changed, chosen by `[lookup.TYPE.NAME]`. Their attributes are
// known when the plan is made.
#pragma once

#include "schemas/schema.hpp"

#include <span>
#include <string_view>

namespace fireform {

struct LookupType {
    std::string_view name;                 ///< "deployment_shape"
    std::span<const Attribute> arguments;  ///< what may be written; together they choose one object
    const ResourceType* object = nullptr;  ///< its attributes can be referred to, but for client_side ones
    std::string_view description;          ///< one line
};

/// Sorted by name.
[[nodiscard]] std::span<const LookupType> fireworks_lookups();
/// Null: none.
[[nodiscard]] const LookupType* find_lookup(std::string_view name);

/// Whether `${lookup.TYPE.NAME.ATTRIBUTE}` may name it.
[[nodiscard]] inline bool can_be_looked_up(const Attribute& attribute) {
    return attribute.update != Update::client_side;
}

/// The words that a deployment's `deployment_shape` may be instead of a name: the shape of its model that is
/// tuned for this (brief 1.4).
[[nodiscard]] bool is_shape_preset(std::string_view text);

}  // namespace fireform
