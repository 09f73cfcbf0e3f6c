// The manual page, in the language of man(7). Pure.
#pragma once

#include "engine/cli/command_tree.hpp"

#include <string>

namespace fireform::cli {

[[nodiscard]] std::string manual_page(const CommandWords& tree);

}  // namespace fireform::cli
