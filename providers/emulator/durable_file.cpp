#include "providers/emulator/durable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace fireform::emulator {
namespace {

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool good() const { return number_ >= 0; }

 private:
    int number_;
};

std::string problem(std::string_view what, const std::filesystem::path& path) {
    return std::string(what) + " " + path.string() + ": " + std::strerror(errno);
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::string write_durably(const std::filesystem::path& path, std::string_view text) {
    auto temporary = path;
    temporary += "." + std::to_string(::getpid()) + ".tmp";
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!file.good()) return problem("cannot write", temporary);
        if (!write_all(file.get(), text) || ::fsync(file.get()) != 0) {
            auto failure = problem("cannot write", temporary);
            ::unlink(temporary.c_str());
            return failure;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        auto failure = problem("cannot rename to", path);
        ::unlink(temporary.c_str());
        return failure;
    }
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.good() || ::fsync(directory.get()) != 0) return problem("cannot sync", folder);
    return {};
}

std::optional<std::string> read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>(file), {}};
    return file.bad() ? std::nullopt : std::optional(std::move(text));
}

FileIdentity identity_of(const std::filesystem::path& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    return {static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino),
            static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec};
}

FileLock::~FileLock() {
    release();
}

FileLock::Result FileLock::try_take(const std::filesystem::path& path) {
    release();
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) return Result::failed;
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return Result::taken;
    const bool busy = errno == EWOULDBLOCK || errno == EINTR;
    release();
    return busy ? Result::busy : Result::failed;
}

void FileLock::release() {
    if (file_ >= 0) ::close(file_);  // gives the lock back
    file_ = -1;
}

}  // namespace fireform::emulator
