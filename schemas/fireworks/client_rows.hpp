// What a client that calls the model should do: the inference side of the founding document's LLM class
// (brief 3). Kept in state and printed by `fireform client`; the service never sees it.
#pragma once

#include "schemas/schema.hpp"

namespace fireform::fireworks::client_rows {

constexpr Attribute row(std::string_view name, ValueType type, Bounds bounds, std::string_view fallback,
                        std::string_view description) {
    return {.name = name,
            .api = "",
            .type = type,
            .update = Update::client_side,
            .client_setting = true,
            .keep_zero = true,
            .bounds = bounds,
            .fallback = fallback,
            .description = description,
            .source = "brief 3"};
}

inline constexpr Attribute temperature =
    row("temperature", ValueType::number, {.minimum = 0, .maximum = 2}, "", "Sampling temperature.");
inline constexpr Attribute enable_metrics = row("enable_metrics", ValueType::boolean, {}, "false",
                                                "Whether clients measure the time to the last token.");
inline constexpr Attribute perf_metrics_in_response =
    row("perf_metrics_in_response", ValueType::boolean, {}, "false",
        "Whether clients ask for performance metrics in the response.");
inline constexpr Attribute base_url =
    row("base_url", ValueType::string,
        {.pattern = "https?://[^/\\s?#]+(/[^\\s?#]*)?",
         .pattern_says = "an http or https address: \"https://api.fireworks.ai/inference/v1\""},
        "", "Address that clients call; unset, that of inference at the provider's host.");
inline constexpr Attribute max_retries = row(
    "max_retries", ValueType::integer, {.minimum = 0, .maximum = 100}, "10", "How often clients try again.");

}  // namespace fireform::fireworks::client_rows
