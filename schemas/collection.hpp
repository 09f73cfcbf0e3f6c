// The collection in which an attribute's names are: "datasets" (domain brief 1.4).
#pragma once

#include "schemas/schema.hpp"

#include <string_view>

namespace fireform {

/// "" for ordinary texts, and for jobs, which are in several.
[[nodiscard]] std::string_view collection_of(Names names);
/// Of what `attribute` of `type` names, its own `id` and `name` included; "" not a name.
[[nodiscard]] std::string_view collection_of(const ResourceType& type, const Attribute& attribute);

}  // namespace fireform
