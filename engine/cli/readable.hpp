// Waiting until there is something to read, on the event loop, so that interrupts are heard meanwhile.
#pragma once

#include "providers/task.hpp"

namespace fireform::cli {

/// Ends when reading from `file` would not block: there is data, the input has ended, or it cannot be waited
/// for at all, like a regular file. The file and its flags stay as they are.
[[nodiscard]] Task<void> readable(int file);

}  // namespace fireform::cli
