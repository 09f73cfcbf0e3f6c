// Which steps of a plan may start: bookkeeping over their graph, without time, requests or state. Asked and
// told by run.hpp.
#pragma once

#include "engine/plan/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace fireform {

class Schedule {
 public:
    using Index = std::uint32_t;
    enum class Status : std::uint8_t { waiting, ready, running, succeeded, failed, skipped };

    /// Only `after` and the verb matter: forget and wait need no slot.
    explicit Schedule(const std::vector<Step>& steps);

    /// Ready steps by position, of those that need a slot at most `slots`. They are running from now on.
    [[nodiscard]] std::vector<Index> take_ready(std::size_t slots);
    /// A step that was taken and did not start after all.
    void put_back(Index step);

    /// What waits for it only becomes ready.
    void succeed(Index step);
    /// Whatever depends on it, however far, is skipped and handed back by position. Also for a step that has
    /// succeeded as far as this run goes, but that nothing may build on yet (`fail` then keeps `succeeded`).
    [[nodiscard]] std::vector<Index> fail(Index step);
    [[nodiscard]] std::vector<Index> succeed_alone(Index step);

    [[nodiscard]] Status status(Index step) const { return status_[step]; }
    [[nodiscard]] std::size_t size() const { return status_.size(); }
    /// Nothing is running, ready or waiting any more.
    [[nodiscard]] bool done() const { return open_ == 0; }
    [[nodiscard]] bool has_ready() const { return !ready_with_slot_.empty() || !ready_free_.empty(); }

 private:
    void make_ready(Index step);
    void close(Index step, Status status);
    [[nodiscard]] std::vector<Index> skip_followers(Index step);
    [[nodiscard]] std::vector<Index>::const_iterator followers_begin(Index step) const;
    [[nodiscard]] std::vector<Index>::const_iterator followers_end(Index step) const;

    std::vector<Status> status_;
    std::vector<bool> needs_slot_;
    std::vector<Index> missing_;         // predecessors that have not succeeded yet
    std::vector<Index> followers_;       // of all steps, one after the other
    std::vector<Index> followers_from_;  // where those of a step begin; one more at the end
    std::set<Index> ready_with_slot_;
    std::set<Index> ready_free_;
    std::size_t open_ = 0;
};

}  // namespace fireform
