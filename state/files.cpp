#include "state/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace fireform {
namespace {

constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

/// `call` again while a signal interrupts it; the negated errno instead of -1.
template <class Call>
auto checked(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result < 0 ? static_cast<decltype(result)>(-errno) : result;
}

int open_file(const std::filesystem::path& path, int flags) {
    return checked([&] { return ::open(path.c_str(), flags | O_CLOEXEC, owner_only); });
}

int must_be_regular(int file) {
    struct stat about = {};
    if (const int failed = checked([&] { return ::fstat(file, &about); }); failed < 0) return failed;
    return S_ISREG(about.st_mode) ? 0 : S_ISDIR(about.st_mode) ? -EISDIR : -ENXIO;
}

/// Beside the lock of the state, which can be taken away under its holder: nobody else appends while the file
/// is open. Where the file system has no locks the state's own has said so.
int claim(int file) {
    struct flock whole = {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    const int result = checked([&] { return ::fcntl(file, F_OFD_SETLK, &whole); });
    return result == -EAGAIN || result == -EACCES ? -EAGAIN : 0;
}

/// A new file. A name that is left over goes, and with it no content that another name, or a link, leads to.
int make_anew(const std::filesystem::path& path) {
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL;
    const int file = open_file(path, flags);
    if (file != -EEXIST) return file;
    const int removed = checked([&] { return ::unlink(path.c_str()); });
    return removed < 0 ? removed : open_file(path, flags);
}

class SystemFiles final : public Files {
 public:
    int open(const std::filesystem::path& path, Mode mode) override {
        // O_NONBLOCK: what is no file is to be refused, not waited for. It says nothing to regular files.
        const int file = mode == Mode::read          ? open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
                         : mode == Mode::read_stream ? open_file(path, O_RDONLY | O_NOCTTY)
                         : mode == Mode::replace
                             ? make_anew(path)
                             : open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
        if (file < 0 || mode == Mode::read_stream) return file;
        int failed = must_be_regular(file);
        if (failed == 0 && mode == Mode::append) failed = claim(file);
        // Both a umask of 0 and a file left over with wider permissions.
        if (failed == 0 && mode != Mode::read) failed = checked([&] { return ::fchmod(file, owner_only); });
        if (failed == 0) return file;
        ::close(file);
        return failed;
    }

    std::ptrdiff_t read(int file, char* bytes, std::size_t size) override {
        return checked([&] { return ::read(file, bytes, size); });
    }

    std::ptrdiff_t write(int file, std::string_view bytes) override {
        return checked([&] { return ::write(file, bytes.data(), bytes.size()); });
    }

    int sync(int file) override {
        return checked([&] { return ::fsync(file); });
    }

    int sync_data(int file) override {
        return checked([&] { return ::fdatasync(file); });
    }

    int truncate(int file, std::uint64_t size) override {
        return checked([&] { return ::ftruncate(file, static_cast<off_t>(size)); });
    }

    void close(int file) override { ::close(file); }

    bool is_in_place(int file, const std::filesystem::path& path) override {
        struct stat ours = {};
        struct stat named = {};
        if (::fstat(file, &ours) != 0) return false;
        // Another failure than that nothing is there is one of the disk, which the next write names.
        if (::lstat(path.c_str(), &named) != 0) return errno != ENOENT;
        return ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
    }

    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return checked([&] { return std::rename(from.c_str(), to.c_str()); });
    }

    int remove(const std::filesystem::path& path) override {
        return checked([&] { return ::unlink(path.c_str()); });
    }

    int sync_folder(const std::filesystem::path& folder) override {
        const char* name = folder.empty() ? "." : folder.c_str();
        const int file = checked([&] { return ::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (file < 0) return file;
        const int result = checked([&] { return ::fsync(file); });
        ::close(file);
        // Some network file systems cannot sync a folder and do not need it.
        return result == -EINVAL ? 0 : result;
    }
};

}  // namespace

Files& system_files() {
    static SystemFiles files;
    return files;
}

}  // namespace fireform
