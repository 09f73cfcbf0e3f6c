// Urls as text: their parts, and values made fit for one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

/// What a connection needs of a url. Percent-encoding is left as it was written.
struct UrlParts {
    std::string scheme;  ///< "http" or "https"
    std::string host;    ///< "api.fireworks.ai", "::1" (no brackets)
    std::string port;    ///< "443" when the url names none
    std::string target;  ///< path and query: "/v1/accounts?pageSize=2"; at least "/"

    /// "https://api.fireworks.ai:443": equal for urls that can share connections.
    [[nodiscard]] std::string origin() const;
    /// "api.fireworks.ai", "127.0.0.1:4711": the Host header, and what messages name.
    [[nodiscard]] std::string authority() const;
    bool operator==(const UrlParts&) const = default;
};

/// No value: not an absolute http or https url, or one with a user name in it.
[[nodiscard]] std::optional<UrlParts> parse_url(std::string_view url);

/// "localhost", 127.0.0.0/8 and ::1. `host` without brackets.
[[nodiscard]] bool is_loopback(std::string_view host);

/// Everything but letters, digits and "-._~/:," percent-encoded: safe in a query, readable in a log.
[[nodiscard]] std::string encode_query_value(std::string_view text);
/// One segment of a path: "/" and ":" are encoded too.
[[nodiscard]] std::string encode_path_segment(std::string_view text);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;
/// "?a=1&b=x%20y"; "" for none.
[[nodiscard]] std::string query_text(const QueryParameters& parameters);

}  // namespace fireform
