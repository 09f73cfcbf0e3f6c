// A state server to the letter of the protocol of Terraform's http backend, in memory, which can fail in
// every way that a real one does.
#pragma once

#include "state/http_protocol.hpp"
#include "state/state_server.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace fireform::samples {

class TerraformServer final : public StateServer {
 public:
    enum class Fault {
        none,
        status_500,    ///< not handled
        lost_before,   ///< no reply; not handled
        lost_after,    ///< handled, the reply is lost
        failed_after,  ///< handled, and still 500
        cut,           ///< of a GET: half the text, under the MD5 of the whole
        conflict       ///< 409 with nobody's lock information
    };

    std::optional<std::string> stored;
    std::string lock;              ///< lock information; "" not locked
    std::vector<std::string> log;  ///< "GET 200", "POST ?ID=... 200"
    std::deque<Fault> faults;      ///< of the next requests, in order
    std::chrono::nanoseconds time{0};
    std::string username;  ///< with `password`, demanded of everybody
    std::string password;
    bool with_md5 = true;

    StateReply send(const StateRequest& request) override;
    bool wait(std::chrono::milliseconds duration) override {
        time += duration;
        log.push_back("wait " + std::to_string(duration.count()) + " ms");
        return true;
    }
    [[nodiscard]] std::chrono::nanoseconds now() const override { return time; }

    /// The log, which is emptied.
    std::string told();
    /// Of the lock that is held.
    [[nodiscard]] std::string lock_id() const;

 private:
    StateReply handle(const StateRequest& request);
};

}  // namespace fireform::samples
