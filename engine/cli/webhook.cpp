#include "engine/cli/webhook.hpp"

#include "engine/cli/problem.hpp"
#include "providers/http/retry.hpp"
#include "providers/http/url.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

/// Whoever waits for a look waits for this, too.
constexpr RetryPolicy policy{.retries_max = 4,
                             .delay_first = std::chrono::milliseconds(500),
                             .delay_max = std::chrono::milliseconds(5000)};
constexpr std::chrono::milliseconds timeout{10000};

Diagnostic undelivered(const std::string& host, int tries, const HttpResult& last) {
    const std::string why =
        last.response ? fmt::format("{} answered {}", host, last.response->status) : last.failure->message;
    return warning(
        "Notification was not delivered",
        fmt::format("{}, after {} {}. What was found stands.", why, tries, tries == 1 ? "try" : "tries"),
        "check the url of --notify");
}

}  // namespace

Task<Diagnostics> post_webhook(HttpClient& http, Clock& clock, std::string url, std::string body) {
    const auto parts = parse_url(url);
    const std::string host = parts ? parts->authority() : std::string("the webhook");
    Diagnostics problems;
    for (int attempt = 0;; ++attempt) {
        HttpRequest request;
        request.method = "POST";
        request.url = url;
        request.headers = {{"Content-Type", "application/json"}};
        request.body = body;
        request.timeout = timeout;
        const HttpResult result = co_await http.send(std::move(request));
        const int status = result.response ? result.response->status : 0;
        if (status >= 200 && status < 300) break;
        const bool again = !result.response || should_retry(*result.response);
        if (!again || attempt == policy.retries_max) {
            problems.add(undelivered(host, attempt + 1, result));
            break;
        }
        const auto asked = result.response ? retry_after(*result.response, clock.wall()) : std::nullopt;
        co_await clock.sleep(retry_delay(policy, attempt, 0, asked));
    }
    co_return problems;
}

}  // namespace fireform::cli
