// The last resort of who interrupts twice: it works even while the event loop hears nothing, because a call
// to a file blocks (a network mount that hangs).
#pragma once

namespace fireform::cli {

/// From now on a signal that comes while the one before it was not heard ends the process with 130; every
/// other is handed to the handler that is installed now. To be called again when that one was. The lock ends
/// with the process, and the journal makes the next run right.
void watch_for_second(int signal);

/// The event loop has heard the last one.
void interrupt_heard();

}  // namespace fireform::cli
