// A run of the binary that is killed at a chosen moment: before or after one of the system calls by which
// it changes or learns anything, or with only some bytes of a write on disk. Works by ptrace.
#pragma once

#include "tests/e2e/process.hpp"

#include <cstdint>
#include <string>

namespace fireform::tests {

struct Kill {
    enum class When : std::uint8_t {
        before,  ///< nothing of the call has happened
        after,   ///< it has happened, and the program does not know
        torn     ///< of a write: half of its bytes are written; of another call: as after
    };
    std::uint64_t effect = 0;  ///< which one, from 1; 0: none, the run goes to its end
    When when = When::before;
};

struct Traced {
    bool killed = false;
    int code = 0;               ///< exit code; 128 + signal when it was killed
    std::uint64_t effects = 0;  ///< writes, syncs, renames, removals, sends and receptions that it came to
    std::string last;           ///< "fdatasync": the one it was killed at
};

/// Whether this machine lets us trace: some containers do not.
[[nodiscard]] bool may_trace();

/// `output` and `terminal` of `start` mean nothing here: the run is silent.
[[nodiscard]] Traced run_traced(const Start& start, const Kill& kill);

}  // namespace fireform::tests
