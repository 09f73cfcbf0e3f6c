// Whether a plan may be carried out: the limit on destroys, the question, who may be asked.
#pragma once

#include "engine/cli/context.hpp"
#include "engine/cli/options.hpp"
#include "engine/plan/plan.hpp"

#include <cstdint>
#include <optional>

namespace fireform::cli {

/// --max-destroys with --auto-approve when nothing is written.
inline constexpr int destroys_max_unasked = 5;

/// More destroys and replacements than `destroys_max` are an error that lists them. Datasets do not count:
/// they cost nothing and come back with the next apply.
[[nodiscard]] Diagnostics check_destroys(const Plan& plan, int destroys_max);

enum class Approval : std::uint8_t { given, refused };

/// Asks, unless --auto-approve, a saved plan, or nothing to do makes that unnecessary. What stands in the way
/// is told.
[[nodiscard]] Task<Approval> approve(Context& context, Reporter& reporter, const Plan& plan,
                                     const ApplyCommand& command);

}  // namespace fireform::cli
