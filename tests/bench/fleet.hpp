// The fleet that is measured, inside the process: configuration, replies of the emulator, live objects,
// state.
#pragma once

#include "engine/config/config.hpp"
#include "providers/http/http_client.hpp"
#include "providers/live.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

class Clock;  // providers/clock.hpp

namespace bench {

inline constexpr std::string_view account = "acme";
inline constexpr std::string_view lineage = "11111111-2222-3333-4444-555555555555";

/// `count` deployments of seven attributes, as fleet.py writes them.
[[nodiscard]] std::string toml(std::size_t count);
/// `count` deployments, every second one behind the one before it.
[[nodiscard]] std::string toml_of_pairs(std::size_t count);
/// Throws when it has errors.
[[nodiscard]] Config config(std::string text);

/// The LIST pages, 200 objects each, of an emulator that has the deployments of toml(count).
[[nodiscard]] std::vector<std::string> pages(std::size_t count);

/// Knows the account, and answers every other request with the next page, beginning again after the last.
class PageClient final : public HttpClient {
 public:
    explicit PageClient(std::vector<std::string> pages) : pages_(std::move(pages)) {}
    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override;

 private:
    std::vector<std::string> pages_;
    std::size_t next_ = 0;
};

/// The real one, of the account and with any key.
[[nodiscard]] std::unique_ptr<Provider> provider_on(HttpClient& http, Clock& clock);
/// All of them. Throws when they cannot be had.
[[nodiscard]] std::vector<LiveObject> deployments(Provider& provider, asio::io_context& io);

/// Everything a plan of toml(count) without changes is made from.
struct Fleet {
    Config config;
    Live live;
    Snapshot state;
};
[[nodiscard]] Fleet fleet(std::size_t count);

}  // namespace bench
}  // namespace fireform
