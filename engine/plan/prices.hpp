// List prices of accelerators, dollars an hour, with the day from which each holds (brief 9.1). Contracts
// differ: `[provider.fireworks.prices]` goes before them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fireform {

/// What placement that is restricted to a region costs more (brief 9.1).
inline constexpr double region_factor = 1.5;

/// The price that holds on `day`; before the first known one that one, without a day the newest. None: not
/// known.
[[nodiscard]] std::optional<double> list_price(std::string_view accelerator_type,
                                               std::optional<std::chrono::sys_days> day);

}  // namespace fireform
