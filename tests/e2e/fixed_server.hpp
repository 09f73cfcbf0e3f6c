// A server that says the same whatever it is asked: what a proxy, a guest network or a broken service sends.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <array>
#include <mutex>
#include <string>
#include <thread>

namespace fireform::tests {

/// Answers every connection with the same bytes, until it is gone.
class FixedServer {
 public:
    explicit FixedServer(std::string reply) : reply_(std::move(reply)) {
        file_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(file_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(file_, 16) == 0);
        ::getsockname(file_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~FixedServer() {
        ::shutdown(file_, SHUT_RDWR);
        thread_.join();
        ::close(file_);
    }
    FixedServer(const FixedServer&) = delete;
    FixedServer& operator=(const FixedServer&) = delete;

    /// The beginnings of all that was asked so far.
    [[nodiscard]] std::string received() const {
        const std::lock_guard<std::mutex> guard(mutex_);
        return received_;
    }
    /// Asks until `text` is among it.
    void wait_for(const std::string& text) const {
        while (received().find(text) == std::string::npos) {
            std::this_thread::yield();
        }
    }

    [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
    void serve() {
        for (int one = 0; (one = ::accept4(file_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(one)) {
            std::array<char, 4096> request{};
            const ssize_t got = ::recv(one, request.data(), request.size(), 0);
            if (got <= 0) continue;
            {
                const std::lock_guard<std::mutex> guard(mutex_);
                received_.append(request.data(), static_cast<std::size_t>(got));
            }
            static_cast<void>(::send(one, reply_.data(), reply_.size(), MSG_NOSIGNAL));
        }
    }

    std::string reply_;
    mutable std::mutex mutex_;
    std::string received_;
    int file_ = -1;
    int port_ = 0;
    std::thread thread_;
};

inline std::string reply(const std::string& status, const std::string& type, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace fireform::tests
