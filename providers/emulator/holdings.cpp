#include "providers/emulator/holdings.hpp"

namespace fireform::emulator {

void Holdings::hold(std::uint64_t serial, std::string_view kind, std::int64_t count) {
    release(serial);
    if (kind.empty() || count == 0) return;
    shares_[serial] = {std::string(kind), count};
    totals_[std::string(kind)] += count;
}

void Holdings::release(std::uint64_t serial) {
    const auto found = shares_.find(serial);
    if (found == shares_.end()) return;
    totals_[found->second.kind] -= found->second.count;
    shares_.erase(found);
}

void Holdings::clear() {
    shares_.clear();
    totals_.clear();
}

std::int64_t Holdings::in_use(std::string_view kind) const {
    const auto found = totals_.find(kind);
    return found == totals_.end() ? 0 : found->second;
}

std::int64_t Holdings::held(std::uint64_t serial, std::string_view kind) const {
    const auto found = shares_.find(serial);
    return found == shares_.end() || found->second.kind != kind ? 0 : found->second.count;
}

}  // namespace fireform::emulator
