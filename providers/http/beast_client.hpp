// HTTP/1.1 over TCP and TLS with kept-alive connections, one pool per origin.
#pragma once

#include "providers/http/http_client.hpp"

#include <cstddef>
#include <memory>

namespace fireform {

struct HttpClientOptions {
    std::chrono::milliseconds connect_timeout{10000};
    std::size_t body_max = 64u << 20;  ///< bytes of a reply; more is a failure
    std::size_t header_max = 64u << 10;
    std::size_t idle_max = 128;  ///< connections kept open per origin
};

/// TLS 1.2 or newer, host name verified against the system's certificates or SSL_CERT_FILE. A kept-alive
/// connection that the server closed before a byte of the reply is tried once more on a fresh one only when
/// the request cannot have been handled or is a GET.
[[nodiscard]] std::unique_ptr<HttpClient> make_http_client(HttpClientOptions options = {});

}  // namespace fireform
