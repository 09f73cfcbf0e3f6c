#include "engine/cli/log_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::cli {
namespace {

constexpr std::array<std::string_view, 5> words{"error", "warn", "info", "debug", "trace"};

std::string path_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t path = scheme == std::string_view::npos ? 0 : url.find('/', scheme + 3);
    if (path == std::string_view::npos) return "/";
    url.remove_prefix(path);
    return std::string(url.substr(0, url.find('?')));
}

LogLevel level_of(const std::string& method, const HttpResult& result) {
    if (!result.response) return LogLevel::error;
    const int status = result.response->status;
    if (status == 429 || status >= 500) return LogLevel::warn;
    return method == "GET" ? LogLevel::debug : LogLevel::info;
}

class LoggingClient final : public HttpClient {
 public:
    LoggingClient(std::unique_ptr<HttpClient> inner, Clock& clock, LogLevel level,
                  std::function<void(const std::string&)> write)
        : inner_(std::move(inner)), clock_(clock), level_(level), write_(std::move(write)) {}

    Task<HttpResult> send(HttpRequest request) override {
        const std::string what = fmt::format("{} {}", request.method, path_of(request.url));
        const std::string method = request.method;
        const auto begun = clock_.now();
        log(LogLevel::trace, fmt::format("{} leaves, {} bytes", what,
                                         request.file ? request.file->file_size : request.body.size()));
        HttpResult result = co_await inner_->send(std::move(request));
        const auto spent =
            std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - begun).count();
        if (result.response) {
            log(level_of(method, result), fmt::format("{} {} {} ms", what, result.response->status, spent));
            log(LogLevel::trace, fmt::format("{} answered, {} bytes", what, result.response->body.size()));
        } else {
            log(level_of(method, result), fmt::format("{} no reply: {} ({} ms)", what,
                                                      result.failure ? result.failure->message : "", spent));
        }
        co_return result;
    }

 private:
    void log(LogLevel level, const std::string& text) {
        if (level > level_) return;
        write_(fmt::format("{} {:<5} {}\n", rfc3339(clock_.wall()), words[static_cast<std::size_t>(level)],
                           text));
    }

    std::unique_ptr<HttpClient> inner_;
    Clock& clock_;
    LogLevel level_;
    std::function<void(const std::string&)> write_;
};

}  // namespace

LogLevel log_level_of(std::string_view word) {
    const auto found = std::ranges::find(words, word);
    return found == words.end() ? LogLevel::error : static_cast<LogLevel>(found - words.begin());
}

std::unique_ptr<HttpClient> make_logging_client(std::unique_ptr<HttpClient> inner, Clock& clock,
                                                LogLevel level,
                                                std::function<void(const std::string&)> write) {
    return std::make_unique<LoggingClient>(std::move(inner), clock, level, std::move(write));
}

}  // namespace fireform::cli
