#include "providers/http/exchange.hpp"

#include <fmt/core.h>
#include <boost/beast/core/string.hpp>

#include <algorithm>

namespace fireform {
namespace {

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != 127; });
}

/// Line ends in a value would let it add headers, or requests, of its own.
bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

std::uint64_t body_size(const HttpRequest& request) {
    if (!request.file) return request.body.size();
    return request.file->prefix.size() + request.file->file_size + request.file->suffix.size();
}

std::optional<std::string> request_head(const HttpRequest& request, const UrlParts& url) {
    if (request.method.empty() || !is_visible(request.method) || !is_visible(url.target)) return std::nullopt;
    std::string head =
        fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, url.target, url.authority());
    bool agent_given = false;
    for (const auto& [name, value] : request.headers) {
        if (name.empty() || !is_visible(name) || name.find(':') != std::string::npos ||
            !is_field_value(value))
            return std::nullopt;
        agent_given = agent_given || boost::beast::iequals(name, "User-Agent");
        head += fmt::format("{}: {}\r\n", name, value);
    }
    if (!agent_given) head += "User-Agent: fireform/" FIREFORM_VERSION "\r\n";
    const std::uint64_t size = body_size(request);
    if (size != 0 || request.method == "POST" || request.method == "PUT" || request.method == "PATCH")
        head += fmt::format("Content-Length: {}\r\n", size);
    head += "\r\n";
    return head;
}

}  // namespace fireform
