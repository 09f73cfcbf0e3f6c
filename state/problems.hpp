// What goes wrong around state, worded once: fixed summaries, the file and the cause in the detail, and a way
// out that can be typed.
#pragma once

#include "schemas/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace fireform {

/// `error` is an errno.
[[nodiscard]] Diagnostic cannot_read(const std::filesystem::path& path, int error);
/// `kept` says what is as it was: "The state on disk is unchanged."
[[nodiscard]] Diagnostic cannot_write(const std::filesystem::path& path, int error, std::string_view kept);
[[nodiscard]] Diagnostic cannot_lock(const std::filesystem::path& path, int error);

/// A warning: there is a backup and no state.
[[nodiscard]] Diagnostic missing_state(const std::string& file, const std::string& backup);
[[nodiscard]] Diagnostic damaged_state(const std::string& file, std::string_view what);
[[nodiscard]] Diagnostic damaged_journal(const std::string& file, std::string_view what);
/// `version`: of the fireform that wrote the file; "" unknown.
[[nodiscard]] Diagnostic newer_format(const std::string& file, std::int64_t format, std::string_view version);

}  // namespace fireform
