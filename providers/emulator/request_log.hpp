// What was asked: the door /emulator/requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct LoggedRequest {
    std::string method;
    std::string path;
    std::string query;
    int status = 0;                    ///< 0: the connection was closed before the request was handled
    std::string body;                  ///< what is longer than `body_max` is cut
    std::optional<std::string> reply;  ///< nothing: dropped, since later ones took its room
};

class RequestLog {
 public:
    static constexpr std::size_t length_max = 10000;
    static constexpr std::size_t body_max = 64u << 10;
    static constexpr std::size_t replies_max = 32u << 20;  ///< bytes of all of them together

    /// `operation`: "POST deployments:setTags", "LIST deployments".
    void record(std::string_view operation, LoggedRequest request);
    /// {"counts": {"total": n, "LIST deployments": n, ...}, "requests": [...]}, oldest first; each with its
    /// `reply`, if wanted.
    [[nodiscard]] std::string to_json(bool with_replies = false) const;
    void clear();

 private:
    void drop_reply(LoggedRequest& request);

    std::map<std::string, std::int64_t, std::less<>> counts_;
    std::int64_t total_ = 0;
    std::deque<LoggedRequest> requests_;
    std::size_t replies_size_ = 0;
    std::size_t replies_dropped_ = 0;  ///< so many of the first in `requests_` have none any more
};

}  // namespace fireform::emulator
