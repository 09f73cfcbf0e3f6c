#include "engine/config/outside.hpp"

#include <system_error>

namespace fireform {
namespace {

constexpr int links_max = 40;  // as the kernel has it

/// What would be opened or made, when even the last part is a link to what does not exist yet.
std::filesystem::path behind_links(std::filesystem::path path) {
    std::error_code failed;
    for (int links = 0; links < links_max && std::filesystem::is_symlink(path, failed); ++links) {
        const auto target = std::filesystem::read_symlink(path, failed);
        if (failed) break;
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

}  // namespace

bool leads_outside(const std::filesystem::path& folder, const std::filesystem::path& path) {
    std::error_code failed;
    const auto inside = std::filesystem::canonical(folder, failed);
    if (failed) return false;
    const auto real = std::filesystem::weakly_canonical(behind_links(inside / path), failed);
    if (failed) return true;
    const auto relative = real.lexically_relative(inside);
    return relative.empty() || *relative.begin() == "..";
}

}  // namespace fireform
