#include "schemas/links.hpp"

#include <system_error>

namespace fireform {
namespace {

constexpr int links_max = 40;  // as the kernel has it

}  // namespace

std::filesystem::path behind_links(std::filesystem::path path) {
    std::error_code failed;
    for (int links = 0; links < links_max && std::filesystem::is_symlink(path, failed); ++links) {
        const auto target = std::filesystem::read_symlink(path, failed);
        if (failed) break;
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

}  // namespace fireform
