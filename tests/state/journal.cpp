#include "state/journal.hpp"

#include "samples.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

using samples::catalog;
using samples::fleet;

Intent announce(const std::string& name, const std::string& verb = "create") {
    return {.address = fleet(name).address, .verb = verb, .id = fleet(name).id};
}
Outcome made(const std::string& name) {
    return {.address = fleet(name).address, .resource = fleet(name)};
}
Outcome removed(const std::string& name) {
    return {.address = fleet(name).address, .resource = {}, .removed = true};
}
Outcome nothing(const std::string& name) {
    return {.address = fleet(name).address, .resource = {}};
}

using Batches = std::vector<std::vector<JournalRecord>>;

std::string journal_text(const Batches& batches) {
    std::string text = to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4});
    std::uint64_t number = 0;
    for (const auto& batch : batches)
        text += to_journal_text(batch, ++number, catalog());
    return text;
}

const Batches run = {{announce("a"), announce("b")}, {made("a")},
                     {announce("c"), made("b")},     {announce("a", "destroy")},
                     {removed("a"), nothing("c")},   {announce("d")}};

/// What a run reads that starts with an empty snapshot.
std::string folded(const std::string& text) {
    auto journal = parse_journal(text, "fireform.state.journal", catalog());
    if (!journal.value) return to_text(journal.diagnostics);
    Snapshot snapshot;
    snapshot.serial = 4;
    fold(*journal.value, snapshot);
    return samples::to_text(snapshot);
}

TEST_CASE("journal: a record is a line of length, checksum and JSON") {
    // The checksum of "123456789" is the test value of CRC-32C, e3069283.
    CHECK(to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4}) ==
          "00000045 " + to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4}).substr(9, 8) +
              " {\"format\":1,\"fireform_version\":\"0.1.0\",\"lineage\":\"line-1\",\"serial\":4}\n");
    const std::string text = to_journal_text({announce("a"), removed("b")}, 3, catalog());
    CHECK(text.substr(18, text.find('\n') - 18) ==
          R"({"batch":3,"more":1,"intent":{"address":"fleet.a","verb":"create","id":"a-1"}})");
    CHECK(text.substr(text.find('\n') + 19) ==
          "{\"batch\":3,\"more\":0,\"outcome\":{\"address\":\"fleet.b\",\"removed\":true}}\n");
}

TEST_CASE("journal: an intent tells its run, what it sends, and how to find again what has no id of ours") {
    const Catalog& types = fireworks_catalog();
    const ResourceType& addon = *types.find("lora_addon");
    Intent intent{.address = {"lora_addon", "s", std::nullopt}, .verb = "create"};
    intent.run = "2026-05-01T12:00:00Z laptop 4711";
    intent.desired = "hmac-sha256:00";
    intent.identity.put(addon, "model", Value(std::string("accounts/acme/models/s")));
    const std::string line = to_journal_text({intent}, 1, types);
    CHECK(line.substr(18) ==
          R"({"batch":1,"more":0,"intent":{"address":"lora_addon.s","verb":"create","id":"",)"
          R"("run":"2026-05-01T12:00:00Z laptop 4711","desired":"hmac-sha256:00",)"
          R"("identity":{"model":"accounts/acme/models/s"}}})"
          "\n");
    const auto journal =
        parse_journal(to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4}) + line,
                      "fireform.state.journal", types);
    REQUIRE(journal.value);
    CHECK(std::get<Intent>(journal.value->records.at(0)) == intent);
}

TEST_CASE("journal: outcomes change the snapshot, and an intent stays open until an outcome of its address") {
    CHECK(folded(journal_text({{announce("a"), announce("b")}})) ==
          "serial 4:; open: create fleet.a (a-1) create fleet.b (b-1)");
    CHECK(folded(journal_text(run)) == "serial 4: fleet.b; open: create fleet.d (d-1)");
    CHECK(folded("") == "serial 4:");
    CHECK(folded(to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4})) == "serial 4:");
}

TEST_CASE("journal: what it says of a resource is what the snapshot would say") {
    const auto journal = parse_journal(journal_text({{made("a")}}), "j", catalog());
    REQUIRE(journal.ok());
    CHECK(std::get<Outcome>(journal.value->records.at(0)).resource == fleet("a"));
    CHECK(journal.value->header == JournalHeader{.lineage = "line-1", .serial = 4});
    CHECK(journal.value->batch == 1);
    CHECK(journal.value->whole);
}

TEST_CASE("journal: cut at any byte, it tells exactly the records that are whole") {
    const std::string text = journal_text(run);
    std::vector<std::string> expected;  // by number of whole lines
    std::size_t end = 0;
    expected.push_back("serial 4:");
    while ((end = text.find('\n', end)) != std::string::npos) {
        ++end;
        expected.push_back(folded(text.substr(0, end)));
    }
    CHECK(expected.size() == 11);
    for (std::size_t size = 0; size <= text.size(); ++size) {
        CAPTURE(size);
        const std::string cut = text.substr(0, size);
        const auto lines = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
        CHECK(folded(cut) == expected[lines]);
        const auto journal = parse_journal(cut, "j", catalog());
        REQUIRE(journal.value);
        CHECK(journal.value->size == (lines ? cut.rfind('\n') + 1 : 0));
        // Zeroes where data was promised and never arrived, as some file systems leave them.
        CHECK(folded(cut + std::string(100, '\0')) == expected[lines]);
    }
}

TEST_CASE(
    "journal: a byte that changed under it is an error, or a torn last batch, and never another story") {
    const std::string text = journal_text(run);
    const std::size_t last_batch = text.rfind('\n', text.size() - 2) + 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const int flip : {1, 0x20, 0x80}) {
            CAPTURE(at);
            std::string broken = text;
            broken[at] = static_cast<char>(broken[at] ^ flip);
            const std::string told = folded(broken);
            if (at >= last_batch)
                CHECK(told == folded(text.substr(0, last_batch)));
            else
                CHECK(told.starts_with("error: State journal is damaged: fireform.state.journal: line "));
        }
    }
}

TEST_CASE("journal: a batch of which a middle part never reached the disk is torn, not damaged") {
    const std::string before = journal_text({{announce("a")}});
    const std::string batch = to_journal_text({announce("b"), announce("c"), announce("d")}, 2, catalog());
    for (std::size_t at = 0; at < batch.size(); at += 7) {
        std::string holed = batch;
        holed[at] = '\0';
        CHECK(folded(before + holed).starts_with("serial 4:; open: create fleet.a (a-1)"));
    }
}

TEST_CASE("journal: lines that are missing or out of order are damage") {
    const std::string first = to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4});
    const std::string one = to_journal_text({announce("a")}, 1, catalog());
    const std::string two = to_journal_text({announce("b")}, 2, catalog());
    CHECK(folded(first + two) ==
          "error: State journal is damaged: fireform.state.journal: records are missing before line 2.\n");
    CHECK(folded(one + two) ==
          "error: State journal is damaged: fireform.state.journal: its first line is not the header.\n");
}

TEST_CASE("journal: a newer format is named and nothing is guessed") {
    const std::string payload = R"({"format":2,"fireform_version":"0.9.0","lineage":"line-1","serial":4})";
    std::string text = to_journal_text(JournalHeader{.lineage = "line-1", .serial = 4});
    // The checksum of the changed line is found by asking for each; the reader knows only right ones.
    const auto framed = [](const std::string& json) {
        std::uint32_t crc = 0xFFFFFFFF;
        for (const char c : json) {
            crc ^= static_cast<unsigned char>(c);
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc >> 1) ^ (crc & 1 ? 0x82F63B78u : 0u);
        }
        return fmt::format("{:08x} {:08x} {}\n", json.size(), crc ^ 0xFFFFFFFF, json);
    };
    CHECK(framed(text.substr(18, text.size() - 19)) == text);
    CHECK(folded(framed(payload)) ==
          "error: State was written by a newer fireform: fireform.state.journal has format 2 and was written "
          "by "
          "fireform 0.9.0; this is fireform 0.1.0, which knows formats up to 1.\n");

    struct Case {
        const char* json;
        const char* expected;
    };
    const Case cases[] = {
        {R"({"batch":1,"more":0,"dance":{}})", "in line 2, a record is of no kind this program knows."},
        {R"({"batch":1,"more":0,"intent":{"verb":"create"}})", "in line 2, an intent has no address."},
        {R"({"batch":1,"more":0,"intent":7})", "in line 2, an intent should be an object."},
        {R"({"batch":1,"more":0,"outcome":{"address":"x"}})", "in line 2, an outcome has no address."},
        {R"({"batch":1,"more":0,"outcome":{"address":"part.a","resource":{"address":"part.a","id":1}}})",
         "in part.a, the member \"id\" should be a string."},
    };
    for (const Case& one : cases)
        CHECK(folded(text + framed(one.json)) ==
              fmt::format("error: State is damaged: fireform.state.journal: {}\n", one.expected));
}

}  // namespace
}  // namespace fireform
