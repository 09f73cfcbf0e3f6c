// The file of `--faults`: `[[fault]]` tables with plain values (contract section 6).
#pragma once

#include "providers/emulator/faults.hpp"
#include "schemas/diagnostic.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform::emulator {

/// `file` is only for diagnostics. Reads the part of TOML that such tables need: comments, `[[fault]]`, and
/// keys with a string, an integer, or a number; delays are "1.5s", "200ms", "2m" or whole seconds.
[[nodiscard]] Checked<std::vector<FaultRule>> read_faults(const std::string& file, std::string_view text);

}  // namespace fireform::emulator
