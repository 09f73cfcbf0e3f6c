// The server that keeps a shared state, as this room sees it: a request, and what came of it. Who can speak
// to a network implements it and hands it in.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace fireform {

struct StateRequest {
    std::string method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool at_once = false;  ///< the process is ending: a few seconds and no more
};

struct StateReply {
    int status = 0;  ///< 0: none came
    std::string body = {};
    std::string content_md5 = {};  ///< the header, base64; "" not sent
    std::string failure = {};      ///< why none came: "connection refused by 127.0.0.1:9"
    bool interrupted = false;      ///< the user wants to end: nothing is tried again
};

class StateServer {
 public:
    virtual ~StateServer() = default;
    /// One exchange. No redirect is followed, nothing tried again.
    [[nodiscard]] virtual StateReply send(const StateRequest& request) = 0;
    /// False: interrupted.
    [[nodiscard]] virtual bool wait(std::chrono::milliseconds duration) = 0;
    /// Monotonic.
    [[nodiscard]] virtual std::chrono::nanoseconds now() const = 0;
};

}  // namespace fireform
