// ~/.fireworks/auth.ini, and FIREWORKS_CUSTOM_HEADERS.
#include "engine/cli/settings.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const cli::AuthFile auth = cli::parse_auth_file(text);
    fuzz::require(auth == cli::parse_auth_file(text), "a second read gives the same");
    fuzz::require(auth.api_key.size() <= text.size(), "a key is part of its file");
    const cli::Environment environment{{"FIREWORKS_CUSTOM_HEADERS", std::string(text)},
                                       {"FIREWORKS_BASE_URL", std::string(text)}};
    const auto connection = cli::connection_from(ProviderConfig{}, environment, auth);
    if (!connection.value) return 0;
    for (const auto& [name, value] : connection.value->settings.custom_headers)
        fuzz::require(std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == 0; }),
                      "a header is one line");
    return 0;
}
