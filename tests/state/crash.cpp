// Promises 2 and 3 of the architecture: whatever dies and when, nothing that was acknowledged is lost and the
// state can be read. Every call to the disk is a place where a run may die, and a place that may fail.
#include "memory_files.hpp"
#include "samples.hpp"
#include "state/encryption.hpp"
#include "state/local_store.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cerrno>
#include <set>

namespace fireform {
namespace {

using samples::catalog;
using samples::fleet;

/// What the store has promised, and what was under way when it stopped.
struct Promised {
    std::set<Address> recorded;   ///< outcomes that were acknowledged, and are part of the state since
    std::set<Address> announced;  ///< intents acknowledged, outcome not
    std::set<Address> attempted;  ///< everything that was ever handed over
    std::uint64_t serial = 0;     ///< of the last write that was acknowledged
    int refused = 0;              ///< calls that came back with an error
};

/// One run as the executor makes it, from a snapshot to a snapshot.
class Story {
 public:
    Story(Store& store, Promised& promised) : store_(store), promised_(promised) {}

    void announce(const std::vector<std::string>& names) {
        std::vector<Intent> batch;
        for (const std::string& name : names)
            batch.push_back({.address = fleet(name).address, .verb = "create", .id = fleet(name).id});
        for (const Intent& intent : batch)
            promised_.attempted.insert(intent.address);
        if (!accepted(store_.intents("line-1", batch))) return;
        for (const Intent& intent : batch)
            promised_.announced.insert(intent.address);
    }

    void record(const std::vector<std::string>& names) {
        std::vector<Outcome> batch;
        for (const std::string& name : names) {
            const ResourceState resource = fleet(name);
            batch.push_back({.address = resource.address, .resource = resource});
            snapshot_.resources.insert_or_assign(resource.address, resource);
        }
        if (!accepted(store_.outcomes("line-1", batch))) return;
        for (const Outcome& outcome : batch) {
            promised_.announced.erase(outcome.address);
            promised_.recorded.insert(outcome.address);
        }
    }

    void write() {
        if (!accepted(store_.write(snapshot_))) return;
        promised_.serial = snapshot_.serial;
        for (const auto& [address, resource] : snapshot_.resources)
            promised_.recorded.insert(address);
    }

    Snapshot& snapshot() { return snapshot_; }

 private:
    bool accepted(const Diagnostics& problems) {
        if (problems.has_errors()) ++promised_.refused;
        return !problems.has_errors();
    }

    Store& store_;
    Promised& promised_;
    Snapshot snapshot_ = samples::snapshot({});
};

/// Two runs: the second begins with a state, ends with one intent whose outcome stays unknown, and goes on.
void tell(Store& store, Promised& promised) {
    Story story(store, promised);
    auto read = store.read();
    if (read.value && !read.value->lineage.empty()) {
        story.snapshot() = *read.value;
        // A write before anything is announced: what an earlier run left open must outlive it.
        story.snapshot().outputs["runs"].value = Value(static_cast<std::int64_t>(read.value->serial));
        story.write();
    }
    story.announce({"a"});
    story.record({"a"});
    story.announce({"b", "c"});
    story.record({"b"});
    story.write();
    story.announce({"d"});
    story.record({"c", "d"});
    story.announce({"lost"});
    story.write();
    story.announce({"e"});
    story.record({"e"});
    story.write();
}

struct Disk {
    TemporaryFolder folder;  // of the lock, which is the kernel's
    MemoryFiles files;
    std::string passphrase;  ///< "" state is plain

    /// With a key of its own, as every run has.
    std::unique_ptr<Store> store() {
        auto encryption = std::make_shared<StateEncryption>(
            StatePassphrases{.current = passphrase, .previous = {}, .missing = {}},
            ScryptCost{.n = 2, .r = 1, .p = 1});
        return make_local_store(folder / "fireform.state.json", catalog(), files, std::move(encryption));
    }
};

enum class Secrecy { plain, encrypted, turned_on };

/// Ready for a story: with a passphrase or none, or with one that is new to a state that has seen a run.
void prepare(Disk& disk, Secrecy secrecy, Promised& promised) {
    if (secrecy == Secrecy::turned_on) {
        const auto store = disk.store();
        const auto lock = store->try_lock(samples::holder());
        tell(*store, promised);
    }
    if (secrecy != Secrecy::plain) disk.passphrase = "passphrase";
}

void check_promises(const Checked<Snapshot>& read, const Promised& promised) {
    CAPTURE(to_text(read.diagnostics));
    REQUIRE(read.ok());
    const Snapshot& snapshot = *read.value;
    CAPTURE(samples::to_text(snapshot));
    std::set<Address> open;
    for (const OpenIntent& intent : snapshot.open_intents)
        open.insert(intent.address);
    for (const Address& address : promised.recorded)
        CHECK(snapshot.resources.contains(address));
    for (const Address& address : promised.announced)
        CHECK((open.contains(address) || snapshot.resources.contains(address)));
    for (const auto& [address, resource] : snapshot.resources)
        CHECK(promised.attempted.contains(address));
    CHECK(snapshot.serial >= promised.serial);
}

const std::vector<Survival> survivals = {
    {.bytes = Survival::Bytes::lost, .names = false}, {.bytes = Survival::Bytes::lost, .names = true},
    {.bytes = Survival::Bytes::half, .names = false}, {.bytes = Survival::Bytes::half, .names = true},
    {.bytes = Survival::Bytes::kept, .names = false}, {.bytes = Survival::Bytes::kept, .names = true}};

/// Calls to the disk in the whole story.
int calls_in_story(Secrecy secrecy = Secrecy::plain) {
    Disk disk;
    Promised promised;
    prepare(disk, secrecy, promised);
    const auto store = disk.store();
    const auto lock = store->try_lock(samples::holder());
    const int before = disk.files.calls();
    tell(*store, promised);
    const int calls = disk.files.calls() - before;
    REQUIRE(promised.refused == 0);
    REQUIRE(promised.recorded.size() == 5);
    check_promises(store->read(), promised);
    return calls;
}

void check_every_stop(Secrecy secrecy) {
    const int calls = calls_in_story(secrecy);
    CHECK(calls > 60);
    for (const Survival survival : survivals) {
        for (int stop_at = 1; stop_at <= calls; ++stop_at) {
            CAPTURE(stop_at);
            CAPTURE(static_cast<int>(survival.bytes));
            CAPTURE(survival.names);
            Disk disk;
            Promised promised;
            prepare(disk, secrecy, promised);
            disk.files.stop_at = disk.files.calls() + stop_at;
            {
                const auto store = disk.store();
                const auto lock = store->try_lock(samples::holder());
                REQUIRE(lock.value->lock);
                CHECK_THROWS_AS(tell(*store, promised), Stopped);
                disk.files.stop_at = 0;
            }
            disk.files.power_cut(survival);
            check_promises(disk.store()->read(), promised);

            // The next run goes on from there, and what it adds is kept as well.
            const auto store = disk.store();
            const auto lock = store->try_lock(samples::holder());
            REQUIRE(lock.value->lock);
            tell(*store, promised);
            CHECK(promised.refused == 0);
            check_promises(store->read(), promised);
            if (secrecy == Secrecy::plain) continue;
            for (const char* ending :
                 {"json", "backup", "journal", "json.tmp", "backup.tmp", "journal.tmp"}) {
                const auto file = disk.folder / (std::string("fireform.state.") + ending);
                CAPTURE(file.string());
                if (disk.files.exists(file))
                    CHECK(disk.files.content(file).find("fleet") == std::string::npos);
            }
        }
    }
}

TEST_CASE("crash: nothing acknowledged is lost, wherever the run dies and whatever the disk then forgets") {
    check_every_stop(Secrecy::plain);
}

TEST_CASE("crash: the same with an encrypted state") {
    check_every_stop(Secrecy::encrypted);
}

TEST_CASE("crash: the same while a plain state is encrypted, and nothing plain stays behind") {
    check_every_stop(Secrecy::turned_on);
}

TEST_CASE("crash: a crash during the run after a crash loses nothing either") {
    // Every third place is enough to see each pair of kinds.
    const int calls = calls_in_story();
    for (int first = 1; first <= calls; first += 3) {
        for (int second = 1; second <= calls; second += 3) {
            CAPTURE(first);
            CAPTURE(second);
            Disk disk;
            Promised promised;
            for (const int stop_at : {first, second}) {
                const auto store = disk.store();
                const auto lock = store->try_lock(samples::holder());
                disk.files.stop_at = disk.files.calls() + stop_at;
                try {
                    tell(*store, promised);
                } catch (const Stopped&) {
                }
                disk.files.stop_at = 0;
                disk.files.power_cut(survivals[static_cast<std::size_t>((first + second) % 6)]);
            }
            check_promises(disk.store()->read(), promised);
        }
    }
}

TEST_CASE("crash: what a run adds after one that was killed anywhere survives a power cut") {
    const int calls = calls_in_story();
    for (int stop_at = 1; stop_at <= calls; ++stop_at) {
        CAPTURE(stop_at);
        Disk disk;
        Promised promised;
        disk.files.stop_at = stop_at;
        {
            const auto store = disk.store();
            const auto lock = store->try_lock(samples::holder());
            CHECK_THROWS_AS(tell(*store, promised), Stopped);
        }
        disk.files.stop_at = 0;
        // The process alone died: what it had written and not yet synced is there, and the next run reads it.
        {
            const auto store = disk.store();
            const auto lock = store->try_lock(samples::holder());
            Story story(*store, promised);
            auto read = store->read();
            if (read.value->lineage.empty()) continue;
            story.snapshot() = *read.value;
            story.announce({"late"});
        }
        disk.files.power_cut({.bytes = Survival::Bytes::lost, .names = false});
        check_promises(disk.store()->read(), promised);
    }
}

TEST_CASE("crash: a name of the second run does not survive a power cut that takes one of the first away") {
    const int calls = calls_in_story();
    for (int stop_at = 1; stop_at <= calls; ++stop_at) {
        for (int later = 1; later <= 14; ++later) {
            CAPTURE(stop_at);
            CAPTURE(later);
            Disk disk;
            Promised promised;
            disk.files.stop_at = stop_at;
            {
                const auto store = disk.store();
                const auto lock = store->try_lock(samples::holder());
                CHECK_THROWS_AS(tell(*store, promised), Stopped);
            }
            disk.files.stop_at = 0;
            {
                const auto store = disk.store();
                const auto lock = store->try_lock(samples::holder());
                Story story(*store, promised);
                auto read = store->read();
                if (read.value->lineage.empty()) continue;
                story.snapshot() = *read.value;
                disk.files.stop_at = disk.files.calls() + later;
                try {
                    story.announce({"late"});
                } catch (const Stopped&) {
                }
            }
            disk.files.power_cut({.name = ".journal"});
            check_promises(disk.store()->read(), promised);
        }
    }
}

TEST_CASE("crash: a disk that fails once, anywhere, is reported and loses nothing that was acknowledged") {
    for (const auto& [secrecy, failure] : {std::pair(Secrecy::plain, ENOSPC), std::pair(Secrecy::plain, EIO),
                                           std::pair(Secrecy::encrypted, EIO)}) {
        const int calls = calls_in_story(secrecy);
        for (int fail_at = 1; fail_at <= calls; ++fail_at) {
            CAPTURE(fail_at);
            CAPTURE(failure);
            Disk disk;
            Promised promised;
            prepare(disk, secrecy, promised);
            disk.files.fail_at = fail_at;
            disk.files.failure = failure;
            const auto store = disk.store();
            const auto lock = store->try_lock(samples::holder());
            REQUIRE(lock.value->lock);
            tell(*store, promised);
            CHECK(disk.files.reached());
            disk.files.fail_at = 0;
            check_promises(store->read(), promised);
            disk.files.power_cut({});
            check_promises(disk.store()->read(), promised);
        }
    }
}

TEST_CASE("crash: a full disk leaves the state as it was and says what to do") {
    Disk disk;
    const auto store = disk.store();
    const auto lock = store->try_lock(samples::holder());
    Snapshot snapshot = samples::snapshot({"a"});
    REQUIRE(!store->write(snapshot).has_errors());
    const auto path = disk.folder / "fireform.state.json";
    const std::string before = disk.files.content(path);

    snapshot.resources.emplace(fleet("b").address, fleet("b"));
    int refused = 0;
    // The calls of one write: whichever meets the full disk, the file stays.
    for (int call = 1; call <= 12; ++call) {
        disk.files.fail_at = disk.files.calls() + call;
        disk.files.failure = ENOSPC;
        Snapshot copy = snapshot;
        const Diagnostics problems = store->write(copy);
        if (!problems.has_errors()) break;
        ++refused;
        if (problems[0].summary != "State cannot be written") continue;
        if (problems[0].detail.ends_with("might not survive a power cut.")) continue;
        CHECK(disk.files.content(path) == before);
        CHECK(disk.folder.plain(problems[0].hint) ==
              "free some space for FOLDER, then run the same command again");
        CHECK(copy.serial == 1);
    }
    CHECK(refused > 5);
}

}  // namespace
}  // namespace fireform
