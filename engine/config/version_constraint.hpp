// `required_version = ">= 0.1, < 2"`: which versions of fireform a configuration accepts.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace fireform {

using Version = std::array<int, 3>;

/// "1.2.3", "1.2", "1"; missing parts are zero. No value: not a version.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);

/// Whether `version` satisfies every condition of the comma-separated `constraint`: =, >, >=, <, <=, ~> (the
/// last written part may grow; "~> 1" is any 1.x); none stands for =. No value: not a constraint.
[[nodiscard]] std::optional<bool> version_satisfies(std::string_view constraint, const Version& version);

}  // namespace fireform
