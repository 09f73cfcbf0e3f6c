// A server for the tests of the HTTP client: on 127.0.0.1, in the test's own io_context, saying what it is
// told.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fireform {

/// What the server does with one request.
struct Reaction {
    std::string bytes;   ///< sent as they are
    bool close = false;  ///< afterwards
    bool early = false;  ///< as soon as the headers are there, without reading the body
    bool reset = false;  ///< close without a farewell, so that the client's next write or read fails hard
    std::string endless = {};            ///< behind `bytes`, again and again until the client has gone
    std::chrono::milliseconds pause{0};  ///< before each of them
};

class Loopback {
 public:
    /// `tls`: null for plain HTTP; must outlive the server.
    explicit Loopback(boost::asio::io_context& io, boost::asio::ssl::context* tls = nullptr);

    std::deque<Reaction> reactions;     ///< in the order of the requests; nothing left: never answers
    std::vector<std::string> requests;  ///< heads and bodies, as they came
    int connections = 0;
    int resumed = 0;  ///< TLS handshakes that resumed a session
    [[nodiscard]] std::string url(const std::string& target) const;  ///< "http://127.0.0.1:PORT/target"
    [[nodiscard]] std::string authority() const;
    void stop_listening() { acceptor_.close(); }
    /// Closes every connection from the server's side.
    void hang_up();

 private:
    boost::asio::awaitable<void> accept_all();
    template <class Stream>
    boost::asio::awaitable<void> serve(std::shared_ptr<Stream> stream);
    boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket);

    boost::asio::io_context& io_;
    boost::asio::ssl::context* tls_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<std::weak_ptr<void>> open_;
    std::vector<std::function<void()>> closers_;
};

/// "HTTP/1.1 200 OK" with a length and, maybe, more headers ("X: y\r\n").
std::string ok_reply(const std::string& body, const std::string& more_headers = "");

/// A self-signed certificate for `name` (DNS name or address), made by OpenSSL now; `days` may be negative.
struct TestCertificate {
    std::string certificate_pem;
    std::string key_pem;
};
TestCertificate make_certificate(const std::string& name, int days);
/// A server's context with it.
boost::asio::ssl::context server_context(const TestCertificate& certificate);

}  // namespace fireform
