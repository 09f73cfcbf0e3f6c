// What was asked: the door /emulator/requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct LoggedRequest {
    std::string method;
    std::string path;
    std::string query;
    int status = 0;    ///< 0: the connection was closed before the request was handled
    std::string body;  ///< what is longer than `body_max` is cut
};

class RequestLog {
 public:
    static constexpr std::size_t length_max = 10000;
    static constexpr std::size_t body_max = 64u << 10;

    /// `operation`: "POST deployments:setTags", "LIST deployments".
    void record(std::string_view operation, LoggedRequest request);
    /// {"counts": {"total": n, "LIST deployments": n, ...}, "requests": [...]}, oldest first
    [[nodiscard]] std::string to_json() const;
    void clear();

 private:
    std::map<std::string, std::int64_t, std::less<>> counts_;
    std::int64_t total_ = 0;
    std::deque<LoggedRequest> requests_;
};

}  // namespace fireform::emulator
