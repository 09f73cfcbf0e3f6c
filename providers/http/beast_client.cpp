#include "providers/http/beast_client.hpp"

#include "providers/http/exchange.hpp"

#include <boost/asio/this_coro.hpp>

namespace fireform {
namespace {

using std::chrono::milliseconds;
using Kind = HttpFailure::Kind;

/// A slow line, 256 KiB a second, still gets a file through.
constexpr std::uint64_t bytes_per_millisecond = 262;

milliseconds whole_limit(const HttpRequest& request) {
    if (!request.file) return request.timeout;
    return request.timeout +
           milliseconds(static_cast<std::int64_t>(body_size(request) / bytes_per_millisecond));
}

HttpResult failed(HttpFailure failure) {
    HttpResult out;
    out.failure = std::move(failure);
    return out;
}

class BeastClient final : public HttpClient {
 public:
    explicit BeastClient(HttpClientOptions options)
        : options_(options), pool_(std::make_shared<HttpConnectionPool>(options)) {}

    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override {
        const auto url = parse_url(request.url);
        if (!url) co_return failed({Kind::malformed, "not an http or https url", false});
        // Whoever names an address, the service in a signed url too: what is sent stays between the two.
        if (url->scheme == "http" && !is_loopback(url->host))
            co_return failed(
                {Kind::malformed,
                 "plain HTTP to " + url->authority() + " is refused: on the way it could be read; use https",
                 false});
        const auto head = request_head(request, *url);
        if (!head)
            co_return failed(
                {Kind::malformed, "a header of the request holds a character that no header may", false});
        const milliseconds limit = whole_limit(request);
        const auto deadline = std::chrono::steady_clock::now() + limit;
        const std::string origin = url->origin();
        auto& context = asio::query(co_await asio::this_coro::executor, asio::execution::context);

        HttpConnectionPtr connection = pool_->take(origin, context);
        for (;;) {
            if (!connection) {
                const milliseconds connect_limit = std::min(options_.connect_timeout, limit);
                const auto connect_deadline =
                    std::min(deadline, std::chrono::steady_clock::now() + connect_limit);
                OpenedConnection opened =
                    co_await open_connection(*pool_, *url, connect_deadline, connect_limit);
                if (opened.failure) co_return failed(std::move(*opened.failure));
                connection = std::move(opened.connection);
            }
            connection->lowest().expires_at(deadline);
            HttpExchange out = co_await exchange(*connection, request, *head, *url, options_, limit);
            if (out.closed_early && connection->reused && (out.sent == 0 || request.method == "GET")) {
                connection = nullptr;  // it was stale: once more, and a fresh one is not stale
                continue;
            }
            if (out.failure) co_return failed(std::move(*out.failure));
            if (out.keep_alive) {
                connection->lowest().expires_never();
                pool_->keep(origin, std::move(connection));
            }
            HttpResult result;
            result.response = std::move(out.response);
            co_return result;
        }
    }

 private:
    HttpClientOptions options_;
    std::shared_ptr<HttpConnectionPool> pool_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(HttpClientOptions options) {
    return std::make_unique<BeastClient>(options);
}

}  // namespace fireform
