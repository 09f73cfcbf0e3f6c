// Patterns with * and ?, as in file names.
#pragma once

#include <string_view>

namespace fireform {

/// Whether `text` is like `pattern`, in which * stands for any text and ? for any character.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

}  // namespace fireform
