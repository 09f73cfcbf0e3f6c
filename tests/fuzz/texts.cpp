// Small texts that users and services write: addresses, durations, quoted strings, urls, versions, delays.
#include "engine/config/version_constraint.hpp"
#include "providers/http/retry.hpp"
#include "providers/http/url.hpp"
#include "schemas/address.hpp"
#include "schemas/value.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto address = parse_address(text))
        fuzz::require(parse_address(to_text(*address)) == address, "an address reads back as it was");
    if (const auto duration = parse_duration(text))
        fuzz::require(parse_duration(duration_text(*duration)) == duration,
                      "a duration reads back as it was");
    fuzz::require(unquoted(in_quotes(text)) == text, "a quoted text reads back as it was");
    if (const auto plain = unquoted(text))
        fuzz::require(unquoted(in_quotes(*plain)) == plain, "an unquoted text can be quoted");
    if (const auto url = parse_url(text)) {
        fuzz::require(url->target.starts_with('/') && !url->host.empty(), "a url has a host and a target");
        fuzz::require(!url->port.empty() && url->port.size() <= 5, "a url has a port");
    }
    (void)version_satisfies(text, Version{0, 1, 0});
    if (const auto delay = retry_after(HttpResponse{429, {{"retry-after", std::string(text)}}, ""}, {}))
        fuzz::require(delay->count() > 0 && delay->count() <= 60'000, "a server asks for a minute at most");
    return 0;
}
