// Whole files that are there or not, never in between: temporary file, fsync, rename, fsync of the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

/// "" done; else what went wrong, for people. The file is readable by its owner only.
[[nodiscard]] std::string write_durably(const std::filesystem::path& path, std::string_view text);

/// Nothing: it cannot be read.
[[nodiscard]] std::optional<std::string> read_whole(const std::filesystem::path& path);

/// Which file a name stands for now: another one after every write_durably. Both zero: none.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t changed = 0;  ///< nanoseconds: an inode number may be used again
    bool operator==(const FileIdentity&) const = default;
};
[[nodiscard]] FileIdentity identity_of(const std::filesystem::path& path);

/// A lock between processes, held by the kernel: it ends with its process.
class FileLock {
 public:
    FileLock() = default;
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    enum class Result { taken, busy, failed };
    /// Does not wait.
    [[nodiscard]] Result try_take(const std::filesystem::path& path);
    void release();

 private:
    int file_ = -1;
};

}  // namespace fireform::emulator
