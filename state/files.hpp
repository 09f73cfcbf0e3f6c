// The few system calls through which state touches the disk. An interface, so that tests can stop or fail at
// each of them, and take away what was never synced, as a power cut does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace fireform {

/// Every function returns 0 or more, or the negated errno. Files that are made are 0600 whatever the umask.
class Files {
 public:
    enum class Mode {
        read,         ///< must exist, and be a regular file: a pipe would be waited for without end
        read_stream,  ///< must exist; may be a pipe
        replace,      ///< made, in the place of whatever had the name: never written into what is there
        append        ///< made when missing; each write goes to the end; by one at a time
    };

    virtual ~Files() = default;

    /// A handle for the functions below. What is not a regular file: -ENXIO, a folder -EISDIR. To append: a
    /// symbolic link is -ELOOP, a file that another appends to -EAGAIN.
    [[nodiscard]] virtual int open(const std::filesystem::path& path, Mode mode) = 0;
    /// Bytes read, 0 at the end.
    [[nodiscard]] virtual std::ptrdiff_t read(int file, char* bytes, std::size_t size) = 0;
    /// Bytes written, perhaps fewer than given.
    [[nodiscard]] virtual std::ptrdiff_t write(int file, std::string_view bytes) = 0;
    /// What was written, and mode and owner, survive a power cut.
    [[nodiscard]] virtual int sync(int file) = 0;
    /// What was written survives a power cut.
    [[nodiscard]] virtual int sync_data(int file) = 0;
    [[nodiscard]] virtual int truncate(int file, std::uint64_t size) = 0;
    virtual void close(int file) = 0;
    /// Whether `path` still is this file, and no other and nothing.
    [[nodiscard]] virtual bool is_in_place(int file, const std::filesystem::path& path) = 0;

    [[nodiscard]] virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    [[nodiscard]] virtual int remove(const std::filesystem::path& path) = 0;
    /// Names that were made, changed or removed in the folder survive a power cut.
    [[nodiscard]] virtual int sync_folder(const std::filesystem::path& folder) = 0;
};

/// The real ones.
[[nodiscard]] Files& system_files();

}  // namespace fireform
