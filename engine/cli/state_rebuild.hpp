// `state rebuild`: a lost state from the live account and the configuration.
#pragma once

#include "engine/cli/options.hpp"
#include "engine/cli/session.hpp"

namespace fireform::cli {

/// Writes it under the lock. Refuses to replace a state that has entries, unless told to.
[[nodiscard]] Task<int> rebuild_state(Context& context, Session& session, Reporter& reporter,
                                      const StateCommand& command);

}  // namespace fireform::cli
