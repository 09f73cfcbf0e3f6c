#include "providers/http/connection.hpp"

#include <fmt/core.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace fireform {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
using Kind = HttpFailure::Kind;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

OpenedConnection failed(Kind kind, std::string message) {
    OpenedConnection out;
    out.failure = HttpFailure{kind, std::move(message), false};
    return out;
}

std::string connect_message(error_code error, const UrlParts& url) {
    if (error == asio::error::connection_refused)
        return fmt::format("connection refused by {}", url.authority());
    return fmt::format("cannot connect to {}: {}", url.authority(), error.message());
}

struct Endpoints {
    std::vector<tcp::endpoint> list;
    error_code error;
};

/// A host that is an address needs no resolver, whose thread costs more than a request on loopback.
Task<Endpoints> resolve(UrlParts url) {
    Endpoints out;
    error_code not_an_address;
    const auto address = asio::ip::make_address(url.host, not_an_address);
    if (!not_an_address) {
        out.list.emplace_back(address, static_cast<std::uint16_t>(std::stoul(url.port)));
        co_return out;
    }
    // getaddrinfo cannot be interrupted: its own time limits hold (resolv.conf), not ours.
    tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto [error, found] = co_await resolver.async_resolve(url.host, url.port, as_result);
    out.error = error;
    for (const auto& entry : found)
        out.list.push_back(entry.endpoint());
    co_return out;
}

std::string handshake_message(TlsStream& stream, error_code error, const UrlParts& url) {
    std::string problem = certificate_problem(stream.native_handle(), url.host);
    if (!problem.empty()) return problem;
    return fmt::format("no TLS connection with {}: {}", url.authority(), error.message());
}

}  // namespace

std::string timeout_message(std::chrono::milliseconds limit, std::string_view what) {
    if (limit.count() % 1000 != 0) return fmt::format("timed out after {} ms: {}", limit.count(), what);
    return fmt::format("timed out after {} s: {}", limit.count() / 1000, what);
}

Task<void> throw_if_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
}

Task<OpenedConnection> open_connection(HttpConnectionPool& pool, UrlParts url,
                                       std::chrono::steady_clock::time_point deadline,
                                       std::chrono::milliseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    const Endpoints endpoints = co_await resolve(url);
    if (endpoints.error) {
        co_await throw_if_cancelled();
        co_return failed(Kind::resolve,
                         fmt::format("no such host: {} ({})", url.host, endpoints.error.message()));
    }

    PlainStream tcp_stream(executor);
    tcp_stream.expires_at(deadline);
    const auto [error, where] = co_await tcp_stream.async_connect(endpoints.list, as_result);
    if (error) {
        co_await throw_if_cancelled();
        if (error == boost::beast::error::timeout)
            co_return failed(Kind::timeout, timeout_message(limit, fmt::format("{} accepts no connection",
                                                                               url.authority())));
        co_return failed(Kind::refused, connect_message(error, url));
    }
    error_code ignored;
    tcp_stream.socket().set_option(tcp::no_delay(true), ignored);

    OpenedConnection out;
    if (url.scheme == "http") {
        out.connection =
            std::make_unique<HttpConnection>(HttpConnection{std::move(tcp_stream), {}, nullptr, false});
    } else {
        TlsStream tls_stream(std::move(tcp_stream), pool.tls());
        prepare_tls(tls_stream.native_handle(), url.host, pool.session(url.origin()));
        const auto [refused] = co_await tls_stream.async_handshake(asio::ssl::stream_base::client, as_result);
        if (refused) {
            co_await throw_if_cancelled();
            if (refused == boost::beast::error::timeout)
                co_return failed(
                    Kind::timeout,
                    timeout_message(limit, fmt::format("no TLS connection with {}", url.authority())));
            co_return failed(Kind::tls, handshake_message(tls_stream, refused, url));
        }
        out.connection =
            std::make_unique<HttpConnection>(HttpConnection{std::move(tls_stream), {}, nullptr, false});
    }
    out.connection->context = &asio::query(executor, asio::execution::context);
    co_return out;
}

}  // namespace fireform
