#include "state/problems.hpp"

#include "state/snapshot.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace fireform {
namespace {

std::string cause(int error) {
    switch (error) {  // as files.hpp means them
        case ELOOP:
            return "it is a symbolic link, which is not followed";
        case ENXIO:
            return "it is no regular file";
        case EAGAIN:
            return "another run writes it";
        default:
            return std::generic_category().message(error);
    }
}

bool is_in_the_way(int error) {
    return error == ELOOP || error == ENXIO;
}

std::string take_away(const std::filesystem::path& path) {
    return fmt::format("take it away, then run the same command again: rm {}", path.string());
}

std::string folder_of(const std::filesystem::path& path) {
    return path.parent_path().empty() ? "this folder" : path.parent_path().string();
}

std::string way_out(const std::filesystem::path& path, int error) {
    if (is_in_the_way(error)) return take_away(path);
    switch (error) {
        case EAGAIN:
            return "wait until it has ended, then run the same command again";
        case ENOSPC:
        case EDQUOT:
            return fmt::format("free some space for {}, then run the same command again", folder_of(path));
        case EACCES:
        case EPERM:
        case EROFS:
        case ENOTDIR:
            return fmt::format(
                "let this user write to {}, or keep state elsewhere: \"path\" in [fireform.state]",
                folder_of(path));
        case EFBIG:
            return "allow larger files (ulimit -f), then run the same command again";
        case EIO:
        case ESTALE:
        case ENODEV:
        case ENOTCONN:
        case ETIMEDOUT:
        case EHOSTDOWN:
            return fmt::format("see that {} is mounted and answers, then run the same command again",
                               folder_of(path));
        default:
            return "check the disk, then run the same command again";
    }
}

Diagnostic error(std::string summary, std::string detail, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.summary = std::move(summary);
    diagnostic.detail = std::move(detail);
    diagnostic.hint = std::move(hint);
    return diagnostic;
}

}  // namespace

Diagnostic cannot_read(const std::filesystem::path& path, int error_number) {
    return error("State cannot be read", fmt::format("{}: {}.", path.string(), cause(error_number)),
                 is_in_the_way(error_number) ? take_away(path)
                 : error_number == EACCES || error_number == EPERM
                     ? fmt::format("let this user read it: chmod u+r {}", path.string())
                     : fmt::format("look at it: ls -l {}", path.string()));
}

Diagnostic cannot_write(const std::filesystem::path& path, int error_number, std::string_view kept) {
    return error("State cannot be written",
                 fmt::format("{}: {}. {}", path.string(), cause(error_number), kept),
                 way_out(path, error_number));
}

Diagnostic cannot_lock(const std::filesystem::path& path, int error_number, std::string_view file_system) {
    const bool no_locks = error_number == ENOLCK || error_number == EINVAL || error_number == EOPNOTSUPP ||
                          error_number == ENOSYS;
    const std::string without =
        fmt::format("this file system{} has no locks",
                    file_system.empty() ? std::string() : fmt::format(" ({})", file_system));
    return error("State cannot be locked",
                 fmt::format("{}: {}. Without a lock two runs could write the state at once.", path.string(),
                             no_locks ? without : cause(error_number)),
                 no_locks ? "keep state on a local file system: \"path\" in [fireform.state]"
                          : way_out(path, error_number));
}

Diagnostic taken_away(const std::filesystem::path& path) {
    return error(
        "State was taken away during the run",
        fmt::format("{} was removed or replaced while this run used it, so another run may be writing "
                    "the state. Nothing more is sent or recorded.",
                    path.string()),
        "let other runs end and nothing remove such files meanwhile (as `git clean -x` does), then "
        "run the same command again");
}

Diagnostic lock_may_be_local(const std::filesystem::path& path, std::string_view file_system) {
    Diagnostic doubt =
        error("Lock may hold on this machine only",
              fmt::format("{} is on a network file system ({}), whose locks other machines may "
                          "not see.",
                          path.string(), file_system),
              "apply from one machine at a time, or keep state on a local file system: \"path\" "
              "in [fireform.state]");
    doubt.severity = Severity::warning;
    return doubt;
}

Diagnostic missing_state(const std::string& file, const std::string& backup) {
    Diagnostic missing = error(
        "State is missing", fmt::format("{} is not there, and {} is.", file, backup),
        fmt::format("to go on with the fleet of that state: cp {} {}; objects made since then are found "
                    "again by their tags",
                    backup, file));
    missing.severity = Severity::warning;
    return missing;
}

Diagnostic damaged_state(const std::string& file, std::string_view what) {
    return error("State is damaged", fmt::format("{}: {}", file, what), "");
}

Diagnostic damaged_journal(const std::string& file, std::string_view what) {
    return error("State journal is damaged", fmt::format("{}: {}", file, what),
                 fmt::format("to go on from the last whole state, put the journal aside: mv {} {}.damaged; "
                             "objects made since then are found again by their tags",
                             file, file));
}

Diagnostic newer_format(const std::string& file, std::int64_t format, std::string_view version) {
    const std::string writer = version.empty() ? "a newer fireform" : fmt::format("fireform {}", version);
    return error(
        "State was written by a newer fireform",
        fmt::format("{} has format {} and was written by {}; this is fireform {}, which knows formats "
                    "up to {}.",
                    file, format, writer, FIREFORM_VERSION, snapshot_format),
        version.empty() ? "update fireform, then run the same command again"
                        : fmt::format("update fireform to {} or newer", version));
}

Diagnostic missing_passphrase(std::string_view why) {
    return error("State passphrase is missing",
                 fmt::format("{} Without it state is neither read nor written.", why),
                 "export the variable that \"passphrase\" in [fireform.state.encryption] names");
}

Diagnostic encrypted_state(const std::string& file) {
    return error("State is encrypted",
                 fmt::format("{} is encrypted, and the configuration has no passphrase.", file),
                 "write [fireform.state.encryption] with passphrase = \"${env.NAME}\", and export NAME");
}

Diagnostic wrong_passphrase(const std::string& file) {
    return error("Wrong state passphrase",
                 fmt::format("{} is encrypted with another passphrase; it is left as it is.", file),
                 "if it was changed, name the one before it too: previous_passphrase = \"${env.NAME}\" in "
                 "[fireform.state.encryption]");
}

Diagnostic damaged_encryption(const std::string& file, std::string_view what) {
    return error("Encrypted file is damaged", fmt::format("{}: {}", file, what), "");
}

Diagnostic newer_encryption(const std::string& file) {
    return error(
        "File was encrypted by a newer fireform",
        fmt::format("{} is encrypted in a way that fireform {} does not know.", file, FIREFORM_VERSION),
        "update fireform, then run the same command again");
}

Diagnostic no_memory_for_key() {
    return error("Not enough memory", "The key of an encrypted state needs 64 MiB for a moment.",
                 "free some memory, then run the same command again");
}

Diagnostic not_encrypted_yet(const std::string& file) {
    Diagnostic plain = error(
        "State is not encrypted yet",
        fmt::format("{} was written without a passphrase; the next apply encrypts it and its backup.", file),
        "fireform apply; secrets are not in it, but copies elsewhere, in Git for example, stay readable");
    plain.severity = Severity::warning;
    return plain;
}

}  // namespace fireform
