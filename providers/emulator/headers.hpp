// Headers of a request by name, whatever their case.
#pragma once

#include "providers/http/http_client.hpp"

#include <string>
#include <string_view>

namespace fireform::emulator {

[[nodiscard]] std::string lower(std::string_view text);
/// `name` in lower case; "" when absent.
[[nodiscard]] std::string_view header_of(const HttpRequest& request, std::string_view name);

}  // namespace fireform::emulator
