#include "engine/cli/rewrite_file.hpp"

#include "state/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fireform::cli {
namespace {

namespace fs = std::filesystem;

/// All of it on the disk, with the mode and owner of `like`. 0, or an errno.
int fill(int file, std::string_view content, const struct stat& like) {
    if (const int failed = write_all(system_files(), file, content); failed < 0) return -failed;
    // Another owner's file, in a folder that is ours: the content counts more.
    if (::fchown(file, like.st_uid, like.st_gid) != 0 && errno != EPERM) return errno;
    if (::fchmod(file, like.st_mode & 07777) != 0) return errno;
    return ::fsync(file) == 0 ? 0 : errno;
}

}  // namespace

std::string rewrite_file(const fs::path& file, std::string_view content) {
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error) return error.message();
    struct stat like{};
    // A rename asks for the folder only; that a file may not be written is its owner's word all the same.
    if (::stat(real.c_str(), &like) != 0 || ::access(real.c_str(), W_OK) != 0) return std::strerror(errno);

    // Hidden, so that no run takes it for configuration.
    std::string temporary = (real.parent_path() / ("." + real.filename().string() + ".XXXXXX")).string();
    const int handle = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (handle < 0) return std::strerror(errno);
    int failed = fill(handle, content, like);
    ::close(handle);
    if (failed == 0 && std::rename(temporary.c_str(), real.c_str()) != 0) failed = errno;
    if (failed != 0) {
        ::unlink(temporary.c_str());
        return std::strerror(failed);
    }
    static_cast<void>(system_files().sync_folder(real.parent_path()));  // the old content would do, too
    return {};
}

}  // namespace fireform::cli
