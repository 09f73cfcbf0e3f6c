// What the value of a variable must be: `pattern`, `min`, `max`, `allowed` and `message`, in [variables.X] or
// in [variables.X.validation].
#pragma once

#include "engine/config/site.hpp"
#include "engine/config/text_pattern.hpp"
#include "schemas/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

struct VariableRules {
    std::optional<TextPattern> pattern;  ///< of a string, or of each element of a list
    std::string pattern_text;
    std::optional<double> least;  ///< of a number; of the length of a string, list or map
    std::optional<double> most;
    std::vector<Value> allowed;  ///< for the value, or for each element of a list; empty: all
    std::string message;         ///< what the author says to whoever gives another value
};

/// Whether a setting of a variable is one of these: "min", or "validation" with them in it.
[[nodiscard]] bool is_variable_rule(std::string_view key);

/// `site`: of the variable's table. Errors: rules that the type cannot have, patterns that are none, a rule
/// that is there twice.
[[nodiscard]] VariableRules read_variable_rules(const Site& site, const TomlNode& table,
                                                std::string_view type, Diagnostics& diagnostics);

/// What is wrong with a value of that type: "it must be one of ...". "" nothing. Does not show the value.
[[nodiscard]] std::string broken_rule(const VariableRules& rules, const Value& value);

}  // namespace fireform
