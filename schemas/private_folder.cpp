#include "schemas/private_folder.hpp"

namespace fireform {

std::error_code make_private_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (folder.empty() || std::filesystem::is_directory(folder, failed)) return {};
    if (std::filesystem::exists(folder, failed)) return std::make_error_code(std::errc::not_a_directory);
    failed = make_private_folder(folder.parent_path());
    if (failed || !std::filesystem::create_directory(folder, failed)) return failed;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    return failed;
}

}  // namespace fireform
