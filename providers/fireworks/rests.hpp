// Sleeps that can be ended early, all at once.
#pragma once

#include "providers/clock.hpp"

#include <chrono>
#include <list>
#include <memory>

namespace fireform::fireworks {

class Rests {
 public:
    /// Sleeps for so long, or until end_all(); not at all after it. `clock` must outlive it.
    [[nodiscard]] Task<void> sleep(Clock& clock, std::chrono::nanoseconds duration);
    void end_all();
    [[nodiscard]] bool ended() const { return state_->ended; }

 private:
    struct One;
    struct State {
        std::list<std::shared_ptr<One>> sleeping;
        bool ended = false;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();  // a coroutine may outlive us when torn down
};

}  // namespace fireform::fireworks
