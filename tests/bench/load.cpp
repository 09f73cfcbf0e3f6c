// Load on an HTTP server of this machine: some connections that send one request after the other and read
// each reply, all on one thread.
//
//   load PORT CONNECTIONS SECONDS METHOD TARGET [BODY]
//
// "{}" in TARGET and BODY is a number that counts up. Prints "GET /v1/... : 41234 requests/s, 0 not 2xx, 512
// bytes".
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

struct Connection {
    int socket = -1;
    std::string received;
};

int connect_to(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("connect");
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

std::string numbered(std::string_view text, std::uint64_t number) {
    std::string out(text);
    for (auto at = out.find("{}"); at != std::string::npos; at = out.find("{}", at))
        out.replace(at, 2, std::to_string(number));
    return out;
}

std::string request_text(std::string_view method, std::string_view target, std::string_view body) {
    std::string out(method);
    out.append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer any\r\n");
    if (!body.empty())
        out.append("Content-Type: application/json\r\nContent-Length: ")
            .append(std::to_string(body.size()))
            .append("\r\n");
    return out.append("\r\n").append(body);
}

/// Length of the reply at the start of `text`; 0: it is not all there.
std::size_t reply_length(std::string_view text) {
    constexpr std::string_view field = "content-length: ";
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const auto at = text.substr(0, head).find(field);
    if (at == std::string_view::npos) return head + 4;
    const auto length = std::strtoull(text.data() + at + field.size(), nullptr, 10);
    return text.size() >= head + 4 + length ? head + 4 + length : 0;
}

}  // namespace

int main(int count, char** words) {
    if (count < 6) {
        std::fputs("usage: load PORT CONNECTIONS SECONDS METHOD TARGET [BODY]\n", stderr);
        return 1;
    }
    const auto port = static_cast<std::uint16_t>(std::atoi(words[1]));
    const std::string_view method = words[4], target = words[5], body = count > 6 ? words[6] : "";
    std::uint64_t sent = 0, answered = 0, refused = 0;
    std::size_t length = 0;
    const auto send_next = [&](Connection& connection) {
        const std::string text = request_text(method, numbered(target, sent), numbered(body, sent));
        ++sent;
        if (::send(connection.socket, text.data(), text.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(text.size()))
            fail("send");
    };

    const int events = ::epoll_create1(0);
    std::vector<Connection> connections(static_cast<std::size_t>(std::atoi(words[2])));
    for (std::size_t i = 0; i < connections.size(); ++i) {
        connections[i].socket = connect_to(port);
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = i;
        ::epoll_ctl(events, EPOLL_CTL_ADD, connections[i].socket, &wanted);
    }
    const auto started = Clock::now();
    const auto until = started + std::chrono::duration<double>(std::atof(words[3]));
    for (Connection& connection : connections)
        send_next(connection);
    std::vector<char> chunk(1u << 20);
    std::vector<epoll_event> ready(connections.size());
    while (answered < sent) {
        const int found = ::epoll_wait(events, ready.data(), static_cast<int>(ready.size()), 10000);
        if (found <= 0) fail("no reply for 10 seconds");
        const bool go_on = Clock::now() < until;
        for (int i = 0; i < found; ++i) {
            Connection& connection = connections[ready[static_cast<std::size_t>(i)].data.u64];
            const ssize_t got = ::recv(connection.socket, chunk.data(), chunk.size(), 0);
            if (got <= 0) fail("recv");
            connection.received.append(chunk.data(), static_cast<std::size_t>(got));
            const std::size_t whole = reply_length(connection.received);
            if (whole == 0) continue;
            ++answered;
            if (connection.received.compare(0, 10, "HTTP/1.1 2") != 0) ++refused;
            length = whole;
            connection.received.erase(0, whole);
            if (go_on) send_next(connection);
        }
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - started).count();
    std::printf("%.*s %.*s: %.0f requests/s, %llu not 2xx, %zu bytes\n", static_cast<int>(method.size()),
                method.data(), static_cast<int>(target.size()), target.data(),
                static_cast<double>(answered) / seconds, static_cast<unsigned long long>(refused), length);
    return 0;
}
