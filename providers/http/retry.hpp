// When to try again and how long to wait (domain brief 8.5): pure functions and their numbers.
#pragma once

#include "providers/http/http_client.hpp"

#include <chrono>
#include <optional>

namespace fireform {

struct RetryPolicy {
    int retries_max = 10;
    std::chrono::milliseconds delay_first{500};
    std::chrono::milliseconds delay_max{30000};
    std::chrono::seconds budget{300};  ///< over all tries of one request
};

/// The form every server sends (RFC 9110, IMF-fixdate): "Wed, 21 Oct 2015 07:28:00 GMT". In seconds: the
/// system's clock, in nanoseconds, has 292 years to each side of 1970 and a header any.
[[nodiscard]] std::optional<std::chrono::sys_seconds> http_date(std::string_view text);

/// 408, 429, 500, 502, 503, 504; 409 only with gRPC code ABORTED; `x-should-retry` wins.
[[nodiscard]] bool should_retry(const HttpResponse& response);

/// What the server asks for: `retry-after-ms`, then `retry-after` in seconds or as a date; only 0 < x <= 60
/// s.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response,
                                                                   std::chrono::system_clock::time_point now);

/// delay_first * 2^attempt up to delay_max, less up to a quarter by `jitter` in [0, 1); `asked` wins when
/// longer.
[[nodiscard]] std::chrono::milliseconds retry_delay(const RetryPolicy& policy, int attempt, double jitter,
                                                    std::optional<std::chrono::milliseconds> asked);

}  // namespace fireform
