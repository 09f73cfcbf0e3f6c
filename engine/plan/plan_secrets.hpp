// What stands for a secret in a saved plan: its fingerprint, in a shape that no attribute accepts, so that a
// plan that was never given its secrets back cannot send something else in their place.
#pragma once

#include "schemas/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// {"$fingerprint": "hmac-sha256:..."}
[[nodiscard]] Value secret_stand_in(std::string fingerprint);

/// The fingerprint of a stand-in; none for any other value.
[[nodiscard]] std::optional<std::string> fingerprint_in(const Value& value);

/// `value`, or what stands for it when it is a secret; null and stand-ins as they are.
[[nodiscard]] Value without_secret(const Value& value, bool sensitive, std::string_view lineage);

}  // namespace fireform
