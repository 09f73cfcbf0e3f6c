#include "state/remote_store.hpp"

#include "schemas/bug.hpp"
#include "schemas/hash.hpp"
#include "state/atomic_file.hpp"
#include "state/encryption.hpp"
#include "state/file_lock.hpp"
#include "state/journal_file.hpp"
#include "state/problems.hpp"
#include "state/remote_document.hpp"
#include "state/remote_problems.hpp"
#include "state/snapshot_json.hpp"
#include "state/stored.hpp"

#include <algorithm>
#include <utility>

namespace fireform {
namespace {

bool same_content(const Snapshot& a, const Snapshot& b) {
    return a.lineage == b.lineage && a.resources == b.resources && a.outputs == b.outputs &&
           a.history == b.history && a.extra == b.extra && a.open_intents == b.open_intents;
}

bool has(const std::vector<OpenIntent>& intents, const OpenIntent& one) {
    return std::ranges::find(intents, one) != intents.end();
}

/// Found again by nothing but the intent: the service makes its id.
bool is_nameless(const Intent& intent) {
    return intent.verb == "create" && intent.id.empty();
}

class RemoteStore final : public Store {
 public:
    RemoteStore(RemoteStoreOptions options, std::shared_ptr<StateServer> server, const Catalog& catalog,
                Files& files)
        : options_(std::move(options)),
          server_(std::move(server)),
          http_(options_.http, server_),
          catalog_(catalog),
          files_(files),
          encryption_(options_.encryption ? options_.encryption : std::make_shared<StateEncryption>()),
          paths_(state_paths(options_.path)),
          journal_(files, paths_.journal, catalog, *encryption_) {}

    Checked<Snapshot> read() override;
    Checked<LockAttempt> try_lock(const LockHolder& holder) override;
    Checked<LockHolder> lock_holder() override;
    [[nodiscard]] bool lock_dies_with_process() const override { return !http_.has_lock(); }
    Diagnostics break_lock(const std::string& id) override {
        LockHolder holder;
        holder.id = id;
        return http_.unlock(holder);
    }
    void release() override {
        if (!asked_for_) return;
        static_cast<void>(http_.unlock(*std::exchange(asked_for_, std::nullopt), true));
    }
    /// By the lock's owner.
    void unlock();

    Diagnostics record(const std::string& lineage, const std::vector<Outcome>& done,
                       const std::vector<Intent>& next) override;
    Diagnostics keep_up() override { return is_due() ? save() : Diagnostics(); }
    Diagnostics write(Snapshot& snapshot) override;
    [[nodiscard]] bool wants_write() const override { return wants_write_; }
    [[nodiscard]] std::string title() const override { return http_.title(); }

 private:
    [[nodiscard]] Checked<Stored> open(std::optional<std::string> text, std::optional<std::string> journal);
    [[nodiscard]] Checked<std::string> to_be_sent(const Snapshot& snapshot);
    [[nodiscard]] Diagnostics append(const std::string& lineage, const std::vector<JournalRecord>& records);
    /// Puts what is known now, under the next serial, on the server, and begins the journal behind it.
    /// `serial_min`: what a pushed state had come to elsewhere.
    [[nodiscard]] Diagnostics save(std::uint64_t serial_min = 0);
    [[nodiscard]] Checked<Standing> judge(const std::optional<std::string>& text, const Snapshot& sent);
    [[nodiscard]] bool is_due() const {
        return changed_ && server_->now() - saved_at_ >= remote_save_interval;
    }

    RemoteStoreOptions options_;
    std::shared_ptr<StateServer> server_;
    HttpProtocol http_;
    const Catalog& catalog_;
    Files& files_;
    std::shared_ptr<StateEncryption> encryption_;
    StatePaths paths_;
    JournalFile journal_;
    std::optional<LockHolder> asked_for_;  ///< the lock that we have, or that a lost reply may have given us
    bool held_ = false;
    bool wants_write_ = false;
    bool on_server_ = false;                ///< there is a state there, as of the last read() or save()
    bool as_wanted_ = true;                 ///< its encryption
    Snapshot saved_;                        ///< what the server has
    Snapshot known_;                        ///< that, and what was recorded since
    std::vector<JournalRecord> since_;      ///< what was recorded since
    std::vector<OpenIntent> announced_;     ///< by us
    bool changed_ = false;                  ///< `known_` is ahead of `saved_`
    bool intents_told_ = false;             ///< the server knows of some, since the lock was taken
    std::chrono::nanoseconds saved_at_{0};  ///< or when what is not saved yet began
};

/// Gives it back on the server, then the kernel's.
class RemoteLock final : public StateLock {
 public:
    RemoteLock(RemoteStore& store, std::unique_ptr<StateLock> local)
        : store_(store), local_(std::move(local)) {}
    RemoteLock(const RemoteLock&) = delete;
    RemoteLock& operator=(const RemoteLock&) = delete;
    ~RemoteLock() override { store_.unlock(); }

 private:
    RemoteStore& store_;
    std::unique_ptr<StateLock> local_;
};

Checked<Stored> RemoteStore::open(std::optional<std::string> text, std::optional<std::string> journal) {
    if (text)
        if (auto sealed = sealed_in(*text)) text = std::move(sealed);
    Checked<Stored> stored = load_stored({.snapshot = std::move(text), .journal = std::move(journal)}, files_,
                                         paths_, title(), catalog_, *encryption_);
    if (!stored.value) return stored;
    Diagnostics problems = take_open_intents(stored.value->snapshot, title(), catalog_);
    if (problems.has_errors()) return problems;
    return stored;
}

Checked<Snapshot> RemoteStore::read() {
    // The journal first: what another run saves in between outdates it.
    auto journal = read_file(files_, paths_.journal);
    if (journal.diagnostics.has_errors()) return std::move(journal.diagnostics);
    auto text = http_.get();
    if (!text.value) return std::move(text.diagnostics);
    auto stored = open(std::move(*text.value), std::move(journal.value));
    if (!stored.value) return std::move(stored.diagnostics);

    on_server_ = stored.value->exists;
    as_wanted_ = stored.value->snapshot_as_wanted;
    saved_ = std::move(stored.value->snapshot);
    known_ = saved_;
    since_.clear();
    journal_.close();
    if (stored.value->current) {
        fold(stored.value->journal, known_);
        since_ = std::move(stored.value->journal.records);
    }
    changed_ = !since_.empty();
    wants_write_ = changed_ || (on_server_ && !as_wanted_);
    Checked<Snapshot> result(known_);
    if (on_server_ && !as_wanted_ && !stored.value->snapshot_encrypted)
        result.diagnostics.add(not_encrypted_yet(title()));
    return result;
}

Checked<LockAttempt> RemoteStore::try_lock(const LockHolder& holder) {
    // Two runs of one machine share the journal, whatever the server says.
    auto local = try_file_lock(paths_.lock, holder);
    if (!local.value) return std::move(local.diagnostics);
    Checked<LockAttempt> attempt(LockAttempt{.lock = nullptr, .holder = std::move(local.value->holder)});
    attempt.diagnostics = std::move(local.diagnostics);
    if (!local.value->lock) return attempt;
    if (http_.has_lock()) {
        LockHolder ours = holder;
        ours.id = random_uuid();
        asked_for_ = ours;
        auto locking = http_.lock(ours);
        if (!locking.value || !locking.value->locked) asked_for_.reset();
        if (!locking.value) return std::move(locking.diagnostics);
        if (!locking.value->locked)
            return LockAttempt{.lock = nullptr, .holder = std::move(locking.value->holder)};
    } else {
        attempt.diagnostics.add(server_without_lock(title()));
    }
    held_ = true;
    intents_told_ = false;
    announced_.clear();
    attempt.value->lock = std::make_unique<RemoteLock>(*this, std::move(local.value->lock));
    return attempt;
}

void RemoteStore::unlock() {
    held_ = false;
    journal_.close();
    if (!asked_for_) return;
    const LockHolder ours = *std::exchange(asked_for_, std::nullopt);
    const Diagnostics problems = http_.unlock(ours);
    if (!problems.has_errors() || !options_.on_unlock_failed) return;
    Diagnostics warning;
    warning.add(lock_stays(title(), ours.id, problems[0].detail));
    options_.on_unlock_failed(warning);
}

/// The protocol has no question for it: who wants to know takes the lock and gives it back.
Checked<LockHolder> RemoteStore::lock_holder() {
    auto local = file_lock_holder(paths_.lock);
    if (local.diagnostics.has_errors() || local.value || !http_.has_lock()) return local;
    LockHolder ours;
    ours.id = random_uuid();
    ours.command = "fireform state lock show";
    asked_for_ = ours;
    auto locking = http_.lock(ours);
    if (!locking.value || !locking.value->locked) asked_for_.reset();
    if (!locking.value) return std::move(locking.diagnostics);
    if (locking.value->locked) {
        Checked<LockHolder> nobody;
        nobody.diagnostics = http_.unlock(*std::exchange(asked_for_, std::nullopt));
        return nobody;
    }
    return locking.value->holder.value_or(
        LockHolder{"(unknown)", "(unknown)", 0, "(unknown)", "(unknown)", ""});
}

Diagnostics RemoteStore::append(const std::string& lineage, const std::vector<JournalRecord>& records) {
    require(held_, "the state is locked while it is written");
    require(!lineage.empty(), "a state that is written has a lineage");
    require(known_.lineage.empty() || known_.lineage == lineage, "the lineage of a state never changes");
    known_.lineage = lineage;
    if (records.empty()) return {};
    if (!changed_) saved_at_ = server_->now();
    changed_ = true;
    Journal news;
    news.records = records;
    fold(news, known_);
    since_.insert(since_.end(), records.begin(), records.end());
    if (journal_.is_open()) return journal_.append(records);
    return journal_.begin({.lineage = lineage, .serial = saved_.serial}, since_);
}

Diagnostics RemoteStore::record(const std::string& lineage, const std::vector<Outcome>& done,
                                const std::vector<Intent>& next) {
    std::vector<JournalRecord> records(done.begin(), done.end());
    records.insert(records.end(), next.begin(), next.end());
    announced_.insert(announced_.end(), next.begin(), next.end());
    Diagnostics problems = append(lineage, records);
    if (problems.has_errors()) return problems;
    // The first requests of a run leave once the server knows of them; later ones, when nothing else would
    // lead another runner to their objects.
    const bool first = !next.empty() && !intents_told_;
    if (first || std::ranges::any_of(next, is_nameless) || is_due()) problems.add(save());
    intents_told_ = intents_told_ || !next.empty();
    return problems;
}

Checked<std::string> RemoteStore::to_be_sent(const Snapshot& snapshot) {
    std::string text = to_document(snapshot, catalog_);
    auto sealed = encryption_->seal(StateEncryption::Kind::state, text);
    if (!sealed.value) return std::move(sealed.diagnostics);
    // Servers look for the serial in what they keep, so it has to be JSON.
    return is_sealed(*sealed.value) ? to_envelope(*sealed.value, snapshot) : *std::move(sealed.value);
}

Checked<Standing> RemoteStore::judge(const std::optional<std::string>& text, const Snapshot& sent) {
    if (!text) return on_server_ ? Standing::other : Standing::before;
    auto stored = open(text, std::nullopt);
    if (!stored.value) return std::move(stored.diagnostics);
    const Snapshot& there = stored.value->snapshot;
    // By text, since read back a value may be of another kind (a duration in an output is a string then).
    const std::string what = to_document(there, catalog_);
    if (what == to_document(sent, catalog_)) return Standing::ours;
    return on_server_ && what == to_document(saved_, catalog_) ? Standing::before : Standing::other;
}

Diagnostics RemoteStore::save(std::uint64_t serial_min) {
    require(held_, "the state is locked while it is written");
    Snapshot next = known_;
    next.serial = std::max(saved_.serial, serial_min) + 1;
    next.fireform_version = FIREFORM_VERSION;
    const auto text = to_be_sent(next);
    if (!text.value) return text.diagnostics;
    Diagnostics problems =
        http_.update(*text.value, asked_for_ ? asked_for_->id : "",
                     [&](const std::optional<std::string>& stored) { return judge(stored, next); });
    if (problems.has_errors()) return problems;
    // A crash before this leaves a journal of an older serial, which counts for nothing.
    const bool had_journal = journal_.is_open() || !since_.empty();
    known_ = std::move(next);
    saved_ = known_;
    since_.clear();
    on_server_ = as_wanted_ = true;
    changed_ = wants_write_ = false;
    saved_at_ = server_->now();
    if (had_journal) journal_.remove();
    return problems;
}

Diagnostics RemoteStore::write(Snapshot& snapshot) {
    require(held_, "the state is locked while it is written");
    require(!snapshot.lineage.empty(), "a state that is written has a lineage");
    Snapshot next = snapshot;
    next.open_intents.clear();
    // Those that we announced ourselves, and those of earlier runs that the caller still lists.
    for (const OpenIntent& intent : known_.open_intents)
        if (has(announced_, intent) || has(snapshot.open_intents, intent))
            next.open_intents.push_back(intent);
    next.serial = saved_.serial;
    next.fireform_version = saved_.fireform_version;
    if (on_server_ && as_wanted_ &&
        (same_content(next, saved_) || to_document(next, catalog_) == to_document(saved_, catalog_))) {
        // What the journal told has come to nothing.
        if (!since_.empty()) journal_.remove();
        since_.clear();
        known_ = saved_;
        changed_ = wants_write_ = false;
        snapshot.serial = saved_.serial;
        return {};
    }
    const Snapshot before = std::exchange(known_, std::move(next));
    Diagnostics problems = save(snapshot.serial);
    if (problems.has_errors()) {
        known_ = before;
        return problems;
    }
    std::erase_if(announced_, [&](const OpenIntent& one) { return !has(known_.open_intents, one); });
    snapshot.serial = known_.serial;
    snapshot.fireform_version = known_.fireform_version;
    return problems;
}

}  // namespace

std::unique_ptr<Store> make_remote_store(RemoteStoreOptions options, std::shared_ptr<StateServer> server,
                                         const Catalog& catalog) {
    return make_remote_store(std::move(options), std::move(server), catalog, system_files());
}

std::unique_ptr<Store> make_remote_store(RemoteStoreOptions options, std::shared_ptr<StateServer> server,
                                         const Catalog& catalog, Files& files) {
    return std::make_unique<RemoteStore>(std::move(options), std::move(server), catalog, files);
}

}  // namespace fireform
