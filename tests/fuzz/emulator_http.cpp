// Any bytes on a connection to the emulator, over a socket pair: what it says is whole replies, and it hangs
// up.
#include "providers/emulator/connections.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/run_task.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

namespace {

constexpr std::size_t sent_max = 60'000;  // what a socket pair holds without a reader

/// What the other side has said by now.
std::string read_all(int end) {
    std::string all;
    std::array<char, 1 << 16> piece{};
    for (ssize_t got = 0; (got = ::recv(end, piece.data(), piece.size(), MSG_DONTWAIT)) > 0;)
        all.append(piece.data(), static_cast<std::size_t>(got));
    return all;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 0;
    const int room = 8 << 20;  // a reply is not read before the end
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
    if (::write(ends[1], data, std::min(size, sent_max)) < 0) return 0;
    ::shutdown(ends[1], SHUT_WR);
    const EmulatorServerOptions options;
    Emulator emulator(options.emulator);
    asio::io_context io(1);
    // A stream socket is one whatever its family: nothing here asks for an address.
    asio::ip::tcp::socket socket(io);
    socket.assign(asio::ip::tcp::v4(), ends[0]);
    emulator::Connections connections(options, emulator);
    connections.start_clock();
    run(io, connections.serve(std::move(socket)));
    const std::string said = read_all(ends[1]);
    fuzz::require(said.empty() || said.starts_with("HTTP/1.1 "), "what is said is HTTP");
    ::close(ends[1]);
    return 0;
}
