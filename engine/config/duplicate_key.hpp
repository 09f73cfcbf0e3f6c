// The same name twice: the one diagnostic for it, and how to find the first place inside one file, which
// toml++ does not tell.
#pragma once

#include "schemas/diagnostic.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// `name` as the user wrote it: "deployment.chat", "provider.fireworks.base_url".
[[nodiscard]] Diagnostic defined_twice(std::string_view name, const SourceRange& second,
                                       const SourceRange& first);

/// What to say instead of toml++'s `description` when that is about a redefinition at `range`; none: it is
/// about something else, or the first place cannot be found.
[[nodiscard]] std::optional<Diagnostic> duplicate_key_error(const std::string& file, std::string_view text,
                                                            std::string_view description,
                                                            const SourceRange& range);

}  // namespace fireform
