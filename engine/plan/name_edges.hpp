// Dependencies that nobody wrote as references: a resource says the name that another one has or will have.
#pragma once

#include "engine/config/config.hpp"
#include "schemas/names.hpp"
#include "state/snapshot.hpp"

#include <map>
#include <string>
#include <vector>

namespace fireform {

/// By resource, sorted: those whose object, or output model, it names. As far as names are known before
/// anything is planned; may have cycles.
[[nodiscard]] std::map<Address, std::vector<Address>> name_edges(const Config& config, const Snapshot& prior,
                                                                 const Naming& naming,
                                                                 const std::string& lineage);

}  // namespace fireform
