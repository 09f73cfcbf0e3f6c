// One writer: a lock on a file, held by the kernel, whose content says who holds it.
//
// It is an open file description lock (F_OFD_SETLK): it goes when the process dies, however it dies, so a
// file that is left over locks nothing; and unlike flock() it can be asked about without being taken, so that
// a reader never stands in the way of a run that wants to start. The file itself stays, empty: removing it
// would let two runs lock two files of one name. Others remove it all the same (`git clean -x`), so its
// holder asks whether it is still there.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace fireform {

class FileLock : public StateLock {
 public:
    /// Whether the file still has its name: otherwise another run may hold a lock as well.
    [[nodiscard]] virtual bool in_place() const = 0;
};

struct FileLockAttempt {
    std::unique_ptr<FileLock> lock;    ///< null: somebody else holds it
    std::optional<LockHolder> holder;  ///< who, when it could be read
};

/// Makes the file, and missing folders, if need be. Does not wait. No lock, no error: somebody else holds it.
/// Errors: no locks here, no right to write, a symbolic link or what else is no file. A file with a second
/// name is locked and not written to.
[[nodiscard]] Checked<FileLockAttempt> try_file_lock(const std::filesystem::path& path,
                                                     const LockHolder& holder);

/// Who holds the lock now, all fields "(unknown)" when the file does not say. No value, no error: nobody.
[[nodiscard]] Checked<LockHolder> file_lock_holder(const std::filesystem::path& path);

}  // namespace fireform
