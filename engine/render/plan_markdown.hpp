// A plan as a comment on a pull request: what happens as a table, the rest folded. Pure.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"

#include <cstddef>
#include <string>

namespace fireform {

/// Fewest bytes that a plan can be cut to: its last line, its costs, and that it was cut.
inline constexpr std::size_t markdown_bytes_least = 1000;

/// What takes something away stands first and is cut last. `bytes_max`: the result is never longer; 0 for any
/// length, else `markdown_bytes_least` or more. Ends with a line end.
[[nodiscard]] std::string plan_markdown(const Plan& plan, Detail detail, std::size_t bytes_max);

}  // namespace fireform
