#include "state/local_store.hpp"

#include "memory_files.hpp"
#include "samples.hpp"
#include "schemas/bug.hpp"
#include "state/atomic_file.hpp"
#include "state/journal.hpp"
#include "state/snapshot_json.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

namespace fireform {
namespace {

using samples::catalog;
using samples::fleet;

/// A store in a folder of its own, locked.
struct Given {
    TemporaryFolder folder;
    std::unique_ptr<Store> store = make_local_store(folder / "fireform.state.json", catalog());
    std::unique_ptr<StateLock> lock = relock();

    [[nodiscard]] std::unique_ptr<StateLock> relock() const {
        auto attempt = store->try_lock(samples::holder());
        return std::move(attempt.value->lock);
    }

    std::string write(Snapshot& snapshot) const { return folder.plain(to_text(store->write(snapshot))); }

    /// As the next run sees it.
    [[nodiscard]] std::string read() const {
        const auto next = make_local_store(folder / "fireform.state.json", catalog());
        const auto read = next->read();
        return read.value ? samples::to_text(*read.value) : folder.plain(to_text(read.diagnostics));
    }
    [[nodiscard]] std::string hint() const {
        const auto next = make_local_store(folder / "fireform.state.json", catalog());
        return folder.plain(next->read().diagnostics[0].hint);
    }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
};

Intent announce(const std::string& name) {
    return {.address = fleet(name).address, .verb = "create", .id = fleet(name).id};
}
Outcome made(const std::string& name) {
    return {.address = fleet(name).address, .resource = fleet(name)};
}

TEST_CASE("store: a state that was never written is empty, and reading makes no file") {
    const TemporaryFolder folder;
    const auto store = make_local_store(folder / "fireform.state.json", catalog());
    const auto read = store->read();
    REQUIRE(read.ok());
    CHECK(*read.value == Snapshot{});
    CHECK(!store->lock_holder().value);
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(folder.plain(store->title()) == "FOLDER/fireform.state.json");
}

TEST_CASE("store: the serial counts writes that change something") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 1);
    CHECK(snapshot.fireform_version == FIREFORM_VERSION);
    const std::string first = given.folder.read("fireform.state.json");
    CHECK(first == to_json_text(snapshot, catalog()));

    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 1);
    CHECK(given.folder.read("fireform.state.json") == first);
    CHECK(given.files() == std::vector<std::string>{"fireform.state.json", "fireform.state.lock"});

    snapshot.resources.emplace(fleet("b").address, fleet("b"));
    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 2);
    CHECK(given.folder.read("fireform.state.backup") == first);
    CHECK(given.read() == "serial 2: fleet.a fleet.b");
}

TEST_CASE("store: a state put in its place gets a serial above both") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    snapshot = samples::snapshot({"b"});
    snapshot.serial = 40;
    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 41);
    snapshot = samples::snapshot({"c"});
    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 42);
}

TEST_CASE("store: an output whose duration comes back as text is no change") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    snapshot.outputs["window"] = {.value = Duration(std::chrono::minutes(5)), .sensitive = false};
    CHECK(given.write(snapshot).empty());
    CHECK(given.write(snapshot).empty());
    CHECK(snapshot.serial == 1);
}

TEST_CASE("store: outcomes are read by others before the snapshot is written") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a"), announce("b")}).empty());
    CHECK(given.read() == "serial 0:; open: create fleet.a (a-1) create fleet.b (b-1)");
    CHECK(given.store->outcomes("line-1", {made("a")}).empty());
    CHECK(given.read() == "serial 0: fleet.a; open: create fleet.b (b-1)");
    CHECK(make_local_store(given.folder / "fireform.state.json", catalog())->read().value->lineage ==
          "line-1");
    CHECK(given.store->outcomes("line-1", {made("b")}).empty());

    Snapshot snapshot = *given.store->read().value;
    CHECK(given.store->wants_write());  // or it would stay in the journal for ever, if nothing else happens
    CHECK(given.write(snapshot).empty());
    CHECK(given.read() == "serial 1: fleet.a fleet.b");
    CHECK_FALSE(given.store->wants_write());
    CHECK(given.files() == std::vector<std::string>{"fireform.state.json", "fireform.state.lock"});
}

TEST_CASE("store: what is done and what is announced next are one batch") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a")}).empty());
    CHECK(given.store->record("line-1", {made("a")}, {announce("b")}).empty());
    CHECK(given.read() == "serial 0: fleet.a; open: create fleet.b (b-1)");
    std::istringstream journal(given.folder.read("fireform.state.journal"));
    std::string batches;
    for (std::string line; std::getline(journal, line);)
        if (const auto at = line.find("\"batch\":"); at != std::string::npos)
            batches += line.substr(at, 18) + "\n";
    CHECK(batches == "\"batch\":1,\"more\":0\n\"batch\":2,\"more\":1\n\"batch\":2,\"more\":0\n");
}

TEST_CASE(
    "store: what a run wrote to its journal is not read back at its end, and what is open outlives it") {
    const TemporaryFolder folder;  // of the lock
    MemoryFiles files;
    const auto path = folder / "fireform.state.json";
    const auto store = make_local_store(path, catalog(), files);
    const auto lock = std::move(store->try_lock(samples::holder()).value->lock);
    Snapshot snapshot = samples::snapshot({});
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i) {
        names.push_back(fmt::format("f{}", i));
        const ResourceState resource = fleet(names.back());
        CHECK(to_text(store->record("line-1", {}, {announce(names.back())})) == "");
        CHECK(to_text(store->record("line-1", {made(names.back())}, {})) == "");
        snapshot.resources.insert_or_assign(resource.address, resource);
    }
    CHECK(to_text(store->record("line-1", {}, {announce("lost")})) == "");
    CHECK(files.content(folder / "fireform.state.journal").size() > 10000);
    CHECK(to_text(store->write(snapshot)) == "");
    CHECK(files.bytes_read() == 0);

    // The same for a second write: it reads the snapshot that it is to replace, and no journal.
    const std::size_t before = files.bytes_read();
    CHECK(to_text(store->record("line-1", {made("late")}, {})) == "");
    snapshot.resources.insert_or_assign(fleet("late").address, fleet("late"));
    const std::size_t size = files.content(path).size();
    CHECK(to_text(store->write(snapshot)) == "");
    CHECK(files.bytes_read() - before == size);
    CHECK(store->read().value->open_intents.size() == 1);
    CHECK(store->read().value->resources.size() == 101);
}

TEST_CASE(
    "store: after a record that failed the journal is read again before anything is concluded from it") {
    const TemporaryFolder folder;  // of the lock
    MemoryFiles files;
    const auto store = make_local_store(folder / "fireform.state.json", catalog(), files);
    const auto lock = std::move(store->try_lock(samples::holder()).value->lock);
    Snapshot snapshot = samples::snapshot({});
    CHECK(to_text(store->record("line-1", {}, {announce("a"), announce("b")})) == "");
    files.fail_at = files.calls() + 2;  // the sync
    files.failure = EIO;
    CHECK(store->record("line-1", {made("a")}, {}).has_errors());
    const std::size_t before = files.bytes_read();
    CHECK(to_text(store->write(snapshot)) == "");
    CHECK(files.bytes_read() > before);
    CHECK(store->read().value->open_intents.size() == 2);
}

TEST_CASE("store: the next run goes on in the journal of one that died") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a"), announce("b")}).empty());
    const std::string whole = given.folder.read("fireform.state.journal");
    for (std::size_t torn = 0; torn < 30; torn += 7) {
        given.lock.reset();
        given.folder.write("fireform.state.journal", whole.substr(0, whole.size() - torn));
        given.lock = given.relock();
        CHECK(given.store->intents("line-1", {announce("c")}).empty());
        CHECK(given.store->outcomes("line-1", {made("c")}).empty());
        CHECK(given.read() == (torn == 0
                                   ? "serial 0: fleet.c; open: create fleet.a (a-1) create fleet.b (b-1)"
                                   : "serial 0: fleet.c; open: create fleet.a (a-1)"));
    }
}

TEST_CASE("store: an intent without outcome outlives the snapshot until somebody looks into it") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.store->intents("line-1", {announce("b")}).empty());
    CHECK(given.write(snapshot).empty());
    CHECK(given.read() == "serial 1: fleet.a; open: create fleet.b (b-1)");

    // The next run lists it and writes: still open.
    given.lock.reset();
    const auto next = make_local_store(given.folder / "fireform.state.json", catalog());
    auto lock = next->try_lock(samples::holder());
    Snapshot read = *next->read().value;
    read.resources.emplace(fleet("x").address, fleet("x"));
    CHECK(next->write(read).empty());
    CHECK(given.read() == "serial 2: fleet.a fleet.x; open: create fleet.b (b-1)");

    // Dropped from the list: settled, even when nothing else changed.
    read.open_intents.clear();
    CHECK(next->write(read).empty());
    CHECK(given.read() == "serial 2: fleet.a fleet.x");
    CHECK(read.serial == 2);
}

TEST_CASE("store: an outcome to which there is nothing to remember closes the intent") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a")}).empty());
    CHECK(given.store->outcomes("line-1", {{.address = fleet("a").address, .resource = {}}}).empty());
    CHECK(given.read() == "serial 0:");
}

TEST_CASE("store: a journal that a snapshot has overtaken is ignored and then replaced") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a")}).empty());
    CHECK(given.store->outcomes("line-1", {made("a")}).empty());
    const std::string journal = given.folder.read("fireform.state.journal");
    Snapshot snapshot = samples::snapshot({"z"});
    CHECK(given.write(snapshot).empty());
    // As after a crash between rename and removal.
    given.folder.write("fireform.state.journal", journal);
    CHECK(given.read() == "serial 1: fleet.z");
    CHECK(given.store->outcomes("line-1", {made("b")}).empty());
    CHECK(given.read() == "serial 1: fleet.b fleet.z");
}

TEST_CASE("store: a journal of another state is an error, not a guess") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    given.folder.write("fireform.state.journal",
                       to_journal_text(JournalHeader{.lineage = "line-2", .serial = 1}));
    CHECK(
        given.read() ==
        "error: State and journal do not belong together: FOLDER/fireform.state.journal continues the state "
        "of lineage line-2, and FOLDER/fireform.state.json has lineage line-1.\n");
    CHECK(given.hint() ==
          "put back the FOLDER/fireform.state.json it was written beside, or put the journal aside: mv "
          "FOLDER/fireform.state.journal FOLDER/fireform.state.journal.old");
    CHECK(given.store->intents("line-1", {announce("b")}).has_errors());

    given.folder.write("fireform.state.journal",
                       to_journal_text(JournalHeader{.lineage = "line-1", .serial = 5}));
    CHECK(
        given.read() ==
        "error: State and journal do not belong together: FOLDER/fireform.state.journal continues serial 5, "
        "and FOLDER/fireform.state.json is an older copy with serial 1.\n");

    std::filesystem::remove(given.folder / "fireform.state.json");
    CHECK(given.read() ==
          "error: State and journal do not belong together: FOLDER/fireform.state.journal continues serial 5 "
          "of a state, and FOLDER/fireform.state.json is not there.\n");
}

TEST_CASE("store: a damaged state is left alone and the backup is offered") {
    Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    given.folder.write("fireform.state.json", "<<<<<<< HEAD\n");
    CHECK(given.read() ==
          "error: State is damaged: FOLDER/fireform.state.json: it is not JSON: syntax error. "
          "(FOLDER/fireform.state.json:1:1)\n");
    CHECK(given.hint() == "put back a copy of it, or make it anew from the account: fireform state rebuild");
    for (const char* worthless :
         {"{}", R"({"format": 1, "lineage": "line-1", "serial": 1, "resources": []})"}) {
        given.folder.write("fireform.state.backup", worthless);
        CHECK(given.hint().starts_with("put back a copy of it"));
    }
    given.folder.write("fireform.state.backup", to_json_text(snapshot, samples::catalog()));
    CHECK(given.hint() ==
          "go back to the state before it: cp FOLDER/fireform.state.backup FOLDER/fireform.state.json; or "
          "make it anew from the account: fireform state rebuild");
    CHECK(given.write(snapshot).starts_with("error: State is damaged"));
    CHECK(given.store->intents("line-1", {announce("b")}).has_errors());
    CHECK(given.folder.read("fireform.state.json") == "<<<<<<< HEAD\n");
}

TEST_CASE("store: a backup without a state is worth a warning") {
    Given given;
    given.folder.write("fireform.state.backup", "{}");
    const Checked<Snapshot> read = given.store->read();
    CHECK(read.value == Snapshot{});
    REQUIRE(read.diagnostics.size() == 1);
    CHECK(given.folder.plain(to_text(read.diagnostics)) ==
          "warning: State is missing: FOLDER/fireform.state.json is not there, and "
          "FOLDER/fireform.state.backup is.\n");
    CHECK(given.folder.plain(read.diagnostics[0].hint) ==
          "to go on with the fleet of that state: cp FOLDER/fireform.state.backup "
          "FOLDER/fireform.state.json; objects made since then are found again by their tags");
}

TEST_CASE("store: a state that is a folder or may not be read is named") {
    Given given;
    std::filesystem::create_directory(given.folder / "fireform.state.json");
    CHECK(given.read() == "error: State cannot be read: FOLDER/fireform.state.json: Is a directory.\n");

    TemporaryFolder folder;
    MemoryFiles files;
    files.put(folder / "fireform.state.json", "{}");
    const auto store = make_local_store(folder / "fireform.state.json", catalog(), files);
    files.fail_at = 2;  // the journal is asked for first
    files.failure = EACCES;
    const auto read = store->read();
    CHECK(folder.plain(to_text(read.diagnostics)) ==
          "error: State cannot be read: FOLDER/fireform.state.json: Permission denied.\n");
    CHECK(folder.plain(read.diagnostics[0].hint) ==
          "let this user read it: chmod u+r FOLDER/fireform.state.json");
}

TEST_CASE("store: a file is read up to its bound and no further") {
    MemoryFiles files;
    files.put("plan", "12345");
    CHECK(*read_file(files, "plan", 5).value == "12345");
    const auto large = read_file(files, "plan", 4);
    CHECK_FALSE(large.value);
    CHECK(to_text(large.diagnostics) == "error: State cannot be read: plan: File too large.\n");
}

TEST_CASE("store: a folder that cannot be written to is named with the way out") {
    TemporaryFolder folder;
    MemoryFiles files;
    const auto store = make_local_store(folder / "fireform.state.json", catalog(), files);
    const auto lock = store->try_lock(samples::holder());
    Snapshot snapshot = samples::snapshot({"a"});
    files.fail_at = 3;  // journal and snapshot are not there; then the temporary file is made
    files.failure = EROFS;
    const Diagnostics problems = store->write(snapshot);
    CHECK(folder.plain(to_text(problems)) ==
          "error: State cannot be written: FOLDER/fireform.state.json: Read-only file system. The state on "
          "disk "
          "is unchanged.\n");
    CHECK(folder.plain(problems[0].hint) ==
          "let this user write to FOLDER, or keep state elsewhere: \"path\" in [fireform.state]");
    CHECK(snapshot.serial == 0);
    CHECK(snapshot.fireform_version.empty());
}

TEST_CASE("store: every file is for its owner only, whatever the umask and whatever was there before") {
    const mode_t before = ::umask(0);
    {
        Given given;
        given.folder.write("fireform.state.json.tmp", "left over");
        ::chmod((given.folder / "fireform.state.json.tmp").c_str(), 0666);
        Snapshot snapshot = samples::snapshot({"a"});
        CHECK(given.write(snapshot).empty());
        snapshot.resources.emplace(fleet("b").address, fleet("b"));
        CHECK(given.write(snapshot).empty());
        CHECK(given.store->intents("line-1", {announce("c")}).empty());
        CHECK(given.files() == std::vector<std::string>{"fireform.state.backup", "fireform.state.journal",
                                                        "fireform.state.json", "fireform.state.lock"});
        for (const std::string& name : given.files()) {
            CAPTURE(name);
            struct stat about = {};
            REQUIRE(::stat((given.folder / name).c_str(), &about) == 0);
            CHECK((about.st_mode & 0777) == 0600);
        }
    }
    ::umask(before);
}

TEST_CASE("store: nothing is written without the lock") {
    Given given;
    given.lock.reset();
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK_THROWS_AS(static_cast<void>(given.store->write(snapshot)), Bug);
    CHECK_THROWS_AS(static_cast<void>(given.store->intents("line-1", {announce("a")})), Bug);
    CHECK(given.files() == std::vector<std::string>{"fireform.state.lock"});
}

TEST_CASE("store: what another run wrote between two locks is seen") {
    Given given;
    CHECK(given.store->intents("line-1", {announce("a")}).empty());
    given.lock.reset();
    {
        const auto other = make_local_store(given.folder / "fireform.state.json", catalog());
        const auto lock = other->try_lock(samples::holder());
        Snapshot snapshot = *other->read().value;
        snapshot.open_intents.clear();
        snapshot.resources.emplace(fleet("b").address, fleet("b"));
        CHECK(other->write(snapshot).empty());
    }
    given.lock = given.relock();
    CHECK(given.store->outcomes("line-1", {made("c")}).empty());
    CHECK(given.read() == "serial 1: fleet.b fleet.c");
}

TEST_CASE("store: a state behind a symbolic link stays where it is, with its lock") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "shared");
    std::filesystem::create_symlink("shared/prod.state.json", folder / "fireform.state.json");
    folder.write("shared/prod.state.json", "");
    std::filesystem::remove(folder / "shared/prod.state.json");
    const auto store = make_local_store(folder / "fireform.state.json", catalog());
    const auto lock = store->try_lock(samples::holder());
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(store->write(snapshot).empty());
    CHECK(std::filesystem::is_symlink(folder / "fireform.state.json"));
    CHECK(std::filesystem::exists(folder / "shared/prod.state.json"));
    CHECK(std::filesystem::exists(folder / "shared/prod.state.lock"));
}

TEST_CASE("store: a replacement in the making takes no link, pipe or second name for a file") {
    using Make = void (*)(const TemporaryFolder&);
    for (const Make make :
         {Make([](const TemporaryFolder& folder) {
              std::filesystem::create_symlink("precious", folder / "fireform.state.json.tmp");
          }),
          Make([](const TemporaryFolder& folder) {
              std::filesystem::create_hard_link(folder / "precious", folder / "fireform.state.json.tmp");
          }),
          Make([](const TemporaryFolder& folder) {
              REQUIRE(::mkfifo((folder / "fireform.state.json.tmp").c_str(), 0600) == 0);
          })}) {
        const Given given;
        given.folder.write("precious", "content");
        make(given.folder);
        Snapshot snapshot = samples::snapshot({"a"});
        CHECK(given.write(snapshot).empty());
        CHECK(given.folder.read("precious") == "content");
        CHECK(given.read() == "serial 1: fleet.a");
        CHECK(!std::filesystem::exists(
            std::filesystem::symlink_status(given.folder / "fireform.state.json.tmp")));
    }
}

TEST_CASE("store: a journal that is a link is not written through") {
    const Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    CHECK(given.store->record(snapshot.lineage, {made("b")}, {}).empty());
    std::filesystem::rename(given.folder / "fireform.state.journal", given.folder / "elsewhere");
    std::filesystem::create_symlink("elsewhere", given.folder / "fireform.state.journal");
    const std::string before = given.folder.read("elsewhere");
    const auto next = make_local_store(given.folder / "fireform.state.json", catalog());
    std::filesystem::remove(given.folder / "fireform.state.lock");
    const auto lock = next->try_lock(samples::holder());
    REQUIRE(lock.value->lock);
    const Diagnostics problems = next->record(snapshot.lineage, {made("c")}, {});
    CHECK(
        given.folder.plain(to_text(problems)) ==
        "error: State cannot be written: FOLDER/fireform.state.journal: it is a symbolic link, which is not "
        "followed. What was recorded before is kept.\n");
    CHECK(given.folder.plain(problems[0].hint) ==
          "take it away, then run the same command again: rm FOLDER/fireform.state.journal");
    CHECK(given.folder.read("elsewhere") == before);
}

TEST_CASE("store: a state or journal that is a pipe is refused and not waited for") {
    for (const char* name : {"fireform.state.json", "fireform.state.journal"}) {
        CAPTURE(name);
        const TemporaryFolder folder;
        REQUIRE(::mkfifo((folder / name).c_str(), 0600) == 0);
        const auto store = make_local_store(folder / "fireform.state.json", catalog());
        const auto read = store->read();
        CHECK(folder.plain(to_text(read.diagnostics)) ==
              "error: State cannot be read: FOLDER/" + std::string(name) + ": it is no regular file.\n");
        CHECK(folder.plain(read.diagnostics[0].hint) ==
              "take it away, then run the same command again: rm FOLDER/" + std::string(name));
    }
}

TEST_CASE("store: behind however many links, a state has one lock") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "shared");
    std::filesystem::create_symlink("shared/link.json", folder / "fireform.state.json");
    std::filesystem::create_symlink("prod.state.json", folder / "shared/link.json");
    const auto store = make_local_store(folder / "fireform.state.json", catalog());
    const auto lock = store->try_lock(samples::holder());
    REQUIRE(lock.value->lock);
    CHECK(std::filesystem::exists(folder / "shared/prod.state.lock"));
    for (const char* name : {"shared/link.json", "shared/prod.state.json"})
        CHECK(!make_local_store(folder / name, catalog())->try_lock(samples::holder()).value->lock);
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(store->write(snapshot).empty());
    CHECK(std::filesystem::is_symlink(folder / "shared/link.json"));
    CHECK(std::filesystem::is_regular_file(folder / "shared/prod.state.json"));
}

TEST_CASE("store: a run whose lock or journal is taken away writes nothing more") {
    for (const char* name : {"fireform.state.lock", "fireform.state.journal"}) {
        CAPTURE(name);
        const Given given;
        Snapshot snapshot = samples::snapshot({"a"});
        CHECK(given.write(snapshot).empty());
        CHECK(given.store->record(snapshot.lineage, {made("b")}, {}).empty());
        std::filesystem::remove(given.folder / name);
        const auto files = given.files();
        const std::string said = "error: State was taken away during the run: FOLDER/" + std::string(name) +
                                 " was removed or replaced while this run used it, so another run may be "
                                 "writing the state. Nothing "
                                 "more is sent or recorded.\n";
        CHECK(given.folder.plain(to_text(given.store->record(snapshot.lineage, {}, {announce("c")}))) ==
              said);
        CHECK(given.files() == files);
        if (std::string_view(name) == "fireform.state.lock") {
            snapshot = samples::snapshot({"a", "b"});
            CHECK(given.write(snapshot) == said);
            CHECK(given.files() == files);
        }
    }
}

TEST_CASE("store: two who both believe to hold the lock do not write into one journal") {
    const Given given;
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(given.write(snapshot).empty());
    CHECK(given.store->record(snapshot.lineage, {made("b")}, {}).empty());
    std::filesystem::remove(given.folder / "fireform.state.lock");
    const auto next = make_local_store(given.folder / "fireform.state.json", catalog());
    const auto lock = next->try_lock(samples::holder());
    REQUIRE(lock.value->lock);
    const Diagnostics problems = next->record(snapshot.lineage, {}, {announce("c")});
    CHECK(given.folder.plain(to_text(problems)) ==
          "error: State cannot be written: FOLDER/fireform.state.journal: another run writes it. What was "
          "recorded "
          "before is kept.\n");
    CHECK(problems[0].hint == "wait until it has ended, then run the same command again");
    CHECK(given.read() == "serial 1: fleet.a fleet.b");
}

TEST_CASE("store: files beside a state of another name share its stem") {
    const TemporaryFolder folder;
    const auto store = make_local_store(folder / "fleet.lock", catalog());
    const auto lock = store->try_lock(samples::holder());
    REQUIRE(lock.value->lock);
    Snapshot snapshot = samples::snapshot({"a"});
    CHECK(store->write(snapshot).empty());
    CHECK(std::filesystem::exists(folder / "fleet.lock.lock"));
    CHECK(make_local_store(folder / "fleet.lock", catalog())->read().value->resources.size() == 1);
}

}  // namespace
}  // namespace fireform
