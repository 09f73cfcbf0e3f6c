// The journal as any bytes: what of it is whole is read the same without the rest.
#include "state/journal.hpp"
#include "schemas/schema.hpp"
#include "state/snapshot_json.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const Catalog& catalog = fireworks_catalog();
    const auto read = parse_journal(text, "journal", catalog);
    fuzz::require(read.value.has_value() != read.diagnostics.has_errors(), "a journal or an error");
    if (!read.ok()) return 0;
    const Journal& journal = *read.value;
    fuzz::require(journal.size <= text.size(), "a journal ends within its file");
    const auto whole = parse_journal(text.substr(0, journal.size), "journal", catalog);
    fuzz::require(whole.ok(), "the whole part of a journal can be read");
    fuzz::require(whole.value->header == journal.header && whole.value->batch == journal.batch &&
                      whole.value->size == journal.size,
                  "a torn end changes nothing of what stands before it");
    fuzz::require(
        to_journal_text(whole.value->records, 1, catalog) == to_journal_text(journal.records, 1, catalog),
        "a torn end changes no record");
    Snapshot snapshot;
    fold(journal, snapshot);
    snapshot.open_intents.clear();
    if (snapshot.lineage.empty()) return 0;
    const auto kept = parse_snapshot(to_json_text(snapshot, catalog), "state", catalog);
    fuzz::require(kept.ok(), "what a journal tells can be kept in a state");
    return 0;
}
