// Commands and flags that are promised and come with later versions: they are not misspelt, so what
// is said of them is not what was probably meant.
#pragma once

#include "schemas/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform::cli {

/// `command`: its words without the program's name, "export". None: not one of them.
[[nodiscard]] std::optional<Diagnostic> reserved_command(std::string_view command);

/// `flag` with its dashes, "--exclude"; `command` as above.
[[nodiscard]] std::optional<Diagnostic> reserved_flag(std::string_view command, std::string_view flag);

}  // namespace fireform::cli
