#include "providers/http/tls.hpp"

#include <fmt/core.h>
#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace fireform {
namespace {

namespace ssl = boost::asio::ssl;
namespace fs = std::filesystem;

/// Where ssl keeps the TlsSession of its origin. Not SSL_set_app_data: that slot is Asio's.
int session_slot() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// TLS 1.3 sends sessions after the handshake, so they arrive here and not by asking.
int keep_session(SSL* connection, SSL_SESSION* session) {
    auto* slot = static_cast<TlsSession*>(SSL_get_ex_data(connection, session_slot()));
    if (slot == nullptr || SSL_SESSION_is_resumable(session) == 0) return 0;
    // A copy: OpenSSL spoils the original when its connection ends without a farewell, as ours do.
    slot->reset(SSL_SESSION_dup(session));
    return 0;
}

/// A static OpenSSL looks where the build machine keeps its certificates; other distributions differ.
void trust_the_system(ssl::context& context) {
    context.set_default_verify_paths();
    const bool told = std::getenv("SSL_CERT_FILE") != nullptr || std::getenv("SSL_CERT_DIR") != nullptr;
    std::error_code ignored;
    if (told || fs::exists(X509_get_default_cert_file(), ignored) ||
        fs::exists(X509_get_default_cert_dir(), ignored))
        return;
    constexpr std::array bundles{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                 "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
    for (const char* bundle : bundles) {
        boost::system::error_code error;
        if (fs::exists(bundle, ignored)) context.load_verify_file(bundle, error);
    }
}

}  // namespace

ssl::context make_tls_context() {
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(ssl::verify_peer);
    trust_the_system(context);
    SSL_CTX_set_session_cache_mode(context.native_handle(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context.native_handle(), &keep_session);
    return context;
}

void prepare_tls(SSL* connection, const std::string& host, TlsSession& session) {
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address) {
        SSL_set_tlsext_host_name(connection, host.c_str());
        SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        SSL_set1_host(connection, host.c_str());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
    }
    SSL_set_ex_data(connection, session_slot(), &session);
    if (session) SSL_set_session(connection, session.get());
}

std::string certificate_problem(SSL* connection, const std::string& host) {
    const long result = SSL_get_verify_result(connection);
    switch (result) {
        case X509_V_OK:
            return {};
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return fmt::format("the certificate of {} has expired", host);
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return fmt::format("the certificate of {} is not valid yet", host);
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return fmt::format("the certificate is not valid for {}", host);
        default:
            break;
    }
    const char* file = std::getenv("SSL_CERT_FILE");
    return fmt::format("the certificate of {} is not trusted: {}{}", host,
                       X509_verify_cert_error_string(result),
                       file == nullptr ? "" : fmt::format(" (trusted are those in SSL_CERT_FILE, {})", file));
}

}  // namespace fireform
