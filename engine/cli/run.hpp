// The program: words, environment and console in, exit code out.
#pragma once

#include "engine/cli/console.hpp"
#include "engine/cli/leftovers.hpp"

#include <string>
#include <vector>

namespace fireform::cli {

/// `arguments` without the program's name. Throws nothing: what a command throws is told on stderr.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Environment& environment,
                      Console& console);
/// The same for who ends with it and does not free what is left.
[[nodiscard]] int run(const std::vector<std::string>& arguments, const Environment& environment,
                      Console& console, Leftovers& leftovers);

}  // namespace fireform::cli
