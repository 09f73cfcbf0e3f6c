// The moment at which a process dies: the N-th effect it has on anything outside. Shared by MemoryStore and
// FakeCloud.
#pragma once

#include <functional>

namespace fireform::tests {

struct Doom {
    int at = 0;     ///< effects count from 1; 0: lives on
    int count = 0;  ///< effects so far
    bool dead = false;
    bool requests_survive = false;  ///< what was sent before death is handled, and its reply is lost
    std::function<void()> on_death;

    /// Before each effect; true: it does not happen.
    bool strike() {
        ++count;
        if (dead || count != at) return dead;
        dead = true;
        if (on_death) on_death();
        return true;
    }
};

}  // namespace fireform::tests
