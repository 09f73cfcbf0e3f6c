#include "providers/http/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/grammar/alnum_chars.hpp>
#include <boost/url/grammar/lut_chars.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>

namespace fireform {
namespace urls = boost::urls;

namespace {
constexpr auto query_chars = urls::grammar::lut_chars(urls::grammar::alnum_chars) + "-._~/:,";
constexpr auto segment_chars = urls::grammar::lut_chars(urls::grammar::alnum_chars) + "-._~";

/// Boost's grammar lets any number pass, with any number of zeros before it.
std::optional<std::string> port_in(std::string_view digits) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    if (!whole || number == 0 || number > 65535) return std::nullopt;
    return std::to_string(number);
}
}  // namespace

std::string UrlParts::origin() const {
    const bool bracketed = host.find(':') != std::string::npos;
    return scheme + "://" + (bracketed ? "[" + host + "]" : host) + ":" + port;
}

std::string UrlParts::authority() const {
    const std::string name = host.find(':') != std::string::npos ? "[" + host + "]" : host;
    const bool usual = port == (scheme == "https" ? "443" : "80");
    return usual ? name : name + ":" + port;
}

std::optional<UrlParts> parse_url(std::string_view url) {
    const auto parsed = urls::parse_uri(url);
    if (!parsed || !parsed->has_authority() || parsed->has_userinfo()) return std::nullopt;
    UrlParts parts;
    if (parsed->scheme_id() == urls::scheme::https)
        parts.scheme = "https";
    else if (parsed->scheme_id() == urls::scheme::http)
        parts.scheme = "http";
    else
        return std::nullopt;
    const auto host = parsed->encoded_host_address();
    parts.host.assign(host.data(), host.size());
    if (parts.host.empty()) return std::nullopt;
    const auto port = parsed->port();
    const std::string_view usual = parts.scheme == "https" ? "443" : "80";
    const auto number = port_in(port.empty() ? usual : std::string_view(port.data(), port.size()));
    if (!number) return std::nullopt;
    parts.port = *number;
    const auto path = parsed->encoded_path();
    parts.target.assign(path.data(), path.size());
    // Boost 1.81 reads "http://10.0.0.1.example.com" as the host 10.0.0.1 with a path.
    if (!parts.target.empty() && parts.target.front() != '/') return std::nullopt;
    if (parts.target.empty()) parts.target = "/";
    // What follows a bracket is a path for Boost: "https://[::1]x/".
    if (!parts.target.starts_with('/')) return std::nullopt;
    if (parsed->has_query()) {
        const auto query = parsed->encoded_query();
        parts.target += '?';
        parts.target.append(query.data(), query.size());
    }
    return parts;
}

bool is_loopback(std::string_view host) {
    boost::system::error_code not_an_address;
    const auto address = boost::asio::ip::make_address(host, not_an_address);
    return not_an_address ? host == "localhost" : address.is_loopback();
}

std::string encode_query_value(std::string_view text) {
    return urls::encode(text, query_chars);
}

std::string encode_path_segment(std::string_view text) {
    return urls::encode(text, segment_chars);
}

std::string query_text(const QueryParameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += text.empty() ? '?' : '&';
        text += encode_query_value(name) + '=' + encode_query_value(value);
    }
    return text;
}

}  // namespace fireform
