#include "engine/config/outside.hpp"

#include "schemas/links.hpp"

#include <system_error>

namespace fireform {

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
