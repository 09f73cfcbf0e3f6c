#include "state/atomic_file.hpp"

#include "state/problems.hpp"

#include <array>
#include <cerrno>

namespace fireform {

namespace {

Checked<std::string> read_whole(Files& files, const std::filesystem::path& path, Files::Mode mode,
                                std::uint64_t size_max) {
    const int file = files.open(path, mode);
    if (file == -ENOENT) return {};
    if (file < 0) return cannot_read(path, -file);
    std::string content;
    std::array<char, 1 << 16> piece;
    std::ptrdiff_t got = 0;
    while (content.size() <= size_max && (got = files.read(file, piece.data(), piece.size())) > 0)
        content.append(piece.data(), static_cast<std::size_t>(got));
    files.close(file);
    if (content.size() > size_max) return cannot_read(path, EFBIG);
    if (got < 0) return cannot_read(path, static_cast<int>(-got));
    return content;
}

}  // namespace

Checked<std::string> read_file(Files& files, const std::filesystem::path& path, std::uint64_t size_max) {
    return read_whole(files, path, Files::Mode::read, size_max);
}

Checked<std::string> read_stream(Files& files, const std::filesystem::path& path, std::uint64_t size_max) {
    return read_whole(files, path, Files::Mode::read_stream, size_max);
}

int write_all(Files& files, int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const std::ptrdiff_t written = files.write(file, bytes);
        if (written < 0) return static_cast<int>(written);
        if (written == 0) return -ENOSPC;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

Replacement replace_file(Files& files, const std::filesystem::path& path, std::string_view content,
                         std::string_view kept) {
    Replacement result;
    auto temporary = path;
    temporary += ".tmp";
    const int file = files.open(temporary, Files::Mode::replace);
    if (file < 0) {
        result.diagnostics.add(cannot_write(path, -file, kept));
        return result;
    }
    int failed = write_all(files, file, content);
    if (failed == 0) failed = files.sync(file);
    files.close(file);
    if (failed == 0) failed = files.rename(temporary, path);
    if (failed < 0) {
        // A half-written file would keep a full disk full. Failing again changes nothing.
        static_cast<void>(files.remove(temporary));
        result.diagnostics.add(cannot_write(path, -failed, kept));
        return result;
    }
    result.replaced = true;
    if (const int unsynced = files.sync_folder(path.parent_path()); unsynced < 0)
        result.diagnostics.add(
            cannot_write(path, -unsynced, "It is written, but might not survive a power cut."));
    return result;
}

}  // namespace fireform
