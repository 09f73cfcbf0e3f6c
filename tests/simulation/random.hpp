// Chance that can be repeated: everything a story leaves open is asked of one generator, which its seed sets.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fireform::simulation {

/// splitmix64: fast, and the same on every machine.
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    [[nodiscard]] std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    /// 0 to `count` - 1. REQUIRES count > 0.
    [[nodiscard]] std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    [[nodiscard]] int between(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
    }
    [[nodiscard]] std::chrono::milliseconds between(std::chrono::milliseconds low,
                                                    std::chrono::milliseconds high) {
        return low + std::chrono::milliseconds(below(static_cast<std::size_t>((high - low).count() + 1)));
    }
    [[nodiscard]] bool percent(int chance) { return below(100) < static_cast<std::size_t>(chance); }
    template <class List>
    [[nodiscard]] const auto& pick(const List& list) {
        return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
    }
    /// Another generator, so that more or fewer questions to the one leave the other as it was.
    [[nodiscard]] Random fork() { return Random(next()); }

    /// A version 4 UUID.
    [[nodiscard]] std::string uuid() {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string out;
        for (int i = 0; i < 36; ++i) {
            if (i == 8 || i == 13 || i == 18 || i == 23)
                out += '-';
            else if (i == 14)
                out += '4';
            else
                out += digits[i == 19 ? 8 + below(4) : below(16)];
        }
        return out;
    }

 private:
    std::uint64_t state_;
};

}  // namespace fireform::simulation
