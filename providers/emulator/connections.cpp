#include "providers/emulator/connections.hpp"

#include "providers/emulator/durable_file.hpp"
#include "providers/emulator/errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>

namespace fireform::emulator {
namespace {

using namespace std::chrono;
using asio::ip::tcp;
using boost::system::error_code;
namespace http = boost::beast::http;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::uint64_t body_max = 1u << 30;
constexpr std::uint32_t header_max = 64u << 10;
constexpr auto store_interval = seconds(1);

/// The Host header is what signed URLs start with: it is how this client reaches us.
HttpRequest to_request(http::request<http::string_body>&& message, const std::string& origin) {
    HttpRequest request;
    request.method = std::string(message.method_string());
    const std::string host(message[http::field::host]);
    if (message.target().starts_with('/')) request.url = host.empty() ? origin : "http://" + host;
    request.url += std::string(message.target());
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    return request;
}

/// "Wed, 21 Oct 2015 07:28:00 GMT" (RFC 9110), which every origin server sends.
std::string http_date(nanoseconds now) {
    const std::time_t seconds = duration_cast<std::chrono::seconds>(now).count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    // The locale is that of C: nobody sets another.
    return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::string to_bytes(const HttpResponse& response, bool keep_alive, nanoseconds now) {
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out +=
        std::string_view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status))));
    out += "\r\n";
    for (const auto& [name, value] : response.headers)
        out.append(name).append(": ").append(value).append("\r\n");
    out += "content-length: " + std::to_string(response.body.size()) + "\r\n";
    out += "date: " + http_date(now) + "\r\n";
    if (!keep_alive) out += "connection: close\r\n";
    out += "\r\n";
    return out += response.body;
}

}  // namespace

void Connections::start_clock() {
    const nanoseconds wall = system_clock::now().time_since_epoch();
    clock_base_ = std::max(wall, emulator_.now());
    started_ = steady_clock::now();
}

Connections::Timed Connections::now() const {
    const nanoseconds real = steady_clock::now() - started_;
    return {real, clock_base_ +
                      duration_cast<nanoseconds>(duration<double, std::nano>(real) * options_.time_scale)};
}

Task<void> Connections::accept(tcp::acceptor& acceptor) {
    const auto executor = co_await asio::this_coro::executor;
    while (true) {
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (error) {
            // Out of descriptors: the next connection may find one.
            asio::steady_timer pause(executor, milliseconds(50));
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        // The io_context owns it: run_emulator_server destroys that before anything a connection uses.
        asio::co_spawn(executor, serve(std::move(socket)), [](const std::exception_ptr&) {});
    }
}

Task<void> Connections::serve(tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    while (co_await exchange(socket, buffer)) {
    }
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    socket.close(ignored);
}

/// One request and its reply. False: the connection ends here.
Task<bool> Connections::exchange(tcp::socket& socket, boost::beast::flat_buffer& buffer) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(body_max);
    parser.header_limit(header_max);
    const auto [header_error, header_bytes] =
        co_await http::async_read_header(socket, buffer, parser, as_result);
    static_cast<void>(header_bytes);
    if (header_error) co_return co_await refuse(socket, header_error);
    if (parser.get()[http::field::expect] == "100-continue") {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [error, bytes] = co_await asio::async_write(socket, asio::buffer(go_on), as_result);
        static_cast<void>(bytes);
        if (error) co_return false;
    }
    const auto [body_error, body_bytes] = co_await http::async_read(socket, buffer, parser, as_result);
    static_cast<void>(body_bytes);
    if (body_error) co_return co_await refuse(socket, body_error);

    const bool keep_alive = parser.get().keep_alive();
    const HttpRequest request = to_request(parser.release(), origin_);
    const Timed time = now();
    const bool door = Emulator::is_door(request);
    EmulatorReply reply;
    std::optional<HttpResponse> busy;
    if (!door && !limit_.take(time.real)) busy = emulator_.refuse_busy(request);
    if (busy) {
        reply.response = std::move(*busy);
    } else {
        reply = emulator_.answer(request, time.emulated);
    }
    if (request.method == "HEAD") reply.response.body.clear();  // a client would not read it
    const milliseconds latency = door ? milliseconds(0) : options_.latency;
    co_return co_await send(socket, std::move(reply), latency, keep_alive);
}

/// What is no HTTP, or too big.
Task<bool> Connections::refuse(tcp::socket& socket, error_code error) {
    if (error.category() != make_error_code(http::error::bad_method).category() ||
        error == http::error::end_of_stream || error == http::error::partial_message)
        co_return false;
    const bool large = error == http::error::body_limit || error == http::error::header_limit;
    EmulatorReply reply;
    reply.response = emulator::reply(large ? 413 : 400, Code::invalid_argument, error.message());
    co_return co_await send(socket, std::move(reply), milliseconds(0), false);
}

Task<bool> Connections::send(tcp::socket& socket, EmulatorReply reply, milliseconds latency,
                             bool keep_alive) {
    if (latency + reply.delay > milliseconds(0)) {
        asio::steady_timer timer(co_await asio::this_coro::executor, latency + reply.delay);
        co_await timer.async_wait(asio::use_awaitable);
    }
    const bool silent =
        reply.wire == EmulatorReply::Wire::closed || reply.wire == EmulatorReply::Wire::stalled;
    if (silent) co_return false;
    std::string bytes = to_bytes(reply.response, keep_alive, emulator_.now());
    if (reply.wire == EmulatorReply::Wire::half) {
        bytes.resize(bytes.size() / 2);
        keep_alive = false;
    }
    const auto [error, count] = co_await asio::async_write(socket, asio::buffer(bytes), as_result);
    static_cast<void>(count);
    co_return !error && keep_alive;
}

std::string Connections::save() {
    if (options_.store.empty() || emulator_.changes() == saved_) return {};
    const auto changes = emulator_.changes();
    auto failure = write_durably(options_.store, emulator_.save());
    if (failure.empty()) saved_ = changes;
    return failure;
}

Task<void> Connections::keep_store() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        timer.expires_after(store_interval);
        co_await timer.async_wait(asio::use_awaitable);
        (void)save();  // what fails now is tried again, at the latest when the server ends, which reports it
    }
}

}  // namespace fireform::emulator
