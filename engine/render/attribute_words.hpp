// An attribute in words, for the references (reference.hpp).
#pragma once

#include "schemas/schema.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// "integer", "list of strings", "duration"
[[nodiscard]] std::string kind_text(const Attribute& attribute);
/// "0 or more, replicas", "at most 63 characters", "one of FP16, BF16"; "" when there is no limit.
[[nodiscard]] std::string limits_text(const Attribute& attribute);
/// "changed in place", "replaces the object", "computed", ...
[[nodiscard]] std::string_view update_text(const Attribute& attribute);
/// Whether a user may write it.
[[nodiscard]] bool is_writable(const Attribute& attribute);

}  // namespace fireform
