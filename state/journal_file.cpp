#include "state/journal_file.hpp"

#include "schemas/bug.hpp"
#include "state/atomic_file.hpp"
#include "state/encryption.hpp"
#include "state/problems.hpp"

namespace fireform {
namespace {

constexpr std::string_view kept = "What was recorded before is kept.";

}  // namespace

JournalFile::JournalFile(Files& files, std::filesystem::path path, const Catalog& catalog,
                         StateEncryption& encryption)
    : files_(files), path_(std::move(path)), catalog_(catalog), encryption_(encryption) {}

JournalFile::~JournalFile() {
    close();
}

void JournalFile::close() {
    if (file_ >= 0) files_.close(file_);
    file_ = -1;
}

Diagnostics JournalFile::open(std::uint64_t size, std::uint64_t batch) {
    Diagnostics problems;
    close();
    const int file = files_.open(path_, Files::Mode::append);
    if (file < 0) {
        problems.add(cannot_write(path_, -file, kept));
        return problems;
    }
    file_ = file;
    size_ = size;
    batch_ = batch;
    torn_ = false;
    return problems;
}

Diagnostics JournalFile::begin(const JournalHeader& header, const std::vector<JournalRecord>& records) {
    close();
    auto head = encryption_.journal_head();
    if (!head.value) return std::move(head.diagnostics);
    head_ = std::move(*head.value);
    const std::string lines = to_journal_text(header) + to_journal_text(records, 1, catalog_);
    const std::string text = head_ + encryption_.seal_lines(lines, head_, head_.size());
    Replacement replacement = replace_file(files_, path_, text, kept);
    if (replacement.diagnostics.has_errors()) return std::move(replacement.diagnostics);
    return open(text.size(), records.empty() ? 0 : 1);
}

Diagnostics JournalFile::resume(const Journal& journal, const std::string& head) {
    require(journal.whole, "a journal that is resumed is whole");
    head_ = head;
    return open(journal.size, journal.batch);
}

Diagnostics JournalFile::append(const std::vector<JournalRecord>& records) {
    require(is_open(), "a journal that is appended to is open");
    Diagnostics problems;
    if (!files_.is_in_place(file_, path_)) {
        problems.add(taken_away(path_));
        return problems;
    }
    int failed = torn_ ? files_.truncate(file_, size_) : 0;
    if (failed == 0) {
        torn_ = false;
        const std::string text =
            encryption_.seal_lines(to_journal_text(records, batch_ + 1, catalog_), head_, size_);
        failed = write_all(files_, file_, text);
        if (failed == 0) failed = files_.sync_data(file_);
        if (failed == 0) {
            size_ += text.size();
            ++batch_;
            return problems;
        }
        torn_ = files_.truncate(file_, size_) != 0;
    }
    problems.add(cannot_write(path_, -failed, kept));
    return problems;
}

void JournalFile::remove() {
    close();
    static_cast<void>(files_.remove(path_));
}

}  // namespace fireform
