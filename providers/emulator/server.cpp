#include "providers/emulator/server.hpp"

#include "providers/emulator/durable_file.hpp"
#include "providers/emulator/errors.hpp"
#include "providers/emulator/fault_file.hpp"
#include "providers/emulator/rate_limit.hpp"
#include "providers/task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fireform {
namespace {

using namespace emulator;
using namespace std::chrono;
using asio::ip::tcp;
using boost::system::error_code;
namespace http = boost::beast::http;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::uint64_t body_max = 1u << 30;
constexpr std::uint32_t header_max = 64u << 10;
constexpr auto store_interval = seconds(1);

Diagnostic problem(std::string summary, std::string detail, std::string hint) {
    Diagnostic out;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

/// "127.0.0.1:0", "[::1]:8080", "localhost:8080"
std::optional<tcp::endpoint> read_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::string host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const char* const last = text.data() + text.size();
    const auto [end, failure] = std::from_chars(text.data() + colon + 1, last, port);
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (not_an_address || failure != std::errc() || end != last) return std::nullopt;
    return tcp::endpoint(address, port);
}

std::string origin_of(const tcp::endpoint& endpoint) {
    const std::string host = endpoint.address().to_string();
    return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
}

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

std::string to_bytes(const HttpResponse& response, bool keep_alive) {
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out +=
        std::string_view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status))));
    out += "\r\n";
    for (const auto& [name, value] : response.headers)
        out.append(name).append(": ").append(value).append("\r\n");
    out += "content-length: " + std::to_string(response.body.size()) + "\r\n";
    if (!keep_alive) out += "connection: close\r\n";
    out += "\r\n";
    return out += response.body;
}

/// The emulator on a socket. Whatever it starts ends with the io_context that it is given.
class Server {
 public:
    Server(const EmulatorServerOptions& options, Emulator& service)
        : options_(options), emulator_(service), limit_(options.rate_limit) {}

    /// The emulator's clock goes on from here, never back behind what a store has seen.
    void start_clock() {
        const nanoseconds wall = system_clock::now().time_since_epoch();
        clock_base_ = std::max(wall, emulator_.now());
        started_ = steady_clock::now();
    }
    void set_origin(std::string origin) { origin_ = std::move(origin); }

    Task<void> accept(tcp::acceptor& acceptor);
    Task<void> keep_store();
    /// "" done, or there is nothing to do.
    [[nodiscard]] std::string save();

 private:
    struct Timed {
        nanoseconds real{0};      ///< for the rate limit
        nanoseconds emulated{0};  ///< for the emulator
    };
    [[nodiscard]] Timed now() const {
        const nanoseconds real = steady_clock::now() - started_;
        return {real, clock_base_ + duration_cast<nanoseconds>(duration<double, std::nano>(real) *
                                                               options_.time_scale)};
    }
    Task<void> serve(tcp::socket socket);
    Task<bool> exchange(tcp::socket& socket, boost::beast::flat_buffer& buffer);
    Task<bool> refuse(tcp::socket& socket, error_code error);
    Task<bool> send(tcp::socket& socket, EmulatorReply reply, milliseconds latency, bool keep_alive);

    const EmulatorServerOptions& options_;
    Emulator& emulator_;
    RateLimit limit_;
    std::string origin_;
    nanoseconds clock_base_{0};
    steady_clock::time_point started_;
    std::uint64_t saved_ = 0;  ///< Emulator::changes() of the store
};

Task<void> Server::accept(tcp::acceptor& acceptor) {
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

Task<void> Server::serve(tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    while (co_await exchange(socket, buffer)) {
    }
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    socket.close(ignored);
}

/// One request and its reply. False: the connection ends here.
Task<bool> Server::exchange(tcp::socket& socket, boost::beast::flat_buffer& buffer) {
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
Task<bool> Server::refuse(tcp::socket& socket, error_code error) {
    if (error.category() != make_error_code(http::error::bad_method).category() ||
        error == http::error::end_of_stream || error == http::error::partial_message)
        co_return false;
    const bool large = error == http::error::body_limit || error == http::error::header_limit;
    EmulatorReply reply;
    reply.response = fireform::emulator::reply(large ? 413 : 400, Code::invalid_argument, error.message());
    co_return co_await send(socket, std::move(reply), milliseconds(0), false);
}

Task<bool> Server::send(tcp::socket& socket, EmulatorReply reply, milliseconds latency, bool keep_alive) {
    if (latency + reply.delay > milliseconds(0)) {
        asio::steady_timer timer(co_await asio::this_coro::executor, latency + reply.delay);
        co_await timer.async_wait(asio::use_awaitable);
    }
    const bool silent =
        reply.wire == EmulatorReply::Wire::closed || reply.wire == EmulatorReply::Wire::stalled;
    if (silent) co_return false;
    std::string bytes = to_bytes(reply.response, keep_alive);
    if (reply.wire == EmulatorReply::Wire::half) {
        bytes.resize(bytes.size() / 2);
        keep_alive = false;
    }
    const auto [error, count] = co_await asio::async_write(socket, asio::buffer(bytes), as_result);
    static_cast<void>(count);
    co_return !error && keep_alive;
}

std::string Server::save() {
    if (options_.store.empty() || emulator_.changes() == saved_) return {};
    const auto changes = emulator_.changes();
    auto failure = write_durably(options_.store, emulator_.save());
    if (failure.empty()) saved_ = changes;
    return failure;
}

Task<void> Server::keep_store() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (true) {
        timer.expires_after(store_interval);
        co_await timer.async_wait(asio::use_awaitable);
        (void)save();  // what fails now is tried again, at the latest when the server ends, which reports it
    }
}

/// Ids of accounts were not always chosen by clients: they may begin with a digit.
bool is_account(std::string_view id) {
    return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// Everything that can be refused before a port is taken.
struct Prepared {
    EmulatorOptions emulator;
    tcp::endpoint endpoint;
    std::optional<std::string> store;
};

Checked<Prepared> prepare(const EmulatorServerOptions& options) {
    Prepared out;
    out.emulator = options.emulator;
    out.emulator.fault_rate = options.fault_rate;
    if (!is_account(options.emulator.account))
        return problem(
            "Invalid account",
            "\"" + options.emulator.account +
                "\" is not an account id: 1 to 63 characters of a-z, 0-9 and -, not a - at either end.",
            "--account acme");
    const auto endpoint = read_endpoint(options.listen);
    if (!endpoint)
        return problem("Invalid address", "\"" + options.listen + "\" is not an address to listen on.",
                       "--listen 127.0.0.1:0");
    out.endpoint = *endpoint;
    if (!endpoint->address().is_loopback()) {
        if (out.emulator.api_key.empty())
            return problem(
                "Key required",
                options.listen + " can be reached from other machines, and any key would be accepted.",
                "set FIREFORM_EMULATOR_KEY in the environment, or listen on 127.0.0.1");
        out.emulator.doors_need_key = true;
    }
    if (!options.faults_file.empty()) {
        const auto text = read_whole(options.faults_file);
        if (!text) return problem("Faults file cannot be read", options.faults_file + " cannot be read.", "");
        auto rules = read_faults(options.faults_file, *text);
        if (!rules.ok()) return std::move(rules.diagnostics);
        for (FaultRule& rule : *rules.value)
            out.emulator.faults.push_back(std::move(rule));
    }
    if (!options.store.empty() && !(identity_of(options.store) == FileIdentity{})) {
        out.store = read_whole(options.store);
        if (!out.store) return problem("Store cannot be read", options.store + " cannot be read.", "");
    }
    return out;
}

/// Renamed into place, so that whoever waits for it never reads half a number.
std::string write_port(const std::string& file, std::uint16_t port) {
    return file.empty() ? std::string() : write_durably(file, std::to_string(port) + "\n");
}

}  // namespace

Diagnostics run_emulator_server(const EmulatorServerOptions& options,
                                const std::function<void(const std::string&)>& say) {
    Diagnostics problems;
    auto prepared = prepare(options);
    problems.add(std::move(prepared.diagnostics));
    if (!prepared.value) return problems;
    Emulator service(std::move(prepared.value->emulator));
    if (prepared.value->store && !service.load(*prepared.value->store)) {
        problems.add(problem("Store cannot be read",
                             options.store + " is not a store of this version with account \"" +
                                 options.emulator.account + "\".",
                             "name another file with --store, or remove it to start anew"));
        return problems;
    }
    // Once now: a store that cannot be written is no surprise for the end.
    if (!options.store.empty())
        if (auto failure = write_durably(options.store, service.save()); !failure.empty()) {
            problems.add(problem("Store cannot be written", failure + ".",
                                 "--store with a file in a folder that exists and may be written to"));
            return problems;
        }
    Server server(options, service);
    asio::io_context context(1);
    error_code error;
    tcp::acceptor acceptor(context);
    const tcp::endpoint wanted = prepared.value->endpoint;
    acceptor.open(wanted.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(wanted, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        problems.add(problem("Address cannot be used", options.listen + ": " + error.message() + ".",
                             "--listen 127.0.0.1:0 takes any free port"));
        return problems;
    }
    const tcp::endpoint bound = acceptor.local_endpoint();
    server.set_origin(origin_of(bound));
    server.start_clock();
    if (auto failure = write_port(options.port_file, bound.port()); !failure.empty()) {
        problems.add(problem("Port file cannot be written", failure + ".", ""));
        return problems;
    }
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&context](error_code, int) { context.stop(); });
    const auto ends = [](const std::exception_ptr&) {};
    asio::co_spawn(context, server.accept(acceptor), ends);
    if (!options.store.empty()) asio::co_spawn(context, server.keep_store(), ends);
    say("fireform emulator listens on " + origin_of(bound) + " (account " + options.emulator.account + ")");
    context.run();
    if (auto failure = server.save(); !failure.empty())
        problems.add(problem("Store cannot be written", failure + ".", ""));
    return problems;
}

}  // namespace fireform
