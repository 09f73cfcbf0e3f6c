// The accelerators and what fits on them: hardware that a deployment leaves to the service.
#pragma once

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

struct Accelerator {
    std::string_view name;   ///< "NVIDIA_H200_141GB"
    std::string_view quota;  ///< "h200": its quota is global--h200-count
    std::int64_t gigabytes = 0;
};

[[nodiscard]] std::span<const Accelerator> all_accelerators();
[[nodiscard]] const Accelerator* find_accelerator(std::string_view name);

/// FP8, FP4 and NF4 in any form: no addons on these (brief 5).
[[nodiscard]] bool is_quantized(std::string_view precision);

/// The smallest power of two that holds the weights of `model` with room for the cache; 8 at most.
[[nodiscard]] std::int64_t fitting_count(const json::object& model, const Accelerator& accelerator,
                                         std::string_view precision);
/// Whether eight of them hold the weights at one byte a parameter.
[[nodiscard]] bool can_serve(const json::object& model, const Accelerator& accelerator);

}  // namespace fireform::emulator
