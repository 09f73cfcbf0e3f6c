// `state rm, mv, push`: they change state under its lock. The changes themselves are pure.
#pragma once

#include "engine/cli/session.hpp"
#include "schemas/wildcard.hpp"
#include "state/stored.hpp"

#include <string>
#include <string_view>

namespace fireform::cli {

[[nodiscard]] Task<int> edit_state(Context& context, Session& session, Reporter& reporter,
                                   const StateCommand& command);

/// Moves a state that cannot be read or continued out of the way, with its journal, which nothing continues
/// any more. Their names from then on; "" there was nothing.
[[nodiscard]] Checked<std::string> set_aside(const StatePaths& paths);

/// An address that state has. Errors: not an address, not in state (with what was probably meant).
[[nodiscard]] Checked<Address> address_in(const Snapshot& state, const std::string& text);

/// Takes the resource out; what depended on it does no longer.
void remove_resource(Snapshot& state, const Address& address);

/// Gives the resource another address, also where others depend on it. Errors: another type, address taken.
[[nodiscard]] Diagnostics move_resource(Snapshot& state, const Address& from, const Address& to);

/// What stands against replacing `state` by `pushed`: another lineage, or an older serial.
[[nodiscard]] Diagnostics check_push(const Snapshot& state, const Snapshot& pushed);

}  // namespace fireform::cli
