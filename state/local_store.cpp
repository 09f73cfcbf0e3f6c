#include "state/local_store.hpp"

#include "schemas/bug.hpp"
#include "state/atomic_file.hpp"
#include "state/encryption.hpp"
#include "state/file_lock.hpp"
#include "state/journal_file.hpp"
#include "state/problems.hpp"
#include "state/snapshot_json.hpp"
#include "state/stored.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace fireform {
namespace {

constexpr std::string_view unchanged = "The state on disk is unchanged.";

bool same_content(const Snapshot& a, const Snapshot& b) {
    return a.lineage == b.lineage && a.resources == b.resources && a.outputs == b.outputs &&
           a.history == b.history && a.extra == b.extra;
}

/// What store and lock know of each other; either may go first.
struct Hold {
    const FileLock* lock = nullptr;  ///< while it is held
    JournalFile* journal = nullptr;  ///< while the store lives
};

/// The lock, and the store's knowledge of it.
class HeldLock final : public StateLock {
 public:
    HeldLock(std::unique_ptr<FileLock> lock, std::shared_ptr<Hold> hold)
        : lock_(std::move(lock)), hold_(std::move(hold)) {
        hold_->lock = lock_.get();
    }
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;
    ~HeldLock() override {
        hold_->lock = nullptr;
        // Before the lock goes, so that who takes it finds nobody in the journal.
        if (hold_->journal) hold_->journal->close();
    }

 private:
    std::unique_ptr<FileLock> lock_;
    std::shared_ptr<Hold> hold_;
};

class LocalStore final : public Store {
 public:
    LocalStore(const std::filesystem::path& path, const Catalog& catalog, Files& files,
               std::shared_ptr<StateEncryption> encryption)
        : title_(path.string()),
          paths_(state_paths(path)),
          catalog_(catalog),
          files_(files),
          encryption_(encryption ? std::move(encryption) : std::make_shared<StateEncryption>()),
          journal_(files, paths_.journal, catalog, *encryption_) {
        hold_->journal = &journal_;
    }
    LocalStore(const LocalStore&) = delete;
    LocalStore& operator=(const LocalStore&) = delete;
    ~LocalStore() override { hold_->journal = nullptr; }

    Checked<Snapshot> read() override {
        auto stored = load();
        if (!stored.value) return std::move(stored.diagnostics);
        Snapshot snapshot = std::move(stored.value->snapshot);
        if (stored.value->current)
            fold(stored.value->journal, snapshot);
        else
            snapshot.open_intents = std::move(stored.value->open);
        const bool is_new = !stored.value->exists && !stored.value->journal.header;
        const auto is_outcome = [](const JournalRecord& record) {
            return std::holds_alternative<Outcome>(record);
        };
        const bool snapshot_lags =
            stored.value->current && std::ranges::any_of(stored.value->journal.records, is_outcome);
        wants_write_ = snapshot_lags || (stored.value->exists && !stored.value->snapshot_as_wanted) ||
                       !stored.value->journal_as_wanted;
        Checked<Snapshot> result(std::move(snapshot));
        if (!stored.value->snapshot_as_wanted && !stored.value->snapshot_encrypted)
            result.diagnostics.add(not_encrypted_yet(title_));
        std::error_code ignored;
        if (is_new && std::filesystem::exists(paths_.backup, ignored))
            result.diagnostics.add(missing_state(title_, paths_.backup.string()));
        return result;
    }

    Checked<LockAttempt> try_lock(const LockHolder& holder) override {
        auto attempt = try_file_lock(paths_.lock, holder);
        if (!attempt.value) return std::move(attempt.diagnostics);
        LockAttempt result;
        result.holder = std::move(attempt.value->holder);
        if (attempt.value->lock) {
            // Others may have written since we last held it.
            journal_.close();
            result.lock = std::make_unique<HeldLock>(std::move(attempt.value->lock), hold_);
        }
        Checked<LockAttempt> out(std::move(result));
        out.diagnostics = std::move(attempt.diagnostics);
        return out;
    }

    Checked<LockHolder> lock_holder() override { return file_lock_holder(paths_.lock); }

    Diagnostics record(const std::string& lineage, const std::vector<Outcome>& done,
                       const std::vector<Intent>& next) override {
        announced_.insert(announced_.end(), next.begin(), next.end());
        std::vector<JournalRecord> records(done.begin(), done.end());
        records.insert(records.end(), next.begin(), next.end());
        return append(lineage, records);
    }

    Diagnostics write(Snapshot& snapshot) override;

    [[nodiscard]] bool wants_write() const override { return wants_write_; }
    [[nodiscard]] std::string title() const override { return title_; }

 private:
    [[nodiscard]] Checked<Stored> load(StoredPart part = StoredPart::all) {
        return load_stored(files_, paths_, title_, catalog_, *encryption_, part);
    }
    /// Errors: the lock was taken from under us.
    [[nodiscard]] Diagnostics check_lock() const;
    [[nodiscard]] Checked<Stored> load_before_write();
    [[nodiscard]] Diagnostics append_to_open(const std::vector<JournalRecord>& records);
    [[nodiscard]] Diagnostics begin(const JournalHeader& header, const std::vector<JournalRecord>& records);
    [[nodiscard]] Diagnostics append(const std::string& lineage, const std::vector<JournalRecord>& records);
    [[nodiscard]] std::vector<OpenIntent> still_open(const Stored& stored, const Snapshot& snapshot) const;
    [[nodiscard]] Diagnostics settle(const JournalHeader& header, const std::vector<OpenIntent>& open);
    [[nodiscard]] Diagnostics replace(const std::filesystem::path& path, std::string_view text,
                                      bool& replaced);
    [[nodiscard]] Diagnostics renew_backup();

    std::string title_;
    StatePaths paths_;
    const Catalog& catalog_;
    Files& files_;
    std::shared_ptr<StateEncryption> encryption_;
    JournalFile journal_;
    bool wants_write_ = false;  ///< as of the last read() or write()
    std::shared_ptr<Hold> hold_ = std::make_shared<Hold>();
    std::vector<OpenIntent> announced_;  ///< by us
    /// What the journal that is open for writing leaves open, as long as everything that was written to it is
    /// known to be there. None: the file has to be read.
    std::optional<std::vector<OpenIntent>> open_;
};

Diagnostics LocalStore::check_lock() const {
    require(hold_->lock != nullptr, "the state is locked while it is written");
    Diagnostics problems;
    if (!hold_->lock->in_place()) problems.add(taken_away(paths_.lock));
    return problems;
}

/// What write() has to know. A run's own journal is as long as the run, and nobody but us adds to it while we
/// hold the lock: it is not read back.
Checked<Stored> LocalStore::load_before_write() {
    const bool is_known = journal_.is_open() && open_.has_value();
    Checked<Stored> stored = load(is_known ? StoredPart::snapshot : StoredPart::all);
    if (stored.value && is_known) stored.value->open = *open_;
    return stored;
}

Diagnostics LocalStore::append_to_open(const std::vector<JournalRecord>& records) {
    Diagnostics problems = journal_.append(records);
    if (problems.has_errors())
        open_.reset();  // some of it may be in the file
    else if (open_)
        for (const JournalRecord& record : records)
            track(record, *open_);
    return problems;
}

Diagnostics LocalStore::begin(const JournalHeader& header, const std::vector<JournalRecord>& records) {
    open_.reset();
    Diagnostics problems = journal_.begin(header, records);
    if (problems.has_errors()) return problems;
    open_.emplace();
    for (const JournalRecord& record : records)
        track(record, *open_);
    return problems;
}

Diagnostics LocalStore::append(const std::string& lineage, const std::vector<JournalRecord>& records) {
    if (Diagnostics problems = check_lock(); problems.has_errors()) return problems;
    require(!lineage.empty(), "a state that is written has a lineage");
    if (records.empty()) return {};
    if (journal_.is_open()) return append_to_open(records);

    // A run that was killed may have left names that a power cut can still take back. What follows builds on
    // them.
    if (const int failed = files_.sync_folder(paths_.journal.parent_path()); failed < 0) {
        Diagnostics problems;
        problems.add(cannot_write(paths_.journal, -failed, unchanged));
        return problems;
    }
    auto stored = load();
    if (!stored.value) return std::move(stored.diagnostics);
    const std::string& known = stored.value->journal.header && stored.value->current
                                   ? stored.value->journal.header->lineage
                                   : stored.value->snapshot.lineage;
    require(known.empty() || known == lineage, "the lineage of a state never changes");
    Journal& journal = stored.value->journal;
    if (stored.value->current && journal.whole && stored.value->journal_as_wanted) {
        open_.reset();
        if (Diagnostics problems = journal_.resume(journal, stored.value->journal_head);
            problems.has_errors())
            return problems;
        open_ = std::move(stored.value->open);
        return append_to_open(records);
    }
    std::vector<JournalRecord> all;
    if (stored.value->current)
        all = std::move(journal.records);
    else
        all.assign(stored.value->open.begin(), stored.value->open.end());
    all.insert(all.end(), records.begin(), records.end());
    return begin({.lineage = lineage, .serial = stored.value->snapshot.serial}, all);
}

/// Of the open intents those that we announced ourselves, and those of an earlier run that the caller still
/// lists: it drops the ones that it has looked into.
std::vector<OpenIntent> LocalStore::still_open(const Stored& stored, const Snapshot& snapshot) const {
    std::vector<OpenIntent> open;
    for (const OpenIntent& intent : stored.open)
        if (std::ranges::find(announced_, intent) != announced_.end() ||
            std::ranges::find(snapshot.open_intents, intent) != snapshot.open_intents.end())
            open.push_back(intent);
    return open;
}

/// Leaves of the journal what a snapshot cannot tell.
Diagnostics LocalStore::settle(const JournalHeader& header, const std::vector<OpenIntent>& open) {
    wants_write_ = false;
    if (open.empty()) {
        journal_.remove();
        return {};
    }
    return begin(header, {open.begin(), open.end()});
}

/// `replaced` tells that the new content is visible, even beside an error.
Diagnostics LocalStore::replace(const std::filesystem::path& path, std::string_view text, bool& replaced) {
    const auto sealed = encryption_->seal(StateEncryption::Kind::state, text);
    if (!sealed.value) return sealed.diagnostics;
    Replacement replacement = replace_file(files_, path, *sealed.value, unchanged);
    replaced = replacement.replaced;
    return std::move(replacement.diagnostics);
}

/// After the passphrase came, changed or went: nothing of the old kind stays behind. What cannot be opened is
/// somebody's last copy, perhaps, and is left alone.
Diagnostics LocalStore::renew_backup() {
    for (const auto& path : {paths_.backup, paths_.snapshot, paths_.journal}) {
        auto left_by_crash = path;
        left_by_crash += ".tmp";
        static_cast<void>(files_.remove(left_by_crash));
    }
    const auto text = read_file(files_, paths_.backup);
    if (!text.value) return {};
    const auto opened = encryption_->open(StateEncryption::Kind::state, *text.value, paths_.backup.string());
    if (!opened.value || opened.value->as_wanted) return {};
    bool ignored = false;
    return replace(paths_.backup, opened.value->text, ignored);
}

Diagnostics LocalStore::write(Snapshot& snapshot) {
    if (Diagnostics problems = check_lock(); problems.has_errors()) return problems;
    require(!snapshot.lineage.empty(), "a state that is written has a lineage");
    auto loaded = load_before_write();
    if (!loaded.value) return std::move(loaded.diagnostics);
    Stored& stored = *loaded.value;
    const std::vector<OpenIntent> open = still_open(stored, snapshot);

    const std::uint64_t given_serial = snapshot.serial;
    const std::string given_version =
        std::exchange(snapshot.fireform_version, stored.exists ? stored.snapshot.fireform_version : "");
    snapshot.serial = stored.snapshot.serial;
    // By text too: read back, a value may be of another kind (a duration in an output is a string then).
    if (stored.exists && stored.snapshot_as_wanted &&
        (same_content(snapshot, stored.snapshot) || to_json_text(snapshot, catalog_) == stored.text))
        return settle({.lineage = snapshot.lineage, .serial = snapshot.serial}, open);

    snapshot.serial = std::max(given_serial, stored.snapshot.serial) + 1;
    snapshot.fireform_version = FIREFORM_VERSION;
    Diagnostics problems;
    // Without this record a crash right after the rename would forget them with the outdated journal.
    if (!open.empty())
        problems = append(stored.snapshot.lineage.empty() ? snapshot.lineage : stored.snapshot.lineage,
                          {Closing{.serial = snapshot.serial, .open_intents = open}});
    bool replaced = false;
    if (!problems.has_errors() && stored.exists) problems.add(replace(paths_.backup, stored.text, replaced));
    // Before the snapshot: a crash in between finds it still to be done.
    if (!problems.has_errors() && encryption_->is_used() && !(stored.exists && stored.snapshot_as_wanted))
        problems.add(renew_backup());
    replaced = false;
    if (!problems.has_errors()) problems.add(check_lock());
    if (!problems.has_errors())
        problems.add(replace(paths_.snapshot, to_json_text(snapshot, catalog_), replaced));
    if (!replaced) {
        snapshot.serial = given_serial;
        snapshot.fireform_version = given_version;
    }
    // While the snapshot might not survive, the journal that leads to it must.
    if (problems.has_errors()) {
        journal_.close();
        return problems;
    }
    std::erase_if(announced_,
                  [&](const OpenIntent& one) { return std::ranges::find(open, one) == open.end(); });
    return settle({.lineage = snapshot.lineage, .serial = snapshot.serial}, open);
}

}  // namespace

std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog) {
    return make_local_store(std::move(path), catalog, system_files());
}

std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog,
                                        std::shared_ptr<StateEncryption> encryption) {
    return make_local_store(std::move(path), catalog, system_files(), std::move(encryption));
}

std::unique_ptr<Store> make_local_store(std::filesystem::path path, const Catalog& catalog, Files& files,
                                        std::shared_ptr<StateEncryption> encryption) {
    return std::make_unique<LocalStore>(path, catalog, files, std::move(encryption));
}

}  // namespace fireform
