#include "providers/http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace fireform {
namespace {

/// Lives in an io_context and empties the pools of what belongs to it before its sockets' services go.
class PoolGuard : public asio::execution_context::service {
 public:
    using key_type = PoolGuard;
    static asio::execution_context::id id;

    explicit PoolGuard(asio::execution_context& context) : service(context) {}

    void watch(const std::shared_ptr<HttpConnectionPool>& pool) {
        std::erase_if(pools_, [](const auto& known) { return known.expired(); });
        for (const auto& known : pools_)
            if (known.lock() == pool) return;
        pools_.push_back(pool);
    }

 private:
    void shutdown() override {
        for (const auto& known : pools_)
            if (const auto pool = known.lock()) pool->drop_all_of(context());
    }

    std::vector<std::weak_ptr<HttpConnectionPool>> pools_;
};
asio::execution_context::id PoolGuard::id;

}  // namespace

PlainStream& HttpConnection::lowest() {
    if (auto* tls = std::get_if<TlsStream>(&stream)) return tls->next_layer();
    return std::get<PlainStream>(stream);
}

bool HttpConnection::quiet() {
    if (buffer.size() != 0) return false;
    char byte = 0;
    const auto got = ::recv(lowest().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

HttpConnectionPtr HttpConnectionPool::take(const std::string& origin, asio::execution_context& context) {
    const auto found = idle_.find(origin);
    if (found == idle_.end()) return nullptr;
    auto& connections = found->second;
    for (std::size_t i = connections.size(); i-- > 0;) {
        if (connections[i]->context != &context) continue;
        HttpConnectionPtr connection = std::move(connections[i]);
        connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
        if (connection->quiet()) return connection;
    }
    return nullptr;
}

void HttpConnectionPool::keep(const std::string& origin, HttpConnectionPtr connection) {
    connection->reused = true;
    asio::use_service<PoolGuard>(*connection->context).watch(shared_from_this());
    auto& connections = idle_[origin];
    connections.push_back(std::move(connection));
    if (connections.size() > options_.idle_max) connections.erase(connections.begin());
}

void HttpConnectionPool::drop_all_of(asio::execution_context& context) {
    for (auto& [origin, connections] : idle_)
        std::erase_if(connections, [&](const auto& connection) { return connection->context == &context; });
}

asio::ssl::context& HttpConnectionPool::tls() {
    if (!tls_) tls_.emplace(make_tls_context());
    return *tls_;
}

}  // namespace fireform
