// A state from nothing but the live account and the configuration, for the day on which it is lost: which
// objects were ours, as far as that shows. Pure.
#pragma once

#include "engine/config/config.hpp"
#include "providers/live.hpp"
#include "state/snapshot.hpp"

#include <string>
#include <vector>

namespace fireform {

struct RebuildOptions {
    std::string lineage;      ///< of several that the account's objects name, this one; "" the only one
    std::string new_lineage;  ///< where no object names one
};

struct Rebuilt {
    struct Found {
        Address address;
        std::string id;
        std::string known_by;  ///< "its tags", "its id", "its model and deployment"
        bool operator==(const Found&) const = default;
    };
    Snapshot snapshot;
    std::vector<Found> found;      ///< by address
    std::vector<Address> missing;  ///< configured, and no object is theirs; by address
};

/// Takes what carries our tags, has an id that only this state makes, or agrees on a natural identity.
/// `live` has to list the types that carry tags, too. Warnings: what could not be known, blocks that were
/// left out because a plan of them has errors. Errors: objects of several lineages and none chosen, none of
/// the one that was, a configuration that has no plan at all.
[[nodiscard]] Checked<Rebuilt> rebuild_state(const Config& config, const Live& live,
                                             const RebuildOptions& options);

}  // namespace fireform
