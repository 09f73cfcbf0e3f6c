// `[[moved]]`: entries of state follow their blocks to other addresses. Objects stay what they are.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"
#include "state/snapshot.hpp"

#include <map>
#include <vector>

namespace fireform {

/// `prior` as it is when everything has moved.
struct MovedState {
    Snapshot state;
    std::vector<Move> moves;  ///< of entries, by `to`
};

/// No value: nothing moves, or something cannot (an address is taken; one resource of a block with for_each
/// cannot become all).
[[nodiscard]] Checked<MovedState> move_entries(const Config& config, const Snapshot& prior);

/// Renames entries, also where others depend on them.
void rename_entries(Snapshot& state, const std::vector<Move>& moves);

/// The moves backwards: where something is, and where it came from.
using Origins = std::multimap<Address, Address>;
[[nodiscard]] Origins origins_of(const Config& config);
/// Addresses from which the resource came here, by whatever tags and derived ids its object may still have.
[[nodiscard]] std::vector<Address> former_addresses(const Origins& origins, const Address& address);

/// What `[[removed]]` says of an entry; null: nothing.
[[nodiscard]] const RemovedConfig* removed_by(const Config& config, const Address& address);

/// What `[[import]]` says of a resource, also of the block that it was before its model was known; null:
/// nothing.
[[nodiscard]] const ImportConfig* import_of(const Config& config, const Address& address);

}  // namespace fireform
