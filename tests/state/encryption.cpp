#include "state/encryption.hpp"

#include "memory_files.hpp"
#include "samples.hpp"
#include "schemas/bug.hpp"
#include "state/journal.hpp"
#include "state/local_store.hpp"
#include "state/snapshot_json.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

namespace fireform {
namespace {

using samples::catalog;
using samples::fleet;
using Kind = StateEncryption::Kind;

constexpr ScryptCost cheap{.n = 2, .r = 1, .p = 1};

std::shared_ptr<StateEncryption> with(std::string current, std::string previous = {}) {
    return std::make_shared<StateEncryption>(
        StatePassphrases{.current = std::move(current), .previous = std::move(previous), .missing = {}},
        cheap);
}

/// What is told of a text that does not open.
std::string refusal(const std::string& stored, std::string passphrase = "right", Kind kind = Kind::state) {
    const auto opened = with(std::move(passphrase))->open(kind, stored, "FILE");
    return opened.value ? "opened: " + opened.value->text : to_text(opened.diagnostics);
}

/// A folder in memory and on it a store with a passphrase of the moment.
struct Given {
    TemporaryFolder folder;
    MemoryFiles files;
    std::filesystem::path state = folder / "fireform.state.json";
    std::filesystem::path journal = folder / "fireform.state.journal";
    std::filesystem::path backup = folder / "fireform.state.backup";

    std::unique_ptr<Store> store(std::shared_ptr<StateEncryption> encryption) {
        return make_local_store(state, catalog(), files, std::move(encryption));
    }
    std::string read(std::shared_ptr<StateEncryption> encryption) {
        const auto read = store(std::move(encryption))->read();
        std::string text = read.value ? samples::to_text(*read.value) + "\n" : "";
        return text + folder.plain(to_text(read.diagnostics));
    }
    /// Writes a state of these fleets; the problems as text.
    std::string write(std::shared_ptr<StateEncryption> encryption, const std::vector<std::string>& names) {
        const auto writer = store(std::move(encryption));
        const auto lock = writer->try_lock(samples::holder());
        Snapshot snapshot = samples::snapshot(names);
        return folder.plain(to_text(writer->write(snapshot)));
    }
    [[nodiscard]] bool is_plain(const std::filesystem::path& file) const {
        return files.content(file).find("fleet") != std::string::npos;
    }
};

TEST_CASE("encryption: a text comes back, and no two are written alike") {
    auto encryption = with("right");
    const auto first = encryption->seal(Kind::state, "secret text");
    const auto second = encryption->seal(Kind::state, "secret text");
    REQUIRE(first.value);
    CHECK(*first.value != *second.value);
    CHECK(first.value->find("secret") == std::string::npos);
    CHECK(refusal(*first.value) == "opened: secret text");
    CHECK(first.value->substr(0, 34) == "fireform-encrypted 1 scrypt 2 1 1 ");
    const auto empty = encryption->seal(Kind::state, "");
    CHECK(refusal(*empty.value) == "opened: ");
}

TEST_CASE("encryption: wrong passphrase, tampering and missing passphrase are told apart") {
    const std::string stored = *with("right")->seal(Kind::state, "secret text").value;
    CHECK(refusal(stored, "wrong") ==
          "error: Wrong state passphrase: FILE is encrypted with another passphrase; it is left as it is.\n");
    CHECK(refusal(stored, "") ==
          "error: State is encrypted: FILE is encrypted, and the configuration has no passphrase.\n");
    CHECK(refusal(stored, "right", Kind::plan) ==
          "error: Encrypted file is damaged: FILE: the passphrase is the right one, and the content was "
          "changed "
          "or cut off since.\n");
    StateEncryption missing({.current = "", .previous = "", .missing = "X is not set in the environment."});
    CHECK(to_text(missing.open(Kind::state, "{}", "FILE").diagnostics) ==
          "error: State passphrase is missing: X is not set in the environment. Without it state is neither "
          "read nor written.\n");
    CHECK(to_text(missing.seal(Kind::state, "{}").diagnostics)
              .starts_with("error: State passphrase is missing"));
    CHECK(missing.locked_out());
}

TEST_CASE("encryption: whatever byte is changed, dropped or cut off, nothing else than the text opens") {
    const std::string stored = *with("right")->seal(Kind::state, "secret text").value;
    for (std::size_t at = 0; at < stored.size(); ++at) {
        CAPTURE(at);
        std::string changed = stored;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        // Without its first word it is no longer an encrypted file, and no state either.
        if (at < 19)
            CHECK(refusal(changed) == "opened: " + changed);
        else if (at + 1 < stored.size())
            CHECK(refusal(changed).find("is damaged") != std::string::npos);
        // The line break at the end is all that may be missing.
        if (at >= 19 && at + 1 < stored.size())
            CHECK(refusal(stored.substr(0, at)).find("is damaged") != std::string::npos);
    }
}

TEST_CASE("encryption: what a first line may ask for is bounded") {
    struct Row {
        ScryptCost cost;
        bool accepted;
    };
    constexpr std::uint64_t huge = ~std::uint64_t{0};
    const std::vector<Row> rows{
        {{}, true},
        {{.n = 1u << 18, .r = 8, .p = 1}, true},
        {{.n = 1u << 19, .r = 8, .p = 1}, false},
        {{.n = 1u << 17, .r = 8, .p = 8}, true},
        {{.n = 1u << 17, .r = 8, .p = 9}, false},
        {{.n = 1000, .r = 8, .p = 1}, false},
        {{.n = 0, .r = 8, .p = 1}, false},
        {{.n = 1, .r = 8, .p = 1}, false},
        {{.n = 1024, .r = 0, .p = 1}, false},
        {{.n = 1024, .r = 8, .p = 0}, false},
        {{.n = 1024, .r = huge, .p = huge}, false},
        {{.n = std::uint64_t{1} << 63, .r = huge, .p = 2}, false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.cost.n);
        CAPTURE(row.cost.r);
        CAPTURE(row.cost.p);
        CHECK(is_acceptable(row.cost) == row.accepted);
    }
    const SealHeader hostile{
        .cost = {.n = 1u << 30, .r = 8, .p = 1}, .salt = std::string(32, 'a'), .check = std::string(32, 'b')};
    CHECK(
        refusal(to_text(hostile) + "\nAAAA\n") ==
        "error: Encrypted file is damaged: FILE: its first line asks for scrypt with N 1073741824, r 8, p 1, "
        "which is more than fireform accepts.\n");
    CHECK(refusal("fireform-encrypted 2 argon2 x\n") ==
          "error: File was encrypted by a newer fireform: FILE is encrypted in a way that "
          "fireform " FIREFORM_VERSION " does not know.\n");
    CHECK(refusal("fireform-encrypted 1\n") ==
          "error: Encrypted file is damaged: FILE: its first line is broken.\n");
}

TEST_CASE("encryption: state, backup and journal are written encrypted and read again") {
    Given given;
    CHECK(given.write(with("right"), {"a"}).empty());
    CHECK(given.write(with("right"), {"a", "b"}).empty());
    {
        const auto writer = given.store(with("right"));
        const auto lock = writer->try_lock(samples::holder());
        CHECK(writer->intents("line-1", {{.address = fleet("c").address, .verb = "create", .id = "c-1"}})
                  .empty());
        CHECK(writer->outcomes("line-1", {{.address = fleet("c").address, .resource = fleet("c")}}).empty());
    }
    {
        // The next run adds to the journal that it finds.
        const auto writer = given.store(with("right"));
        const auto lock = writer->try_lock(samples::holder());
        CHECK(writer->intents("line-1", {{.address = fleet("d").address, .verb = "create", .id = "d-1"}})
                  .empty());
    }
    for (const auto& file : {given.state, given.backup, given.journal}) {
        CAPTURE(file.string());
        CHECK(given.files.content(file).starts_with("fireform-encrypted 1 scrypt 2 1 1 "));
        CHECK(!given.is_plain(file));
    }
    CHECK(given.read(with("right")) == "serial 2: fleet.a fleet.b fleet.c; open: create fleet.d (d-1)\n");
    CHECK(given.read(with("wrong")) ==
          "error: Wrong state passphrase: FOLDER/fireform.state.json is encrypted with another passphrase; "
          "it is "
          "left as it is.\n");
    CHECK(given.read(with("")) ==
          "error: State is encrypted: FOLDER/fireform.state.json is encrypted, and the configuration has no "
          "passphrase.\n");
    const std::string before = given.files.content(given.state);
    CHECK(given.write(with("wrong"), {"x"}).starts_with("error: Wrong state passphrase"));
    CHECK(given.files.content(given.state) == before);
}

TEST_CASE("encryption: a torn record is dropped, a damaged or moved one is an error, at every byte") {
    Given given;
    std::array<std::string, 3> after;
    {
        const auto writer = given.store(with("right"));
        const auto lock = writer->try_lock(samples::holder());
        for (int i = 0; i < 3; ++i) {
            const std::string name(1, static_cast<char>('a' + i));
            CHECK(writer->outcomes("line-1", {{.address = fleet(name).address, .resource = fleet(name)}})
                      .empty());
            after[static_cast<std::size_t>(i)] = given.files.content(given.journal);
        }
    }
    const std::string& whole = after[2];
    const std::size_t last = after[1].size();
    for (std::size_t size = last; size < whole.size(); ++size) {
        CAPTURE(size);
        given.files.put(given.journal, whole.substr(0, size));
        CHECK(given.read(with("right")) == "serial 0: fleet.a fleet.b\n");
    }
    for (std::size_t at = 0; at < last; ++at) {
        CAPTURE(at);
        std::string changed = whole;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        given.files.put(given.journal, changed);
        const std::string told = given.read(with("right"));
        CHECK(told.starts_with("error: "));
        CHECK(told.find("damaged") != std::string::npos);
    }
    // Two records of one length, swapped.
    const std::string first = whole.substr(after[0].size(), after[1].size() - after[0].size());
    const std::string second = whole.substr(after[1].size());
    REQUIRE(first.size() == second.size());
    given.files.put(given.journal, after[0] + second + first);
    CHECK(given.read(with("right")) ==
          "error: State journal is damaged: FOLDER/fireform.state.journal: line 4 was not written there with "
          "this "
          "passphrase.\n");
    // A record of this journal in another one of the same key.
    given.files.put(given.journal, whole);
    Given other;
    other.files.put(other.journal, after[0]);
    CHECK(other.read(with("right")) == "serial 0: fleet.a\n");
}

TEST_CASE("encryption: it comes, changes and goes with the next write, and leaves nothing plain behind") {
    Given given;
    const auto none = [] { return with(""); };
    CHECK(given.write(none(), {"a"}).empty());
    CHECK(given.write(none(), {"a", "b"}).empty());
    given.files.put(given.journal.string() + ".tmp", "fleet left by a crash");
    CHECK(given.is_plain(given.backup));
    CHECK(given.read(with("one")) ==
          "serial 2: fleet.a fleet.b\n"
          "warning: State is not encrypted yet: FOLDER/fireform.state.json was written without a passphrase; "
          "the "
          "next apply encrypts it and its backup.\n");

    // Nothing else differs.
    CHECK(given.write(with("one"), {"a", "b"}).empty());
    CHECK(!given.is_plain(given.state));
    CHECK(!given.is_plain(given.backup));
    CHECK(!given.files.exists(given.journal.string() + ".tmp"));
    CHECK(given.read(with("one")) == "serial 3: fleet.a fleet.b\n");
    CHECK(given.read(none()).starts_with("error: State is encrypted"));

    CHECK(given.write(with("two", "one"), {"a", "b"}).empty());
    CHECK(given.read(with("two")) == "serial 4: fleet.a fleet.b\n");
    CHECK(given.read(with("one")).starts_with("error: Wrong state passphrase"));
    CHECK(refusal(given.files.content(given.backup), "two").starts_with("opened: "));

    CHECK(given.write(with("", "two"), {"a", "b"}).empty());
    CHECK(given.is_plain(given.state));
    CHECK(given.read(none()) == "serial 5: fleet.a fleet.b\n");
}

TEST_CASE("encryption: a plain journal and a plain backup without a state are taken over too") {
    Given given;
    CHECK(given.write(with(""), {"a"}).empty());
    CHECK(given.write(with(""), {"a", "b"}).empty());
    const std::string backup = given.files.content(given.backup);
    {
        const auto writer = given.store(with(""));
        const auto lock = writer->try_lock(samples::holder());
        CHECK(writer->outcomes("line-1", {{.address = fleet("c").address, .resource = fleet("c")}}).empty());
    }
    {
        const auto writer = given.store(with("one"));
        const auto lock = writer->try_lock(samples::holder());
        CHECK(writer->outcomes("line-1", {{.address = fleet("d").address, .resource = fleet("d")}}).empty());
    }
    CHECK(!given.is_plain(given.journal));
    CHECK(given.read(with("one")).starts_with("serial 2: fleet.a fleet.b fleet.c fleet.d\n"));

    Given lost;
    lost.files.put(lost.backup, backup);
    CHECK(lost.write(with("one"), {"x"}).empty());
    CHECK(!lost.is_plain(lost.backup));
    CHECK(refusal(lost.files.content(lost.backup), "one") == "opened: " + backup);
}

TEST_CASE("encryption: a damaged state is left alone, and the way out names the backup") {
    Given given;
    CHECK(given.write(with("one"), {"a"}).empty());
    CHECK(given.write(with("one"), {"a", "b"}).empty());
    std::string damaged = given.files.content(given.state);
    damaged[damaged.size() - 10] = damaged[damaged.size() - 10] == 'A' ? 'B' : 'A';
    given.files.put(given.state, damaged);
    const auto read = given.store(with("one"))->read();
    REQUIRE(!read.value);
    CHECK(
        given.folder.plain(read.diagnostics[0].hint) ==
        "go back to the state before it: cp FOLDER/fireform.state.backup FOLDER/fireform.state.json; or make "
        "it anew from the account: fireform state rebuild");
    CHECK(given.write(with("one"), {"x"}).starts_with("error: Encrypted file is damaged"));
    CHECK(given.files.content(given.state) == damaged);
    given.files.put(given.state, given.files.content(given.backup));
    CHECK(given.read(with("one")) == "serial 1: fleet.a\n");
}

TEST_CASE("encryption: a key is derived once for a run") {
    auto encryption = with("right");
    const auto first = encryption->seal(Kind::state, "a");
    const auto second = encryption->seal(Kind::plan, "b");
    const auto head = encryption->journal_head();
    const std::string line = first.value->substr(0, first.value->find('\n'));
    CHECK(second.value->starts_with(line));
    CHECK(head.value->starts_with(line));
    // And the next run goes on with the salt it finds.
    auto next = with("right");
    REQUIRE(next->open(Kind::state, *first.value, "FILE").value);
    CHECK(next->seal(Kind::state, "c").value->starts_with(line));
}

}  // namespace
}  // namespace fireform
