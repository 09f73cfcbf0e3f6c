// What TLS means here: version, whom we trust, whose certificate we expect, and why one was refused.
// Used by connection.cpp.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace fireform {

struct TlsSessionFree {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
/// The session to resume with an origin; null: none yet.
using TlsSession = std::unique_ptr<SSL_SESSION, TlsSessionFree>;

/// TLS 1.2 or newer, peer verified against SSL_CERT_FILE and SSL_CERT_DIR or else the system's certificates.
[[nodiscard]] boost::asio::ssl::context make_tls_context();

/// Before the handshake: asks for `host` (SNI), demands a certificate for it, resumes `session` and keeps it
/// up to date while `ssl` lives; `session` must outlive it.
void prepare_tls(SSL* ssl, const std::string& host, TlsSession& session);

/// Why the peer's certificate was refused, as a sentence: "the certificate of HOST has expired". "" it was
/// not.
[[nodiscard]] std::string certificate_problem(SSL* ssl, const std::string& host);

}  // namespace fireform
