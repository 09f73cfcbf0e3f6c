// The Fireworks AI control plane behind the provider contract.
#pragma once

#include "providers/clock.hpp"
#include "providers/http/http_client.hpp"
#include "providers/http/retry.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fireform {

struct FireworksSettings {
    std::string base_url =
        "https://api.fireworks.ai";    ///< without a trailing slash; "http://emulator" inside the process
    std::string api_key;               ///< "" none: the first request that needs one fails with the way out
    std::string account_id;            ///< "" to be discovered (brief 8.2)
    HttpHeaders custom_headers;        ///< FIREWORKS_CUSTOM_HEADERS
    std::vector<std::string> secrets;  ///< of the configuration: never repeated, whoever does
    RetryPolicy retry;
    std::uint64_t jitter_seed = 0;           ///< of the delays between retries
    std::uint64_t upload_max = 150'000'000;  ///< bytes of a dataset's file that `:upload` takes (brief 6.3);
                                             ///< larger ones go to a signed url
};

[[nodiscard]] std::unique_ptr<Provider> make_fireworks_provider(FireworksSettings settings, HttpClient& http,
                                                                Clock& clock);

}  // namespace fireform
