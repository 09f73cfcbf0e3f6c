// An HttpClient that answers from a script and remembers what it was asked, as text.
#pragma once

#include "providers/http/http_client.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fireform {

class FakeHttp final : public HttpClient {
 public:
    std::vector<std::string> requests;  ///< "POST /v1/accounts/acme/deployments?deploymentId=chat {...}"
    std::vector<HttpRequest> sent;      ///< the same with everything; `file` and `on_sent` included

    // The script, in the order of the requests.
    FakeHttp& reply(int status, std::string body = "{}", HttpHeaders headers = {}) {
        HttpResult result;
        result.response = HttpResponse{status, std::move(headers), std::move(body)};
        script_.push_back(std::move(result));
        return *this;
    }
    /// The request arrives, perhaps; its reply does not.
    FakeHttp& lost() {
        return fail(HttpFailure::Kind::closed, "api.test closed the connection without a reply", true);
    }
    FakeHttp& refused() { return fail(HttpFailure::Kind::refused, "connection refused by api.test", false); }
    FakeHttp& fail(HttpFailure::Kind kind, std::string message, bool maybe_handled) {
        HttpResult result;
        result.failure = HttpFailure{kind, std::move(message), maybe_handled};
        script_.push_back(std::move(result));
        return *this;
    }
    [[nodiscard]] bool all_used() const { return script_.empty(); }

    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override {
        requests.push_back(text(request));
        sent.push_back(request);
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        if (request.on_sent)
            request.on_sent(request.file ? request.file->prefix.size() + request.file->file_size : 0);
        if (script_.empty()) {
            HttpResult nothing;
            nothing.failure = HttpFailure{HttpFailure::Kind::malformed,
                                          "no reply is scripted for " + requests.back(), false};
            co_return nothing;
        }
        HttpResult result = std::move(script_.front());
        script_.pop_front();
        co_return result;
    }

 private:
    static std::string text(const HttpRequest& request) {
        // From the path on; of a url to another host everything.
        const std::string origin = "https://api.test";
        std::string out = request.method + " " +
                          (request.url.starts_with(origin) ? request.url.substr(origin.size()) : request.url);
        if (!request.body.empty()) out += " " + request.body;
        if (request.file) {
            std::ifstream in(request.file->path, std::ios::binary);
            const std::string content{std::istreambuf_iterator<char>(in), {}};
            out += " " + request.file->prefix + content + request.file->suffix;
        }
        return out;
    }

    std::deque<HttpResult> script_;
};

}  // namespace fireform
