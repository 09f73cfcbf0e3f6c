// Files for the user that must not take the place of one of theirs.
#pragma once

#include "schemas/diagnostic.hpp"

#include <filesystem>
#include <string_view>

namespace fireform::cli {

/// Makes it, with folders. Errors: there is one already, which stays as it is; it cannot be written.
[[nodiscard]] Diagnostics write_new_file(const std::filesystem::path& path, std::string_view text);

/// The error of the first kind.
[[nodiscard]] Diagnostic file_is_there(const std::filesystem::path& path);

}  // namespace fireform::cli
