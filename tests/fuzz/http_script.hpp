// An HttpClient that takes its replies from the input: parts, each a line with the status ("200", "lost"),
// lines with headers up to an empty one, and the body. Behind the last one nothing is found.
#pragma once

#include "providers/http/http_client.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <charconv>
#include <span>

namespace fireform::fuzz {

class HttpScript final : public HttpClient {
 public:
    explicit HttpScript(std::span<const std::string_view> replies) : replies_(replies) {}

    [[nodiscard]] Task<HttpResult> send(HttpRequest) override {
        ++requests;
        HttpResult result;
        if (next_ == replies_.size()) {
            result.response = HttpResponse{404, {}, "{}"};
            co_return result;
        }
        std::string_view text = replies_[next_++];
        const std::string_view status = take_line(text);
        if (status == "lost") {
            result.failure = HttpFailure{HttpFailure::Kind::closed, "closed", true};
            co_return result;
        }
        HttpResponse response;
        std::from_chars(status.data(), status.data() + status.size(), response.status);
        // What the transport lets through: 1xx are its own, others do not exist.
        if (response.status < 200 || response.status > 999) response.status = 200;
        for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
            const std::size_t colon = std::min(line.find(':'), line.size());
            response.headers.emplace_back(line.substr(0, colon),
                                          line.substr(std::min(colon + 1, line.size())));
        }
        response.body = std::string(text);
        result.response = std::move(response);
        co_return result;
    }

    int requests = 0;

 private:
    std::span<const std::string_view> replies_;
    std::size_t next_ = 0;
};

}  // namespace fireform::fuzz
