// One request and its reply over one connection, without judging what to do when it fails. Private to
// providers/http/.
#pragma once

#include "providers/http/connection.hpp"

namespace fireform {

struct HttpExchange {
    std::optional<HttpResponse> response;
    std::optional<HttpFailure> failure;
    std::uint64_t sent = 0;    ///< bytes of the request that were handed to the connection
    bool reply_begun = false;  ///< a byte of the reply arrived
    bool keep_alive = false;   ///< the connection can serve another request
    bool closed_early =
        false;  ///< closed by the server before a byte of the reply: what a stale one looks like
};

/// The request line and headers as sent; no value: a method, target or header that cannot be sent.
[[nodiscard]] std::optional<std::string> request_head(const HttpRequest& request, const UrlParts& url);

/// Bytes of the body, file and frame included.
[[nodiscard]] std::uint64_t body_size(const HttpRequest& request);

/// References are the caller's, who awaits.
[[nodiscard]] Task<HttpExchange> exchange(HttpConnection& connection, const HttpRequest& request,
                                          const std::string& head, const UrlParts& url,
                                          const HttpClientOptions& options, std::chrono::milliseconds limit);

}  // namespace fireform
