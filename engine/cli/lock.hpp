// Waiting for the lock of the state.
#pragma once

#include "providers/clock.hpp"
#include "state/store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace fireform::cli {

class Reporter;  // engine/cli/context.hpp
struct Context;

/// Who we are, for those who find the state locked.
[[nodiscard]] LockHolder this_process(const std::string& command, Clock& clock);

/// Told once, when waiting begins: "fireform.state.json is in use by ...".
using LockWait = std::function<void(const std::string& in_use)>;

/// Says it on stderr; in silence for a machine.
[[nodiscard]] LockWait tell_waiting(Context& context, const Reporter& reporter);

/// Tries until it is had or `timeout` is over. Errors: somebody else holds it (named), or it cannot be had at
/// all. Warning beside the lock: it may not reach other machines.
[[nodiscard]] Task<Checked<std::unique_ptr<StateLock>>> take_lock(Store& store, Clock& clock,
                                                                  LockHolder holder,
                                                                  std::chrono::nanoseconds timeout,
                                                                  LockWait on_wait = {});

}  // namespace fireform::cli
