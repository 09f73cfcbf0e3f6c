// One story, all of it decided by its seed: somebody writes a fleet, applies it, edits it, applies it again,
// while requests get lost, processes die and strangers meddle. Then the weather clears, and the same command
// is repeated until nothing is left to do. Whatever is not as it must be then, or was done on the way and
// must never be done, is the verdict.
#pragma once

#include "tests/simulation/machine.hpp"
#include "tests/simulation/trace.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace fireform::simulation {

struct Verdict {
    std::string fault;  ///< "" all is well
    std::uint64_t requests = 0;
    int runs = 0;
    int deaths = 0;
    int calls = 0;  ///< for a person
};

/// `folder` has the files that fleets name (prepare()).
[[nodiscard]] Verdict tell(std::uint64_t seed, Trace& trace, const Variant& variant,
                           const std::filesystem::path& folder);

/// Writes those files.
void prepare(const std::filesystem::path& folder);

}  // namespace fireform::simulation
