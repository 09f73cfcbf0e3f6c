#include "engine/cli/new_file.hpp"

#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace fireform::cli {
namespace {

struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Diagnostic cannot_write(const std::filesystem::path& path, int error) {
    return problem("File cannot be written",
                   fmt::format("{}: {}.", path.string(), std::generic_category().message(error)),
                   "a folder that exists, may be written to and has room");
}

}  // namespace

Diagnostic file_is_there(const std::filesystem::path& path) {
    return problem("File is there", fmt::format("{} exists, and stays as it is.", path.string()),
                   "choose another name, or move it away");
}

Diagnostics write_new_file(const std::filesystem::path& path, std::string_view text) {
    Diagnostics problems;
    std::error_code ignored;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
    const std::unique_ptr<std::FILE, Closer> file(std::fopen(path.c_str(), "wxe"));
    if (!file) {
        problems.add(errno == EEXIST ? file_is_there(path) : cannot_write(path, errno));
        return problems;
    }
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0)
        problems.add(cannot_write(path, errno));
    return problems;
}

}  // namespace fireform::cli
