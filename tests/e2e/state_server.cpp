#include "tests/e2e/state_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace fireform::tests {
namespace {

/// anna:secret
constexpr std::string_view credentials = "Authorization: Basic YW5uYTpzZWNyZXQ=\r\n";

/// The value of a member of lock information that has no escapes.
std::string member(const std::string& json, const std::string& key) {
    const std::string begin = "\"" + key + "\":\"";
    const auto at = json.find(begin);
    if (at == std::string::npos) return "";
    return json.substr(at + begin.size(), json.find('"', at + begin.size()) - at - begin.size());
}

std::string read_request(int connection) {
    std::string out;
    std::size_t size = std::string::npos;
    std::array<char, 16384> buffer{};
    while (out.size() < size) {
        const auto got = ::recv(connection, buffer.data(), buffer.size(), 0);
        if (got <= 0) return "";
        out.append(buffer.data(), static_cast<std::size_t>(got));
        const auto head = out.find("\r\n\r\n");
        if (size != std::string::npos || head == std::string::npos) continue;
        const auto length = out.find("Content-Length: ");
        size = head + 4 + (length < head ? std::stoul(out.substr(length + 16)) : 0);
    }
    return out;
}

}  // namespace

StateServer::StateServer() {
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

StateServer::~StateServer() {
    ::shutdown(file_, SHUT_RDWR);
    thread_.join();
    ::close(file_);
}

std::string StateServer::settings() const {
    return "[fireform.state]\nbackend = \"http\"\naddress = \"" + url() + "\"\nlock_address = \"" + url() +
           "\"\nupdate_method = \"PUT\"\nusername = \"anna\"\npassword = \"${env.STATE_PASSWORD}\"\n"
           "retry_wait_min = 0\nretry_wait_max = 0\n\n";
}

std::string StateServer::stored() const {
    const std::lock_guard guard(mutex_);
    return stored_;
}

std::string StateServer::lock() const {
    const std::lock_guard guard(mutex_);
    return lock_;
}

std::string StateServer::methods() const {
    const std::lock_guard guard(mutex_);
    return methods_;
}

void StateServer::on_request(std::function<void(int)> hook) {
    const std::lock_guard guard(mutex_);
    hook_ = std::move(hook);
    number_ = 0;
}

StateServer::Reply StateServer::handle(const std::string& method, const std::string& target,
                                       const std::string& head, const std::string& body) {
    if (head.find(credentials) == std::string::npos) return {401, "who are you?"};
    if (!body.empty() && head.find("Content-MD5: ") == std::string::npos) return {400, "no Content-MD5"};
    if (method == "GET") return stored_.empty() ? Reply{404, ""} : Reply{200, stored_};
    const std::string holder = member(lock_, "ID");
    if (method == "LOCK") {
        if (!lock_.empty()) return {423, lock_};
        lock_ = body;
        return {};
    }
    if (method == "UNLOCK") {
        if (lock_.empty() || member(body, "ID") != holder) return {409, lock_};
        lock_.clear();
        return {};
    }
    if (method != "PUT") return {405, ""};
    const auto id = target.find("?ID=");
    if (!lock_.empty() && (id == std::string::npos || target.substr(id + 4) != holder)) return {423, lock_};
    stored_ = body;
    return {};
}

void StateServer::serve() {
    for (int one = 0; (one = ::accept4(file_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(one)) {
        const std::string request = read_request(one);
        if (request.empty()) continue;
        const auto end = request.find("\r\n\r\n");
        const auto space = request.find(' ');
        const std::string method = request.substr(0, space);
        const std::string target = request.substr(space + 1, request.find(' ', space + 1) - space - 1);
        std::string text;
        {
            const std::lock_guard guard(mutex_);
            const Reply reply = handle(method, target, request.substr(0, end + 2), request.substr(end + 4));
            methods_ += (methods_.empty() ? "" : " ") + method;
            text = "HTTP/1.1 " + std::to_string(reply.status) +
                   " -\r\nContent-Length: " + std::to_string(reply.body.size()) +
                   "\r\nConnection: close\r\n\r\n" + reply.body;
            if (hook_) hook_(++number_);
        }
        static_cast<void>(::send(one, text.data(), text.size(), MSG_NOSIGNAL));
    }
}

}  // namespace fireform::tests
