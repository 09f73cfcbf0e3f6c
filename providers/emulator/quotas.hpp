// Quotas: what an account may hold, and the refusal when it would hold more (brief 2.1.9, 8.9).
#pragma once

#include "providers/emulator/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct World;

inline constexpr std::string_view lora_quota = "on-demand-lora-count";
inline constexpr std::string_view lora_kind = "lora";  ///< of Holdings
inline constexpr std::string_view spend_quota = "monthly-spend-usd";

/// "global--h200-count"
[[nodiscard]] std::string gpu_quota(std::string_view accelerator);

/// Whether deployment `serial` (0: a new one) may hold `count` accelerators of a type.
[[nodiscard]] std::optional<Refusal> check_gpu_quota(const World& world, std::uint64_t serial,
                                                     std::string_view accelerator, std::int64_t count);
/// Whether one more LoRA may be loaded.
[[nodiscard]] std::optional<Refusal> check_lora_quota(const World& world);

}  // namespace fireform::emulator
