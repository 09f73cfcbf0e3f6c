// Telling somebody elsewhere: one POST of JSON, tried again where that helps.
#pragma once

#include "providers/clock.hpp"
#include "providers/http/http_client.hpp"
#include "schemas/diagnostic.hpp"

#include <string>

namespace fireform::cli {

/// No header but the content's type: no key goes along. A warning when it could not be delivered; it names
/// the host only, since the url of a webhook is a key by itself.
[[nodiscard]] Task<Diagnostics> post_webhook(HttpClient& http, Clock& clock, std::string url,
                                             std::string body);

}  // namespace fireform::cli
