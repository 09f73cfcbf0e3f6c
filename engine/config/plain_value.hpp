// Values whose type no schema knows: variables and outputs.
#pragma once

#include "engine/config/interpolation.hpp"
#include "engine/config/toml_document.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace fireform {

/// The node as a value; strings are filled in for `purpose`. No value: an error was reported.
[[nodiscard]] std::optional<Value> plain_value(const Site& site, const TomlNode& node, const Purpose& purpose,
                                               Interpolator& interpolator, std::vector<Edge>& edges,
                                               Diagnostics& diagnostics);

/// Whether a value is of a variable's type: "string", "number", "bool", "list", "map".
[[nodiscard]] bool is_of_variable_type(const Value& value, std::string_view type);

/// A value given as text, from the environment or the command line, read as that type; lists and maps in
/// TOML. No value: it is none.
[[nodiscard]] std::optional<Value> parse_variable_text(std::string_view text, std::string_view type);

}  // namespace fireform
