#include "engine/plan/prices.hpp"

namespace fireform {
namespace {

using namespace std::chrono_literals;

struct Price {
    std::string_view accelerator_type;
    std::chrono::sys_days valid_from;
    std::optional<double> dollars;  ///< an hour; none: no longer listed
};

constexpr std::chrono::sys_days list_2025 = 2025y / std::chrono::January / 1;
constexpr std::chrono::sys_days list_2026 = 2026y / std::chrono::May / 1;
constexpr std::chrono::sys_days list_autumn = 2026y / std::chrono::September / 1;

/// Of one accelerator the newer below the older. fireworks.ai/pricing, as brief 9.1 has it.
constexpr Price prices[] = {
    {"NVIDIA_A100_80GB", list_2025, 2.90},     {"AMD_MI300X_192GB", list_2025, 4.99},
    {"AMD_MI300X_192GB", list_autumn, {}},     {"NVIDIA_H100_80GB", list_2026, 7.00},
    {"NVIDIA_H100_80GB", list_autumn, 8.00},   {"NVIDIA_H200_141GB", list_2026, 7.00},
    {"NVIDIA_H200_141GB", list_autumn, 8.00},  {"NVIDIA_B200_180GB", list_2026, 10.00},
    {"NVIDIA_B200_180GB", list_autumn, 13.00}, {"NVIDIA_B300_288GB", list_2026, 12.00},
    {"NVIDIA_B300_288GB", list_autumn, 15.00},
};

}  // namespace

std::optional<double> list_price(std::string_view accelerator_type,
                                 std::optional<std::chrono::sys_days> day) {
    const Price* found = nullptr;
    for (const Price& price : prices) {
        if (price.accelerator_type != accelerator_type) continue;
        if (!found || !day || price.valid_from <= *day) found = &price;
    }
    return found ? found->dollars : std::nullopt;
}

}  // namespace fireform
