// Reading a file whole, and replacing one so that whoever reads it, after whatever crash, finds either the
// old content or the new.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/files.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace fireform {

/// Bytes of a state, a journal or a saved plan: some 300,000 resources.
inline constexpr std::uint64_t file_size_max = 512ull << 20;

/// The whole content. No value, no error: there is no such file. Errors: unreadable, no regular file, larger
/// than `size_max`.
[[nodiscard]] Checked<std::string> read_file(Files& files, const std::filesystem::path& path,
                                             std::uint64_t size_max = file_size_max);
/// The same of what a user names on the command line, which may be a pipe: `<(fireform state pull)`.
[[nodiscard]] Checked<std::string> read_stream(Files& files, const std::filesystem::path& path,
                                               std::uint64_t size_max = file_size_max);

/// 0, or the negated errno. All of `bytes`, in as many writes as it takes.
[[nodiscard]] int write_all(Files& files, int file, std::string_view bytes);

struct Replacement {
    bool replaced = false;  ///< the new content is visible, though perhaps not durable when there is an error
    Diagnostics diagnostics;
};
/// Temporary file in the same folder, sync, rename, sync of the folder. The temporary file has a fixed name,
/// so that a crash leaves at most one and the next write takes it over: REQUIRES one writer. `kept` is told
/// to the user on failure.
[[nodiscard]] Replacement replace_file(Files& files, const std::filesystem::path& path,
                                       std::string_view content, std::string_view kept);

}  // namespace fireform
