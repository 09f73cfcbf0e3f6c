// The journal's file: begun, continued and appended to by the one who holds the lock.
#pragma once

#include "state/files.hpp"
#include "state/journal.hpp"

#include <filesystem>
#include <vector>

namespace fireform {

class StateEncryption;  // state/encryption.hpp

class JournalFile {
 public:
    JournalFile(Files& files, std::filesystem::path path, const Catalog& catalog,
                StateEncryption& encryption);
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;
    ~JournalFile();

    [[nodiscard]] bool is_open() const { return file_ >= 0; }

    /// Puts a new journal with these records, durably, in the place of whatever is there, and opens it.
    [[nodiscard]] Diagnostics begin(const JournalHeader& header, const std::vector<JournalRecord>& records);
    /// Opens the one that is there, which begins with `head`; `journal` is what was read from it and is
    /// whole, its `size` that of the file.
    [[nodiscard]] Diagnostics resume(const Journal& journal, const std::string& head);
    /// One write, one sync. On failure the file is as it was before. An error, too: the name leads elsewhere
    /// now.
    [[nodiscard]] Diagnostics append(const std::vector<JournalRecord>& records);
    /// Removes the file. A failure does no harm: a snapshot that was written after it outdates it.
    void remove();
    void close();

 private:
    [[nodiscard]] Diagnostics open(std::uint64_t size, std::uint64_t batch);

    Files& files_;
    std::filesystem::path path_;
    const Catalog& catalog_;
    StateEncryption& encryption_;
    std::string head_;  ///< its first line, when it is encrypted
    int file_ = -1;
    std::uint64_t size_ = 0;   ///< bytes that are durable
    std::uint64_t batch_ = 0;  ///< the last one that is
    bool torn_ = false;        ///< bytes behind `size_` could not be taken back
};

}  // namespace fireform
