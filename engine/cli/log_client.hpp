// Tells of every request: method, path, status, milliseconds. Never headers, bodies or queries, where secrets
// travel.
#pragma once

#include "providers/clock.hpp"
#include "providers/http/http_client.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace fireform::cli {

enum class LogLevel { error, warn, info, debug, trace };

/// Of "error" to "trace"; anything else is `error`.
[[nodiscard]] LogLevel log_level_of(std::string_view word);

/// error: requests that got no reply. warn: also replies of 429 and 5xx. info: also writes. debug: every
/// request. trace: also when it leaves, and how many bytes.
[[nodiscard]] std::unique_ptr<HttpClient> make_logging_client(std::unique_ptr<HttpClient> inner, Clock& clock,
                                                              LogLevel level,
                                                              std::function<void(const std::string&)> write);

}  // namespace fireform::cli
