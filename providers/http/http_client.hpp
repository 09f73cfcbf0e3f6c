// HTTP as plain values: a request in, a reply or a failure out. beast_client.hpp speaks TLS and sockets; the
// emulator answers inside the process through the same interface.
#pragma once

#include "providers/task.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// A body that is read from a file while it is sent, between two texts (the frame of a multipart part).
struct FileBody {
    std::filesystem::path path;
    std::string prefix;
    std::string suffix;
    std::uint64_t file_size = 0;  ///< bytes of the file; a file that shrank meanwhile is a failure
};

struct HttpRequest {
    std::string method;   ///< "GET"
    std::string url;      ///< absolute, percent-encoded: "https://api.fireworks.ai/v1/accounts?pageSize=2"
    HttpHeaders headers;  ///< Host, Content-Length and Connection are the client's own
    std::string body;
    std::optional<FileBody> file;              ///< instead of `body`
    std::chrono::milliseconds timeout{60000};  ///< of the whole exchange; grows with the size of a file
    std::function<void(std::uint64_t sent)> on_sent;  ///< bytes of the body so far; may be empty
};

struct HttpResponse {
    int status = 0;
    HttpHeaders headers;
    std::string body;

    /// "" when absent; names compare without case.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpFailure {
    enum class Kind { refused, resolve, tls, timeout, closed, too_large, malformed, file };
    Kind kind = Kind::closed;
    std::string message;         ///< for people: "connection refused by 127.0.0.1:9"
    bool maybe_handled = false;  ///< the request may have reached the server: its outcome is unknown
};

/// Exactly one of the two is set.
struct HttpResult {
    std::optional<HttpResponse> response;
    std::optional<HttpFailure> failure;
};

class HttpClient {
 public:
    virtual ~HttpClient() = default;
    /// One exchange, no retry, no redirect followed. Never throws but for cancellation.
    [[nodiscard]] virtual Task<HttpResult> send(HttpRequest request) = 0;
};

}  // namespace fireform
