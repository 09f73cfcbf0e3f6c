// Whether a path leaves the folder of the configuration.
#pragma once

#include <filesystem>

namespace fireform {

/// Symbolic links followed, that of the path itself too; nothing of it needs to exist. A folder that does not
/// exist has no outside.
[[nodiscard]] bool leads_outside(const std::filesystem::path& folder, const std::filesystem::path& path);

}  // namespace fireform
