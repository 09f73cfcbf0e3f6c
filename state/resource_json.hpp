// One resource of state as a JSON object: an entry of the snapshot and the payload of a journal outcome.
#pragma once

#include "state/json_reader.hpp"
#include "state/snapshot.hpp"

#include <boost/json/fwd.hpp>
#include <optional>

namespace fireform {

/// Members with default values are left out, but for address, id, name, generation and status. Of sensitive
/// attributes `applied` keeps the fingerprints and `seen` nothing.
[[nodiscard]] boost::json::object resource_to_json(const ResourceState& resource, const Catalog& catalog);
/// In this memory: what is printed and thrown away at once needs none of its own.
[[nodiscard]] boost::json::object resource_to_json(const ResourceState& resource, const Catalog& catalog,
                                                   boost::json::storage_ptr memory);

/// No value: `reader` says why. Unknown members and attributes go to `extra`.
[[nodiscard]] std::optional<ResourceState> resource_from_json(const boost::json::value& json,
                                                              const Catalog& catalog, JsonReader& reader);

}  // namespace fireform
