// How a client calls a model, ready to paste. The key is only ever named by its environment variable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fireform {

/// The founding document's arguments for whoever calls the model, and whom to call.
struct ClientSettings {
    std::string base_url;  ///< "https://api.fireworks.ai/inference/v1"
    std::string model;     ///< what a request names
    std::int64_t max_retries = 10;
    std::optional<double> temperature;
    bool enable_metrics = false;  ///< the time to the last token is measured
    bool perf_metrics_in_response = false;
};

enum class ClientFormat : std::uint8_t {
    env,     ///< exports for a shell; two of them are read by the openai packages
    json,    ///< one object
    python,  ///< a script for the openai package
    curl     ///< one request
};

/// Whole lines. What is not set is left out.
[[nodiscard]] std::string client_text(const ClientSettings& settings, ClientFormat format);

}  // namespace fireform
