// What lies on disk: snapshot and journal, and how the two stand to each other (README.md, "Journal"). Read
// without a lock, by local_store.cpp.
#pragma once

#include "state/files.hpp"
#include "state/journal.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

class StateEncryption;  // state/encryption.hpp

/// "fireform.state.json" and its neighbours of the same stem.
struct StatePaths {
    std::filesystem::path snapshot;
    std::filesystem::path journal;
    std::filesystem::path lock;
    std::filesystem::path backup;
};
/// Beside the file at the end of all symbolic links, so that all who share a state share its lock.
[[nodiscard]] StatePaths state_paths(const std::filesystem::path& path);

struct Stored {
    bool exists = false;       ///< the snapshot
    std::string text;          ///< of the snapshot, decrypted
    Snapshot snapshot;         ///< as it stands in its file, without open intents
    Journal journal;           ///< `size` is that of the file
    std::string journal_head;  ///< of an encrypted journal (encryption.hpp)
    bool snapshot_encrypted = false;
    bool snapshot_as_wanted = true;  ///< false: to be written anew, with the passphrase or without
    bool journal_as_wanted = true;
    bool current = false;          ///< the journal continues this snapshot
    std::vector<OpenIntent> open;  ///< announced, and nothing known of the outcome
};

/// What is read; a journal that is left out counts as none.
enum class StoredPart : std::uint8_t { all, snapshot };

/// `title` is what messages call the state. Errors: unreadable, damaged, newer format, encrypted and no
/// passphrase that fits, a journal that belongs to another state.
[[nodiscard]] Checked<Stored> load_stored(Files& files, const StatePaths& paths, const std::string& title,
                                          const Catalog& catalog, StateEncryption& encryption,
                                          StoredPart part = StoredPart::all);

/// The same of texts that were read already; none: there is no such file.
struct StoredTexts {
    std::optional<std::string> snapshot;
    std::optional<std::string> journal;
};
[[nodiscard]] Checked<Stored> load_stored(StoredTexts texts, Files& files, const StatePaths& paths,
                                          const std::string& title, const Catalog& catalog,
                                          StateEncryption& encryption);

}  // namespace fireform
