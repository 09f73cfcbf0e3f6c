// `state mv --state-out`: a resource goes over to the state in another file.
#pragma once

#include "engine/cli/session.hpp"

namespace fireform::cli {

[[nodiscard]] Task<int> move_to_file(Context& context, Session& session, Reporter& reporter,
                                     const StateCommand& command);

/// Takes the entry over from `from` into `to`, with those of its dependencies that `to` has. An entry of the
/// same object that is there already is what a crash left, and stays. Errors: another type, address taken.
[[nodiscard]] Diagnostics hand_over(Snapshot& from, const Address& address, Snapshot& to, const Address& as);

}  // namespace fireform::cli
