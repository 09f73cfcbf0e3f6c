// The emulator's connections: HTTP in, HTTP out. Private to providers/emulator/; server.cpp opens the port.
#pragma once

#include "providers/emulator/rate_limit.hpp"
#include "providers/emulator/server.hpp"
#include "providers/task.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace fireform::emulator {

/// Both must outlive it. Whatever it starts ends with the io_context in which it runs.
class Connections {
 public:
    Connections(const EmulatorServerOptions& options, Emulator& service)
        : options_(options), emulator_(service), limit_(options.rate_limit) {}

    /// The emulator's clock goes on from here, never back behind what a store has seen.
    void start_clock();
    void set_origin(std::string origin) { origin_ = std::move(origin); }

    /// Takes connections as they come, and serves each.
    Task<void> accept(asio::ip::tcp::acceptor& acceptor);
    /// One connection to its end.
    Task<void> serve(asio::ip::tcp::socket socket);
    /// Writes the store now and then.
    Task<void> keep_store();
    /// "" done, or there is nothing to do.
    [[nodiscard]] std::string save();

 private:
    struct Timed {
        std::chrono::nanoseconds real{0};      ///< for the rate limit
        std::chrono::nanoseconds emulated{0};  ///< for the emulator
    };
    [[nodiscard]] Timed now() const;
    Task<bool> exchange(asio::ip::tcp::socket& socket, boost::beast::flat_buffer& buffer);
    Task<bool> refuse(asio::ip::tcp::socket& socket, boost::system::error_code error);
    Task<bool> send(asio::ip::tcp::socket& socket, EmulatorReply reply, std::chrono::milliseconds latency,
                    bool keep_alive);

    const EmulatorServerOptions& options_;
    Emulator& emulator_;
    RateLimit limit_;
    std::string origin_;
    std::chrono::nanoseconds clock_base_{0};
    std::chrono::steady_clock::time_point started_;
    std::uint64_t saved_ = 0;  ///< Emulator::changes() of the store
};

}  // namespace fireform::emulator
