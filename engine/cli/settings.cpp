#include "engine/cli/settings.hpp"

#include "engine/cli/problem.hpp"
#include "providers/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

namespace fireform::cli {
namespace {

constexpr std::string_view embedded_url = "emulator";
constexpr std::size_t auth_file_max = std::size_t{64} * 1024;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Takes the next line off `text`.
std::string_view next_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

const std::string& first_of(const std::string& a, const std::string& b, const std::string& c) {
    if (!a.empty()) return a;
    return b.empty() ? c : b;
}

bool is_header_name(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// FIREWORKS_CUSTOM_HEADERS: `Name: value`, one a line. The values may be secret, so only the line's number
/// is told.
HttpHeaders custom_headers(std::string_view text, Diagnostics& problems) {
    HttpHeaders headers;
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = trimmed(next_line(text));
        if (line.empty()) continue;
        const std::size_t colon = line.find(':');
        const std::string_view name = trimmed(line.substr(0, colon));
        const bool clean =
            std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        if (colon == std::string_view::npos || !is_header_name(name) || !clean) {
            problems.add(warning("Custom header skipped",
                                 fmt::format("Line {} of FIREWORKS_CUSTOM_HEADERS is not a header.", number),
                                 "write Name: value, one a line"));
            continue;
        }
        headers.emplace_back(name, trimmed(line.substr(colon + 1)));
    }
    return headers;
}

/// The origin of a base URL: scheme, host and port. The founding document's `base_url` is that of inference;
/// the control plane stands at the root of the same host.
std::string origin_of(const std::string& url, Diagnostics& problems) {
    const std::size_t scheme = url.find("://");
    const bool plain = url.starts_with("http://");
    if (scheme == std::string::npos || !(plain || url.starts_with("https://")) || url.size() == scheme + 3) {
        problems.add(problem(
            "Base URL not understood",
            fmt::format("base_url is {}; it must begin with https:// or http://.", fireform::in_quotes(url)),
            "base_url = \"https://api.fireworks.ai\", or \"emulator\""));
        return {};
    }
    const std::size_t path = url.find_first_of("/?#", scheme + 3);
    const std::string origin = url.substr(0, path);
    const std::string host = origin.substr(scheme + 3);
    const auto parts = parse_url(origin);
    if (!parts) {
        // Not shown: what stands before the @ may be a password.
        problems.add(problem("Base URL not understood",
                             "base_url has a user name, or a host or port that is none.",
                             "base_url = \"https://api.fireworks.ai\"; the key goes into api_key"));
        return {};
    }
    if (path != std::string::npos && path + 1 < url.size())
        problems.add(warning("Base URL has a path",
                             fmt::format("The control plane stands at the root: {} is used.", origin),
                             fmt::format("base_url = \"{}\"", origin)));
    if (plain && !is_loopback(parts->host))
        problems.add(problem("Connection is not encrypted",
                             fmt::format("{} is plain HTTP, on which the API key can be read; only this "
                                         "machine may be reached so.",
                                         origin),
                             fmt::format("base_url = \"https://{}\"", host)));
    return origin;
}

}  // namespace

AuthFile parse_auth_file(std::string_view text) {
    AuthFile out;
    std::string token;
    int sections = 0;
    while (!text.empty()) {
        const std::string_view line = trimmed(next_line(text));
        if (line.starts_with('[') && ++sections > 1) break;
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) continue;
        const std::string_view key = trimmed(line.substr(0, equals));
        const std::string value(trimmed(line.substr(equals + 1)));
        if (key == "account_id") out.account_id = value;
        if (key == "api_key") out.api_key = value;
        if (key == "id_token") token = value;
    }
    if (out.api_key.empty()) out.api_key = token;
    return out;
}

AuthFile read_auth_file(const Environment& environment) {
    const std::string& home = variable(environment, "HOME");
    if (home.empty()) return {};
    std::ifstream file(home + "/.fireworks/auth.ini", std::ios::binary);
    std::string text(auth_file_max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parse_auth_file(text);
}

Checked<Connection> connection_from(const ProviderConfig& provider, const Environment& environment,
                                    const AuthFile& auth) {
    Checked<Connection> out;
    Connection connection;
    FireworksSettings& settings = connection.settings;
    settings.retry.retries_max = provider.max_retries;
    settings.jitter_seed = std::random_device{}();
    settings.custom_headers =
        custom_headers(variable(environment, "FIREWORKS_CUSTOM_HEADERS"), out.diagnostics);

    const std::string url = first_of(provider.base_url.value_or(""),
                                     variable(environment, "FIREWORKS_BASE_URL"), settings.base_url);
    const std::string& account = variable(environment, "FIREWORKS_ACCOUNT_ID");
    if (url == embedded_url) {
        connection.embedded = true;
        settings.base_url = "http://emulator";
        settings.account_id = first_of(provider.account_id.value_or(""), account, "acme");
        settings.api_key = "emulator";
        out.value = std::move(connection);
        return out;
    }
    settings.base_url = origin_of(url, out.diagnostics);
    settings.account_id = first_of(provider.account_id.value_or(""), account, auth.account_id);
    settings.api_key =
        first_of(provider.api_key.value_or(""), variable(environment, "FIREWORKS_API_KEY"), auth.api_key);
    if (!out.diagnostics.has_errors()) out.value = std::move(connection);
    return out;
}

}  // namespace fireform::cli
