#include "providers/emulator/accelerators.hpp"

#include "providers/emulator/body.hpp"

#include <array>

namespace fireform::emulator {
namespace {

constexpr std::array<Accelerator, 11> rows{{
    {"NVIDIA_A100_80GB", "a100", 80},
    {"NVIDIA_H100_80GB", "h100", 80},
    {"AMD_MI300X_192GB", "mi300x", 192},
    {"NVIDIA_A10G_24GB", "a10g", 24},
    {"NVIDIA_A100_40GB", "a100-40gb", 40},
    {"NVIDIA_L4_24GB", "l4", 24},
    {"NVIDIA_H200_141GB", "h200", 141},
    {"NVIDIA_B200_180GB", "b200", 180},
    {"AMD_MI325X_256GB", "mi325x", 256},
    {"AMD_MI350X_288GB", "mi350x", 288},
    {"NVIDIA_B300_288GB", "b300", 288},
}};

constexpr std::int64_t count_max = 8;  // one machine

std::int64_t parameters_of(const json::object& model) {
    return number_of(message_of(model, "baseModelDetails"), "parameterCount");
}

}  // namespace

std::span<const Accelerator> all_accelerators() {
    return rows;
}

const Accelerator* find_accelerator(std::string_view name) {
    for (const Accelerator& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

bool is_quantized(std::string_view precision) {
    return precision.starts_with("FP8") || precision.starts_with("FP4") || precision.starts_with("NF4");
}

std::int64_t fitting_count(const json::object& model, const Accelerator& accelerator,
                           std::string_view precision) {
    const double bytes = precision.starts_with("FP4") || precision.starts_with("NF4") ? 0.5
                         : is_quantized(precision)                                    ? 1.0
                                                                                      : 2.0;
    const double wanted =
        static_cast<double>(parameters_of(model)) * bytes * 1.2 / 1e9;  // a fifth for the cache
    std::int64_t count = 1;
    while (count < count_max && static_cast<double>(count * accelerator.gigabytes) < wanted)
        count *= 2;
    return count;
}

bool can_serve(const json::object& model, const Accelerator& accelerator) {
    return count_max * accelerator.gigabytes * 1'000'000'000 >= parameters_of(model);
}

}  // namespace fireform::emulator
