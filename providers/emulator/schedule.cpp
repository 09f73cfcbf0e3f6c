#include "providers/emulator/schedule.hpp"

#include <algorithm>

namespace fireform::emulator {

void Schedule::add(Object& object, Lane lane, Nanos due, int step) {
    const std::uint32_t ticket = ++object.tickets[static_cast<std::size_t>(lane)];
    heap_.push_back({due, order_next_++, object.serial, lane, step, ticket});
    std::push_heap(heap_.begin(), heap_.end(), Later{});
}

void Schedule::cancel(Object& object, Lane lane) {
    ++object.tickets[static_cast<std::size_t>(lane)];
}

std::optional<Appointment> Schedule::take_due(Nanos now) {
    if (heap_.empty() || heap_.front().due > now) return std::nullopt;
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    const Appointment first = heap_.back();
    heap_.pop_back();
    return first;
}

void Schedule::clear() {
    heap_.clear();
    order_next_ = 0;
}

std::vector<Appointment> Schedule::all() const {
    std::vector<Appointment> list = heap_;
    std::sort(list.begin(), list.end(),
              [](const Appointment& a, const Appointment& b) { return a.order < b.order; });
    return list;
}

}  // namespace fireform::emulator
