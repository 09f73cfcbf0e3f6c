// The journal as text: what happened since the snapshot was written, one line a record. Pure; the file is
// journal_file.hpp, the format is described in README.md.
//
//   <length of the JSON, 8 hex digits> <its CRC-32C, 8 hex digits> <JSON on one line>\n
//
// The first record says which snapshot the journal continues. Records come in batches; each batch is one
// write and one sync, and only when it is done does anybody act on it.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fireform {

struct JournalHeader {
    std::string lineage;
    std::uint64_t serial = 0;  ///< of the snapshot that it continues; 0: none was written yet
    bool operator==(const JournalHeader&) const = default;
};

/// A snapshot with this serial is about to be written, and holds all that came before but these intents.
struct Closing {
    std::uint64_t serial = 0;
    std::vector<OpenIntent> open_intents;
};

using JournalRecord = std::variant<Intent, Outcome, Closing>;

struct Journal {
    std::optional<JournalHeader> header;  ///< none: the journal is empty, or was torn before its first record
    std::vector<JournalRecord> records;
    std::uint64_t size = 0;   ///< bytes up to the end of the last whole record
    std::uint64_t batch = 0;  ///< number of the last batch; 0 none
    bool whole = true;        ///< false: bytes behind `size`, or records of the last batch, were torn off
};

[[nodiscard]] std::string to_journal_text(const JournalHeader& header);
/// `batch` counts from 1 in each journal.
[[nodiscard]] std::string to_journal_text(const std::vector<JournalRecord>& records, std::uint64_t batch,
                                          const Catalog& catalog);

/// One record as JSON on one line, without its frame.
[[nodiscard]] std::string to_journal_json(const JournalRecord& record, const Catalog& catalog);

/// Intents as a JSON array on one line; "[]" none.
[[nodiscard]] std::string to_json_array(const std::vector<Intent>& intents, const Catalog& catalog);
/// The same read. `file` is named in diagnostics. Errors: not such an array.
[[nodiscard]] Checked<std::vector<Intent>> parse_intents(std::string_view text, const std::string& file,
                                                         const Catalog& catalog);

/// A torn end is left out: what a crash cut off was never acted upon. Errors: a record that is broken
/// although later batches follow it, a newer format, a resource type this program does not know.
[[nodiscard]] Checked<Journal> parse_journal(std::string_view text, const std::string& file,
                                             const Catalog& catalog);

/// Applies the records to the snapshot that the journal continues. Open intents are added to its own.
void fold(const Journal& journal, Snapshot& snapshot);

/// The record's effect on a list of open intents: an intent is added, an outcome closes (store.hpp).
void track(const JournalRecord& record, std::vector<OpenIntent>& open);

}  // namespace fireform
