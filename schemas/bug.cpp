#include "schemas/bug.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fireform {
namespace {

/// The last two parts of a path: enough to find the file, nothing of the machine it was built on.
std::string_view short_path(std::string_view path) {
    const auto last = path.rfind('/');
    if (last == std::string_view::npos || last == 0) return path;
    const auto before = path.rfind('/', last - 1);
    return before == std::string_view::npos ? path : path.substr(before + 1);
}

}  // namespace

void require(bool holds, const char* condition, std::source_location where) {
    if (holds) return;
    throw Bug(fmt::format("{}:{}: broken condition: {}. This is a bug in fireform.",
                          short_path(where.file_name()), where.line(), condition));
}

}  // namespace fireform
