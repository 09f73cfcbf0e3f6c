// Any bytes as the reply of a server, over a socket pair: the exchange ends with a reply or with a failure,
// and what was read stays within its bounds.
#include "providers/http/exchange.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/run_task.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace {

constexpr std::size_t reply_max = 60'000;  // what a socket pair holds without a reader
constexpr std::size_t body_max = 4096;

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 0;
    const std::size_t sent = std::min(size, reply_max);
    const bool written = ::write(ends[1], data, sent) == static_cast<ssize_t>(sent);
    ::shutdown(ends[1], SHUT_WR);
    {
        asio::io_context io(1);
        PlainStream stream(io);
        // A stream socket is one whatever its family: nothing here asks for an address.
        stream.socket().assign(asio::ip::tcp::v4(), ends[0]);
        HttpConnection connection{std::move(stream), {}, nullptr, false};
        HttpRequest request;
        request.method = size % 7 == 0 ? "HEAD" : "GET";
        const UrlParts url{"http", "api.test", "80", "/"};
        HttpClientOptions options;
        options.body_max = body_max;
        options.header_max = 2048;
        const std::string head = "GET / HTTP/1.1\r\n\r\n";
        const auto out =
            run(io, exchange(connection, request, head, url, options, std::chrono::milliseconds(1000)));
        fuzz::require(!written || out.response.has_value() != out.failure.has_value(),
                      "an exchange ends with a reply or a failure");
        if (out.response) {
            fuzz::require(out.response->body.size() <= body_max, "a body stays within its bound");
            fuzz::require(out.response->status >= 0 && out.response->status / 100 != 1,
                          "interim replies are not told");
        }
    }
    ::close(ends[1]);
    return 0;
}
