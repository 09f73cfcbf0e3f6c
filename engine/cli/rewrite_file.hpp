// A user's own file with another content: whoever reads it finds the old one or the new, whatever happens.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fireform::cli {

/// Through links to the file itself; mode stays, and owner where the system allows it. "" done, else the
/// cause, and the file is as it was.
[[nodiscard]] std::string rewrite_file(const std::filesystem::path& file, std::string_view content);

}  // namespace fireform::cli
