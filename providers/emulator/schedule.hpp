// What is due when: a heap of appointments, so that a fleet of ten thousand costs nothing while nothing
// happens.
#pragma once

#include "providers/emulator/object.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fireform::emulator {

struct Appointment {
    Nanos due{0};
    std::uint64_t order = 0;   ///< of making, for equal times
    std::uint64_t serial = 0;  ///< the object
    Lane lane = Lane::life;
    int step = 0;              ///< meaning is the collection's own
    std::uint32_t ticket = 0;  ///< counts only while it is the object's ticket of that lane
};

class Schedule {
 public:
    void add(Object& object, Lane lane, Nanos due, int step);
    /// Nothing is due any more in that lane.
    static void cancel(Object& object, Lane lane);
    /// Takes the earliest one that is due by `now`; stale ones may come out too.
    [[nodiscard]] std::optional<Appointment> take_due(Nanos now);
    void clear();
    /// In the order of making, stale ones among them.
    [[nodiscard]] std::vector<Appointment> all() const;

 private:
    struct Later {
        bool operator()(const Appointment& a, const Appointment& b) const {
            return a.due != b.due ? a.due > b.due : a.order > b.order;
        }
    };
    std::vector<Appointment> heap_;
    std::uint64_t order_next_ = 0;
};

}  // namespace fireform::emulator
