// Where symbolic links end.
#pragma once

#include <filesystem>

namespace fireform {

/// What would be opened or made, at the end of however many links in a row the last part of `path` begins.
/// Nothing needs to exist. Links in a circle: one of them.
[[nodiscard]] std::filesystem::path behind_links(std::filesystem::path path);

}  // namespace fireform
