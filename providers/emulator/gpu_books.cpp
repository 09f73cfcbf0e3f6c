#include "providers/emulator/gpu_books.hpp"

namespace fireform::emulator {

void GpuBooks::hold(std::uint64_t serial, std::string_view accelerator, std::int64_t count) {
    release(serial);
    if (accelerator.empty() || count == 0) return;
    shares_[serial] = {std::string(accelerator), count};
    totals_[std::string(accelerator)] += count;
}

void GpuBooks::release(std::uint64_t serial) {
    const auto found = shares_.find(serial);
    if (found == shares_.end()) return;
    totals_[found->second.accelerator] -= found->second.count;
    shares_.erase(found);
}

void GpuBooks::clear() {
    shares_.clear();
    totals_.clear();
}

std::int64_t GpuBooks::in_use(std::string_view accelerator) const {
    const auto found = totals_.find(accelerator);
    return found == totals_.end() ? 0 : found->second;
}

std::int64_t GpuBooks::held(std::uint64_t serial, std::string_view accelerator) const {
    const auto found = shares_.find(serial);
    return found == shares_.end() || found->second.accelerator != accelerator ? 0 : found->second.count;
}

}  // namespace fireform::emulator
