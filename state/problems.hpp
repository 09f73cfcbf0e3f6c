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
/// `file_system`: "NFS", "" one of this machine.
[[nodiscard]] Diagnostic cannot_lock(const std::filesystem::path& path, int error,
                                     std::string_view file_system = {});
/// `path`, lock or journal, is not the file any more that this run has open.
[[nodiscard]] Diagnostic taken_away(const std::filesystem::path& path);
/// A warning.
[[nodiscard]] Diagnostic lock_may_be_local(const std::filesystem::path& path, std::string_view file_system);

/// A warning: there is a backup and no state.
[[nodiscard]] Diagnostic missing_state(const std::string& file, const std::string& backup);
[[nodiscard]] Diagnostic damaged_state(const std::string& file, std::string_view what);
[[nodiscard]] Diagnostic damaged_journal(const std::string& file, std::string_view what);
/// `version`: of the fireform that wrote the file; "" unknown.
[[nodiscard]] Diagnostic newer_format(const std::string& file, std::int64_t format, std::string_view version);

// encryption.hpp. `file` may be a state, its journal or backup, or a saved plan.

/// `why` there is no passphrase: "FIREFORM_PASSPHRASE is not set in the environment."
[[nodiscard]] Diagnostic missing_passphrase(std::string_view why);
[[nodiscard]] Diagnostic encrypted_state(const std::string& file);
[[nodiscard]] Diagnostic wrong_passphrase(const std::string& file);
/// The hint is left to who knows whether there is a backup.
[[nodiscard]] Diagnostic damaged_encryption(const std::string& file, std::string_view what);
[[nodiscard]] Diagnostic newer_encryption(const std::string& file);
[[nodiscard]] Diagnostic no_memory_for_key();
/// A warning: there is a passphrase, and what was written before it is plain.
[[nodiscard]] Diagnostic not_encrypted_yet(const std::string& file);

}  // namespace fireform
