#include "engine/cli/settings.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

FireworksSettings settings(const ProviderConfig& provider, const Environment& environment,
                           const AuthFile& auth = {}) {
    const Checked<Connection> connection = connection_from(provider, environment, auth);
    REQUIRE(connection.ok());
    return connection.value->settings;
}

ProviderConfig with_url(std::string url) {
    ProviderConfig out;
    out.base_url = std::move(url);
    return out;
}

std::string told(const Checked<Connection>& connection) {
    return to_text(connection.diagnostics);
}

}  // namespace

TEST_CASE("settings: configuration wins over environment, environment over the auth file") {
    const Environment environment{{"FIREWORKS_API_KEY", "env-key"},
                                  {"FIREWORKS_ACCOUNT_ID", "env-account"},
                                  {"FIREWORKS_BASE_URL", "https://env.example"}};
    const AuthFile auth{"file-account", "file-key"};
    ProviderConfig provider;
    CHECK(settings(provider, {}, auth).api_key == "file-key");
    CHECK(settings(provider, {}, auth).account_id == "file-account");
    CHECK(settings(provider, {}, auth).base_url == "https://api.fireworks.ai");
    CHECK(settings(provider, environment, auth).api_key == "env-key");
    CHECK(settings(provider, environment, auth).account_id == "env-account");
    CHECK(settings(provider, environment, auth).base_url == "https://env.example");
    provider.api_key = "own-key";
    provider.account_id = "own-account";
    provider.base_url = "https://own.example/";
    provider.max_retries = 3;
    CHECK(settings(provider, environment, auth).api_key == "own-key");
    CHECK(settings(provider, environment, auth).account_id == "own-account");
    CHECK(settings(provider, environment, auth).base_url == "https://own.example");
    CHECK(settings(provider, environment, auth).retry.retries_max == 3);
    CHECK(settings({}, {}).api_key.empty());
}

TEST_CASE("settings: the emulator needs no key and no account, and never sees the real key") {
    const Checked<Connection> connection = connection_from(
        with_url("emulator"), {{"FIREWORKS_API_KEY", "real-key"}}, {"file-account", "file-key"});
    REQUIRE(connection.ok());
    CHECK(connection.value->embedded);
    CHECK(connection.value->settings.account_id == "acme");
    CHECK(connection.value->settings.api_key == "emulator");
    CHECK(settings({}, {{"FIREWORKS_BASE_URL", "emulator"}, {"FIREWORKS_ACCOUNT_ID", "other"}}).account_id ==
          "other");
}

TEST_CASE("settings: a base URL that is none, has a path, or is not encrypted") {
    CHECK(told(connection_from(with_url("api.fireworks.ai"), {}, {})) ==
          "error: Base URL not understood: base_url is \"api.fireworks.ai\"; it must begin with https:// or "
          "http://.\n");
    CHECK_FALSE(connection_from(with_url("https://"), {}, {}).value);
    const Checked<Connection> inference =
        connection_from(with_url("https://api.fireworks.ai/inference/v1"), {}, {});
    REQUIRE(inference.ok());
    CHECK(inference.value->settings.base_url == "https://api.fireworks.ai");
    CHECK(told(inference) ==
          "warning: Base URL has a path: The control plane stands at the root: https://api.fireworks.ai is "
          "used.\n");
    CHECK(told(connection_from(with_url("http://example.com"), {}, {})) ==
          "error: Connection is not encrypted: http://example.com is plain HTTP, on which the API key can be "
          "read; only this machine may be reached so.\n");
    CHECK_FALSE(connection_from(with_url("http://example.com"), {}, {}).value);
    CHECK_FALSE(connection_from({}, {{"FIREWORKS_BASE_URL", "http://10.0.0.1"}}, {}).value);
    CHECK(told(connection_from(with_url("https://me:hush@api.fireworks.ai/x"), {}, {})) ==
          "error: Base URL not understood: base_url has a user name, or a host or port that is none.\n");
    for (const char* url : {"http://127.0.0.1:4711", "http://localhost", "http://[::1]:80"})
        CHECK(told(connection_from(with_url(url), {}, {})).empty());
    for (const char* url :
         {"http://127.example.com", "http://127.0.0.1.example.com", "http://localhost.example"}) {
        CAPTURE(std::string(url));
        CHECK_FALSE(connection_from(with_url(url), {}, {}).value);
    }
}

TEST_CASE("settings: custom headers, one a line; the value of a wrong one is not told") {
    const Checked<Connection> connection = connection_from(
        {}, {{"FIREWORKS_CUSTOM_HEADERS", "X-Team: red\n\nno header hush\r\nX-Two :  a: b \n"}}, {});
    REQUIRE(connection.ok());
    CHECK(connection.value->settings.custom_headers == HttpHeaders{{"X-Team", "red"}, {"X-Two", "a: b"}});
    CHECK(told(connection) ==
          "warning: Custom header skipped: Line 3 of FIREWORKS_CUSTOM_HEADERS is not a header.\n");
}

TEST_CASE("auth file: keys of the first section, comments and profiles left out") {
    CHECK(parse_auth_file("account_id = acme\napi_key=k\n") == AuthFile{"acme", "k"});
    CHECK(parse_auth_file(
              "# x\n[fireworks]\r\naccount_id = acme\r\nid_token = t\r\n[other]\naccount_id = no\n") ==
          AuthFile{"acme", "t"});
    CHECK(parse_auth_file("id_token = t\napi_key = k\n") == AuthFile{"", "k"});
    CHECK(parse_auth_file("nonsense\n= x\n;api_key = k") == AuthFile{});
    CHECK(read_auth_file({{"HOME", "/nonexistent"}}) == AuthFile{});
    CHECK(read_auth_file({}) == AuthFile{});
}

TEST_CASE("colour: flags and variables come before the terminal") {
    CHECK(use_color(true, false, {}));
    CHECK_FALSE(use_color(false, false, {}));
    CHECK_FALSE(use_color(true, true, {}));
    CHECK_FALSE(use_color(true, false, {{"NO_COLOR", "1"}}));
    CHECK(use_color(true, false, {{"NO_COLOR", ""}}));
    CHECK(use_color(false, false, {{"FORCE_COLOR", "1"}}));
    CHECK_FALSE(use_color(false, false, {{"FORCE_COLOR", "0"}}));
    CHECK_FALSE(use_color(true, true, {{"FORCE_COLOR", "1"}}));
    CHECK_FALSE(use_color(true, false, {{"TERM", "dumb"}}));
}
