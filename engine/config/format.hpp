// `fireform fmt`: a TOML file in the one style that every file has. Pure.
//
// A pair is `key = value` at the margin; a header has an empty line before it and before the comments that
// lead to it. In a run of adjacent pairs the `=` stand below each other, and so do the comments behind them:
// what stands together is read as a table. An empty line, a comment line or a value of several lines ends the
// run, so that a change moves the lines of its own run and no others. Lists keep the lines they are written
// on. Comments, texts, numbers and the order stay as they are.
#pragma once

#include "schemas/diagnostic.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// Means the same, and is its own format. `file` is only for diagnostics. Errors: not TOML.
[[nodiscard]] Checked<std::string> format_toml(const std::string& file, std::string_view text);

}  // namespace fireform
