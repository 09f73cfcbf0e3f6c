// One connection to an origin, and the ones kept open between requests. Private to providers/http/.
#pragma once

#include "providers/http/beast_client.hpp"
#include "providers/http/tls.hpp"
#include "providers/http/url.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace fireform {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = asio::ssl::stream<boost::beast::tcp_stream>;

struct HttpConnection {
    std::variant<PlainStream, TlsStream> stream;
    boost::beast::flat_buffer buffer;  ///< what was read beyond the last reply
    asio::execution_context* context = nullptr;
    bool reused = false;  ///< served a request before: the server may have closed it meanwhile

    [[nodiscard]] PlainStream& lowest();
    /// Nothing waits to be read: a server that closed it, or spoke out of turn, is noticed here.
    [[nodiscard]] bool quiet();
};
using HttpConnectionPtr = std::unique_ptr<HttpConnection>;

/// Open connections that no request uses, by origin. They belong to the io_context in which they were
/// opened and are dropped with it, so a client may outlive the io_context.
class HttpConnectionPool : public std::enable_shared_from_this<HttpConnectionPool> {
 public:
    explicit HttpConnectionPool(HttpClientOptions options) : options_(options) {}

    /// The one used last, which is the least likely to be stale; null: none.
    [[nodiscard]] HttpConnectionPtr take(const std::string& origin, asio::execution_context& context);
    void keep(const std::string& origin, HttpConnectionPtr connection);
    void drop_all_of(asio::execution_context& context);

    /// For the origin; created when first asked for.
    [[nodiscard]] TlsSession& session(const std::string& origin) { return sessions_[origin]; }
    /// Loading the certificates takes some 10 ms, so only the first TLS connection does it.
    [[nodiscard]] asio::ssl::context& tls();

 private:
    HttpClientOptions options_;
    std::optional<asio::ssl::context> tls_;
    std::map<std::string, TlsSession> sessions_;
    std::map<std::string, std::vector<HttpConnectionPtr>>
        idle_;  ///< used last at the back; behind tls_: dies first
};

/// Exactly one of the two is set.
struct OpenedConnection {
    HttpConnectionPtr connection;
    std::optional<HttpFailure> failure;
};

/// Resolves, connects and shakes hands by `deadline`.
[[nodiscard]] Task<OpenedConnection> open_connection(HttpConnectionPool& pool, UrlParts url,
                                                     std::chrono::steady_clock::time_point deadline,
                                                     std::chrono::milliseconds limit);

/// Throws when the awaiting coroutine was cancelled: an aborted operation is then no failure of the peer.
[[nodiscard]] Task<void> throw_if_cancelled();

/// "timed out after 60 s: no reply from api.fireworks.ai"
[[nodiscard]] std::string timeout_message(std::chrono::milliseconds limit, std::string_view what);

}  // namespace fireform
