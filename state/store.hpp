// Where state is kept: reading it at any time, writing it by the one who holds the lock. local_store.hpp is
// the file; the journal makes a finished action durable without rewriting the snapshot.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/snapshot.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

/// Who holds the lock, as the others read it.
struct LockHolder {
    std::string user;
    std::string host;
    int pid = 0;
    std::string since;    ///< RFC 3339, UTC
    std::string command;  ///< "fireform apply"
    std::string id = {};  ///< of a lock on a server, by which it is taken away; "" the kernel's
    bool operator==(const LockHolder&) const = default;
};

/// "anna@laptop, pid 4711, since 2026-05-01T12:00:00Z, running `fireform apply`"
[[nodiscard]] std::string to_text(const LockHolder& holder);

/// Names a run in what it announces: "2026-05-01T12:00:00Z laptop 4711".
[[nodiscard]] std::string run_name(const LockHolder& holder);

/// Held until destroyed; the kernel frees it when the process dies.
class StateLock {
 public:
    virtual ~StateLock() = default;
};

struct LockAttempt {
    std::unique_ptr<StateLock> lock;   ///< null: somebody else holds it
    std::optional<LockHolder> holder;  ///< who, when it could be read
};

/// What came of it. At most one of the two is set: all that was announced for the address is closed. Neither:
/// nothing to remember of what was announced last; an earlier intent may be all that tells of an object.
struct Outcome {
    Address address;
    std::optional<ResourceState> resource;  ///< the entry as it is now
    bool removed = false;                   ///< the entry is gone
};

/// Takes out of `open` what the outcome closes. How many of the first `first` intents are left.
std::size_t close_intents(std::vector<OpenIntent>& open, const Outcome& outcome, std::size_t first = 0);

class Store {
 public:
    virtual ~Store() = default;

    /// The snapshot with the journal folded in. Takes no lock, changes nothing. Never written: an empty
    /// Snapshot without lineage. Errors: unreadable, damaged, newer format.
    [[nodiscard]] virtual Checked<Snapshot> read() = 0;

    /// Does not wait. Error: the lock cannot be had at all (folder read-only, no locks on this file system).
    [[nodiscard]] virtual Checked<LockAttempt> try_lock(const LockHolder& holder) = 0;
    /// Who holds the lock now; no value, no error: nobody.
    [[nodiscard]] virtual Checked<LockHolder> lock_holder() = 0;
    /// Whether the lock ends with the process that holds it, however that dies.
    [[nodiscard]] virtual bool lock_dies_with_process() const { return true; }
    /// Takes the lock with this id away from whoever holds it. REQUIRES a lock that does not die.
    [[nodiscard]] virtual Diagnostics break_lock(const std::string& id);
    /// Gives the lock back at once, where nothing else would: the process ends without destructors.
    virtual void release() {}

    // The rest REQUIRES the lock. An error means that nothing more may be sent.

    /// Durable before it returns; all share one sync, the outcomes before the intents. `lineage` marks a
    /// journal that is begun by it.
    [[nodiscard]] virtual Diagnostics record(const std::string& lineage, const std::vector<Outcome>& done,
                                             const std::vector<Intent>& next) = 0;
    /// One of the two alone.
    [[nodiscard]] Diagnostics intents(const std::string& lineage, const std::vector<Intent>& batch) {
        return record(lineage, {}, batch);
    }
    [[nodiscard]] Diagnostics outcomes(const std::string& lineage, const std::vector<Outcome>& batch) {
        return record(lineage, batch, {});
    }

    /// To be called every second or so while a run lasts: brings what changed to where others read it, once
    /// that is due.
    [[nodiscard]] virtual Diagnostics keep_up() { return {}; }

    /// Writes the snapshot atomically (temporary file, fsync, rename, fsync of the folder), the one before it
    /// as backup, and empties the journal, in which only open intents stay: those announced through this
    /// store, and those of earlier runs that `snapshot` still lists (whoever has looked into one takes it off
    /// the list, or records an Outcome without a resource). Counts the serial up in `snapshot` when anything
    /// differs from what is stored, otherwise writes no snapshot. REQUIRES a lineage.
    [[nodiscard]] virtual Diagnostics write(Snapshot& snapshot) = 0;

    /// Whether what is stored waits for a write although nothing differs: a run that died left outcomes in
    /// the journal, or the passphrase came, changed or went.
    [[nodiscard]] virtual bool wants_write() const { return false; }

    /// What to call it in messages: "fireform.state.json".
    [[nodiscard]] virtual std::string title() const = 0;
};

}  // namespace fireform
