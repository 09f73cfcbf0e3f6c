// A small catalog and states made from it, so that these tests do not change with the real tables.
#pragma once

#include "state/snapshot.hpp"
#include "state/store.hpp"

#include <string>

namespace fireform::samples {

/// Types "fleet" (text, count, window, ratio, token (sensitive), tags, names) and "part" (text).
[[nodiscard]] const Catalog& catalog();

/// A "fleet" resource with an id made from its name.
[[nodiscard]] ResourceState fleet(const std::string& name, const std::string& text = "hello");

/// Lineage "line-1", serial 0, these fleets.
[[nodiscard]] Snapshot snapshot(const std::vector<std::string>& names);

[[nodiscard]] LockHolder holder(const std::string& command = "fireform apply");

/// "serial 3: fleet.a fleet.b; open: create fleet.c (c-1)"
[[nodiscard]] std::string to_text(const Snapshot& snapshot);

}  // namespace fireform::samples
