// Folders that fireform makes for itself: for their owner only (0700), whatever the umask.
#pragma once

#include <filesystem>
#include <system_error>

namespace fireform {

/// Makes the folder and those on the way to it that are missing. Folders that are there keep their mode.
[[nodiscard]] std::error_code make_private_folder(const std::filesystem::path& folder);

}  // namespace fireform
