// Reproducible numbers (splitmix64): the same seed makes the same ids and the same faults on every machine.
#pragma once

#include <cstdint>

namespace fireform::emulator {

/// The next number of the sequence that `state` stands in.
[[nodiscard]] constexpr std::uint64_t random_next(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/// In [0, 1).
[[nodiscard]] constexpr double random_unit(std::uint64_t& state) {
    return static_cast<double>(random_next(state) >> 11) * 0x1.0p-53;
}

}  // namespace fireform::emulator
