#include "providers/http/exchange.hpp"

#include <fmt/core.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <cstring>
#include <fstream>

namespace fireform {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Kind = HttpFailure::Kind;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t read_piece = 64u << 10;  // what Beast reads at once
constexpr std::size_t file_piece = 256u << 10;
/// "100 Continue" and "103 Early Hints" come before the reply; a server that only ever sends them is cut off.
constexpr int interim_max = 8;

struct Written {
    error_code error;
    std::string file_problem;
};

template <class Stream>
Task<Written> write_file(Stream& stream, const HttpRequest& request, HttpExchange& out,
                         std::uint64_t head_size) {
    Written written;
    const FileBody& file = *request.file;
    std::ifstream in(file.path, std::ios::binary);
    if (!in) {
        written.file_problem = fmt::format("cannot read {}: {}", file.path.string(), std::strerror(errno));
        co_return written;
    }
    std::vector<char> piece(file_piece);
    std::uint64_t left = file.file_size;
    while (left != 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
        in.read(piece.data(), static_cast<std::streamsize>(wanted));
        if (static_cast<std::size_t>(in.gcount()) != wanted) {
            written.file_problem = fmt::format("{} became shorter while it was sent", file.path.string());
            co_return written;
        }
        const auto [error, size] =
            co_await asio::async_write(stream, asio::buffer(piece.data(), wanted), as_result);
        out.sent += size;
        if (error) {
            written.error = error;
            co_return written;
        }
        left -= wanted;
        if (request.on_sent) request.on_sent(out.sent - head_size);
    }
    const auto [error, size] = co_await asio::async_write(stream, asio::buffer(file.suffix), as_result);
    out.sent += size;
    written.error = error;
    if (!error && request.on_sent) request.on_sent(out.sent - head_size);
    co_return written;
}

template <class Stream>
Task<Written> write_request(Stream& stream, const HttpRequest& request, const std::string& head,
                            HttpExchange& out) {
    Written written;
    const std::string& text = request.file ? request.file->prefix : request.body;
    const std::array<asio::const_buffer, 2> first{asio::buffer(head), asio::buffer(text)};
    const auto [error, size] = co_await asio::async_write(stream, first, as_result);
    out.sent = size;
    written.error = error;
    if (!error && request.on_sent) request.on_sent(text.size());
    if (!error && request.file) written = co_await write_file(stream, request, out, head.size());
    co_return written;
}

std::string closed_message(const UrlParts& url, bool reply_begun) {
    return reply_begun ? fmt::format("{} closed the connection in the middle of its reply", url.authority())
                       : fmt::format("{} closed the connection without a reply", url.authority());
}

HttpFailure read_failure(error_code error, bool begun, const UrlParts& url, const HttpClientOptions& options,
                         std::chrono::milliseconds limit) {
    HttpFailure failure;
    failure.maybe_handled = true;
    if (error == beast::error::timeout) {
        failure.kind = Kind::timeout;
        failure.message = timeout_message(limit, fmt::format("no complete reply from {}", url.authority()));
    } else if (error == http::error::body_limit) {
        failure.kind = Kind::too_large;
        failure.message =
            fmt::format("the reply of {} is larger than {} bytes", url.authority(), options.body_max);
    } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        failure.kind = Kind::too_large;
        failure.message = fmt::format("the headers of the reply of {} are larger than {} bytes",
                                      url.authority(), options.header_max);
    } else if (error.category() == http::make_error_code(http::error::bad_version).category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
        failure.kind = Kind::malformed;
        failure.message = fmt::format("the reply of {} is not HTTP: {}", url.authority(), error.message());
    } else {
        failure.kind = Kind::closed;
        failure.message = closed_message(url, begun);
    }
    return failure;
}

template <class Stream>
Task<void> read_reply(Stream& stream, HttpConnection& connection, const HttpRequest& request,
                      const UrlParts& url, const HttpClientOptions& options, std::chrono::milliseconds limit,
                      HttpExchange& out) {
    // Beast keeps in it what has no end yet: headers, the extension of a chunk, trailers. The body leaves it
    // at once.
    connection.buffer.max_size(options.header_max + read_piece);
    // Beast reads as much as there is room for, at first half a kilobyte.
    connection.buffer.reserve(read_piece);
    for (int interim = 0; interim < interim_max; ++interim) {
        http::response_parser<http::string_body> parser;
        parser.header_limit(static_cast<std::uint32_t>(options.header_max));
        parser.body_limit(options.body_max);
        if (request.method == "HEAD") parser.skip(true);
        const auto [error, size] = co_await http::async_read(stream, connection.buffer, parser, as_result);
        out.reply_begun = out.reply_begun || parser.got_some() || connection.buffer.size() != 0;
        if (error) {
            co_await throw_if_cancelled();
            out.failure = read_failure(error, out.reply_begun, url, options, limit);
            out.closed_early = out.failure->kind == Kind::closed && !out.reply_begun;
            co_return;
        }
        auto& message = parser.get();
        if (message.result_int() / 100 == 1) continue;
        if (const auto coding = message[http::field::content_encoding];
            !coding.empty() && coding != "identity") {
            // Never asked for, so nothing is unpacked, and a bomb stays as small as it came.
            out.failure = HttpFailure{
                Kind::malformed,
                fmt::format("the reply of {} is compressed, which was not asked for", url.authority()), true};
            co_return;
        }
        HttpResponse response;
        response.status = static_cast<int>(message.result_int());
        for (const auto& field : message)
            response.headers.emplace_back(field.name_string(), field.value());
        response.body = std::move(message.body());
        out.keep_alive = message.keep_alive() && !message.need_eof();
        out.response = std::move(response);
        co_return;
    }
    out.failure =
        HttpFailure{Kind::malformed, fmt::format("{} never ends its interim replies", url.authority()), true};
}

template <class Stream>
Task<HttpExchange> exchange_over(Stream& stream, HttpConnection& connection, const HttpRequest& request,
                                 const std::string& head, const UrlParts& url,
                                 const HttpClientOptions& options, std::chrono::milliseconds limit) {
    HttpExchange out;
    const Written written = co_await write_request(stream, request, head, out);
    if (!written.file_problem.empty()) {
        out.failure = HttpFailure{Kind::file, written.file_problem, true};
        co_return out;
    }
    if (written.error) {
        co_await throw_if_cancelled();
        if (written.error == beast::error::timeout) {
            out.failure = HttpFailure{
                Kind::timeout,
                timeout_message(limit, fmt::format("{} does not take the request", url.authority())),
                out.sent != 0};
            co_return out;
        }
        // A server that refuses early answers, then closes: its answer says more than the broken pipe.
        if (out.sent != 0) co_await read_reply(stream, connection, request, url, options, limit, out);
        out.keep_alive = false;
        if (!out.response) {
            out.failure = HttpFailure{Kind::closed, closed_message(url, out.reply_begun), out.sent != 0};
            out.closed_early = !out.reply_begun;
        }
        co_return out;
    }
    co_await read_reply(stream, connection, request, url, options, limit, out);
    co_return out;
}

}  // namespace

Task<HttpExchange> exchange(HttpConnection& connection, const HttpRequest& request, const std::string& head,
                            const UrlParts& url, const HttpClientOptions& options,
                            std::chrono::milliseconds limit) {
    if (auto* tls = std::get_if<TlsStream>(&connection.stream))
        co_return co_await exchange_over(*tls, connection, request, head, url, options, limit);
    auto& plain = std::get<PlainStream>(connection.stream);
    co_return co_await exchange_over(plain, connection, request, head, url, options, limit);
}

}  // namespace fireform
