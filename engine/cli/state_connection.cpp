#include "engine/cli/state_connection.hpp"

#include "engine/cli/event_loop.hpp"
#include "engine/cli/exit_code.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>

namespace fireform::cli {

namespace {

/// Of a server that answers; a large state over a slow line needs as long.
constexpr std::chrono::milliseconds reply_timeout{60000};
/// While the user waits for a process to end.
constexpr std::chrono::milliseconds last_timeout{5000};

HttpRequest to_http(const StateRequest& request) {
    HttpRequest out;
    out.method = request.method;
    out.url = request.url;
    for (const auto& [name, value] : request.headers)
        out.headers.emplace_back(name, value);
    out.body = request.body;
    out.timeout = request.at_once ? last_timeout : reply_timeout;
    return out;
}

StateReply to_reply(HttpResult result) {
    StateReply out;
    if (result.response) {
        out.status = result.response->status;
        out.content_md5 = std::string(result.response->header("Content-MD5"));
        out.body = std::move(result.response->body);
    } else if (result.failure) {
        out.failure = std::move(result.failure->message);
    }
    return out;
}

}  // namespace

struct StateConnection::Machine {
    asio::io_context io{1};
    std::unique_ptr<HttpClient> client;
};

StateConnection::StateConnection(EventLoop& loop, std::function<std::unique_ptr<HttpClient>()> make_client)
    : loop_(loop), make_client_(std::move(make_client)), machine_(std::make_unique<Machine>()) {}

StateConnection::~StateConnection() = default;

bool StateConnection::finish(const std::function<void()>& cancel, bool heard) {
    // Beside the command's own ones, which hear the same interrupt once we are back.
    std::optional<asio::signal_set> signals;
    bool interrupted = false;
    bool ends = heard && loop_.ends_when_interrupted();
    std::function<void()> listen = [&] {
        signals->async_wait([&](const boost::system::error_code& error, int) {
            if (error) return;
            if (!std::exchange(ends, true)) return listen();
            interrupted = true;
            cancel();
        });
    };
    if (heard) {
        signals.emplace(machine_->io, SIGINT, SIGTERM);
        listen();
    }
    machine_->io.restart();
    machine_->io.run();
    signals.reset();
    if (interrupted && !loop_.is_running()) std::_Exit(exit_code::interrupted);
    return !interrupted;
}

StateReply StateConnection::send(const StateRequest& request) {
    if (!machine_->client) machine_->client = make_client_();
    StateReply reply;
    asio::cancellation_signal cancelled;
    const auto done = [&](const std::exception_ptr& thrown, HttpResult result) {
        if (!thrown) reply = to_reply(std::move(result));
        machine_->io.stop();
    };
    asio::co_spawn(machine_->io, machine_->client->send(to_http(request)),
                   asio::bind_cancellation_slot(cancelled.slot(), done));
    reply.interrupted =
        !finish([&cancelled] { cancelled.emit(asio::cancellation_type::terminal); }, !request.at_once);
    return reply;
}

bool StateConnection::wait(std::chrono::milliseconds duration) {
    asio::steady_timer timer(machine_->io, duration);
    timer.async_wait([this](const boost::system::error_code&) { machine_->io.stop(); });
    return finish([&timer] { timer.cancel(); }, true);
}

std::chrono::nanoseconds StateConnection::now() const {
    return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace fireform::cli
