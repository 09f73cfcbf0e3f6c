#include "tests/providers/loopback.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace fireform {
namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

namespace {

tcp::socket& socket_of(tcp::socket& socket) {
    return socket;
}
tcp::socket& socket_of(asio::ssl::stream<tcp::socket>& stream) {
    return stream.next_layer();
}

std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

void ignore(std::exception_ptr) {}

}  // namespace

Loopback::Loopback(asio::io_context& io, asio::ssl::context* tls)
    : io_(io), tls_(tls), acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(io_, accept_all(), &ignore);
}

std::string Loopback::authority() const {
    return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

std::string Loopback::url(const std::string& target) const {
    return (tls_ != nullptr ? "https://" : "http://") + authority() + target;
}

void Loopback::hang_up() {
    for (const auto& close : closers_)
        close();
    closers_.clear();
}

asio::awaitable<void> Loopback::accept_all() {
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(as_result);
        if (error) co_return;
        ++connections;
        if (tls_ != nullptr) {
            asio::co_spawn(io_, serve_tls(std::move(socket)), &ignore);
        } else {
            auto shared = std::make_shared<tcp::socket>(std::move(socket));
            asio::co_spawn(io_, serve(std::move(shared)), &ignore);
        }
    }
}

asio::awaitable<void> Loopback::serve_tls(tcp::socket socket) {
    auto stream = std::make_shared<asio::ssl::stream<tcp::socket>>(std::move(socket), *tls_);
    const auto [error] = co_await stream->async_handshake(asio::ssl::stream_base::server, as_result);
    if (error) co_return;
    resumed += SSL_session_reused(stream->native_handle());
    co_await serve(std::move(stream));
}

template <class Stream>
asio::awaitable<void> Loopback::serve(std::shared_ptr<Stream> stream) {
    closers_.push_back([weak = std::weak_ptr<Stream>(stream)] {
        if (const auto open = weak.lock()) socket_of(*open).close();
    });
    std::string buffer;
    for (;;) {
        const auto [error, head_size] =
            co_await asio::async_read_until(*stream, asio::dynamic_buffer(buffer), "\r\n\r\n", as_result);
        if (error) co_return;
        Reaction reaction;
        const bool told = !reactions.empty();
        if (told) {
            reaction = std::move(reactions.front());
            reactions.pop_front();
        }
        const std::size_t whole = head_size + content_length(buffer.substr(0, head_size));
        if (!reaction.early && buffer.size() < whole) {
            const auto [cut, size] =
                co_await asio::async_read(*stream, asio::dynamic_buffer(buffer),
                                          asio::transfer_exactly(whole - buffer.size()), as_result);
            if (cut) co_return;
        }
        const std::size_t taken = std::min(whole, buffer.size());
        requests.push_back(buffer.substr(0, taken));
        buffer.erase(0, taken);
        if (!told) {
            // Reads on, so that the end of the client ends this coroutine too.
            char byte = 0;
            const auto [gone, size] = co_await asio::async_read(*stream, asio::buffer(&byte, 1), as_result);
            if (gone) co_return;
        }
        if (!reaction.bytes.empty()) {
            const auto [broken, size] =
                co_await asio::async_write(*stream, asio::buffer(reaction.bytes), as_result);
            if (broken) co_return;
        }
        while (!reaction.endless.empty()) {
            if (reaction.pause.count() > 0) {
                asio::steady_timer timer(io_, reaction.pause);
                co_await timer.async_wait(asio::use_awaitable);
            }
            const auto [gone, size] =
                co_await asio::async_write(*stream, asio::buffer(reaction.endless), as_result);
            if (gone) co_return;
        }
        if (reaction.reset) socket_of(*stream).set_option(asio::socket_base::linger(true, 0));
        if (reaction.close || reaction.reset) {
            socket_of(*stream).close();
            co_return;
        }
    }
}

std::string ok_reply(const std::string& body, const std::string& more_headers) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" + body;
}

namespace {

std::string pem_text(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

}  // namespace

TestCertificate make_certificate(const std::string& name, int days) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    if (key == nullptr || certificate == nullptr) throw std::runtime_error("OpenSSL makes no certificate");
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -30L * 86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86400L);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("fireform test"), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    const bool address = name.find_first_not_of("0123456789.") == std::string::npos;
    const std::string names = (address ? "IP:" : "DNS:") + name;
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate, key, EVP_sha256());
    TestCertificate out;
    BIO* certificate_out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificate_out, certificate);
    out.certificate_pem = pem_text(certificate_out);
    BIO* key_out = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(key_out, key, nullptr, nullptr, 0, nullptr, nullptr);
    out.key_pem = pem_text(key_out);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return out;
}

asio::ssl::context server_context(const TestCertificate& certificate) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate(asio::buffer(certificate.certificate_pem), asio::ssl::context::pem);
    context.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
    const unsigned char id[] = "fireform";
    SSL_CTX_set_session_id_context(context.native_handle(), id, sizeof id - 1);
    return context;
}

}  // namespace fireform
