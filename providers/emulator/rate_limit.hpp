// A token bucket (contract section 6): so many requests a second, a tenth of a second's worth at once.
#pragma once

#include <algorithm>
#include <chrono>

namespace fireform::emulator {

class RateLimit {
 public:
    /// `rate`: requests per second; 0: no limit.
    explicit RateLimit(double rate) : rate_(rate), burst_(std::max(1.0, rate / 10)), tokens_(burst_) {}

    /// Whether a request that comes `now` may pass; `now` must not go backwards.
    [[nodiscard]] bool take(std::chrono::nanoseconds now) {
        if (rate_ <= 0) return true;
        const double seconds = std::chrono::duration<double>(now - last_).count();
        tokens_ = std::min(burst_, tokens_ + seconds * rate_);
        last_ = now;
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }

 private:
    double rate_;
    double burst_;
    double tokens_;
    std::chrono::nanoseconds last_{0};
};

}  // namespace fireform::emulator
