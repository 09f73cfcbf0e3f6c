// The protocol of Terraform's http backend: a state is got and replaced as a whole, and locked by a request
// of its own. Requests and their repetition; what the texts mean is remote_store.cpp's.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/state_server.hpp"
#include "state/store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

struct HttpStateSettings {
    std::string address;
    std::string lock_address = {};    ///< "" the server has no locks
    std::string unlock_address = {};  ///< "" there is nothing to unlock
    std::string update_method = "POST";
    std::string lock_method = "LOCK";
    std::string unlock_method = "UNLOCK";
    std::string username = {};  ///< "" and no password: no basic auth
    std::string password = {};
    std::string missing = {};  ///< why there is no password: nothing is sent then
    int retry_max = 2;
    std::chrono::milliseconds retry_wait_min{1000};
    std::chrono::milliseconds retry_wait_max{30000};
};

/// Base64 of MD5, as in Content-MD5 (RFC 1864). Against damage, not against anybody.
[[nodiscard]] std::string content_md5(std::string_view bytes);

/// The lock information that the server keeps and shows to others.
[[nodiscard]] std::string lock_info_json(const LockHolder& holder);
/// No value: there is none in `text`. Of other programs what can be told.
[[nodiscard]] std::optional<LockHolder> parse_lock_info(std::string_view text);

/// What the server has, compared with what was sent to it.
enum class Standing {
    ours,    ///< the update has arrived
    before,  ///< it has not
    other    ///< somebody else has written
};

class HttpProtocol {
 public:
    HttpProtocol(HttpStateSettings settings, std::shared_ptr<StateServer> server);

    /// No inner value: the server has no state yet.
    [[nodiscard]] Checked<std::optional<std::string>> get();

    /// `lock_id`: "" none is held. When it is not certain whether the update has arrived the server is asked
    /// what it has, and `standing` tells what that is. Errors: unreachable or refused, after retry_max; the
    /// lock is lost; somebody else has written.
    using Judge = std::function<Checked<Standing>(const std::optional<std::string>& stored)>;
    [[nodiscard]] Diagnostics update(const std::string& text, const std::string& lock_id, const Judge& judge);

    struct Locking {
        bool locked = false;               ///< by us, under the id of the holder that was given
        std::optional<LockHolder> holder;  ///< of another
    };
    [[nodiscard]] Checked<Locking> lock(const LockHolder& holder);
    /// `at_once`: one try, for a process that ends.
    [[nodiscard]] Diagnostics unlock(const LockHolder& holder, bool at_once = false);

    [[nodiscard]] bool has_lock() const { return !settings_.lock_address.empty(); }
    [[nodiscard]] const std::string& address() const { return settings_.address; }
    /// For messages: the address without what may be secret in it.
    [[nodiscard]] std::string title() const;

 private:
    [[nodiscard]] StateReply send(std::string method, std::string url, std::string body,
                                  bool at_once = false);
    /// The reply to a request that may be repeated as it is.
    [[nodiscard]] StateReply repeat(const std::string& method, const std::string& url,
                                    const std::string& body);
    /// Waits before the next try; false: there is none.
    [[nodiscard]] bool try_again(int tried);

    HttpStateSettings settings_;
    std::shared_ptr<StateServer> server_;
};

}  // namespace fireform
