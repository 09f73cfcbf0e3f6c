// Whether and with what state is encrypted: turns what is to be kept into what lies on disk, and back.
// Without a passphrase both are the same. One of these lives as long as a run, so that a key is derived once.
// The format is described in README.md, "Encryption".
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/sealing.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

struct StatePassphrases {
    std::string current;   ///< what is written is encrypted with it; "" it is written plain
    std::string previous;  ///< what was written before may be encrypted with this one; "" none
    /// Why there is no passphrase although there should be one: nothing is read or written then. "" none.
    std::string missing;
};

class StateEncryption {
 public:
    /// What a text is. A plan in the place of a state does not open.
    enum class Kind : std::uint8_t { state, plan };

    StateEncryption() = default;
    explicit StateEncryption(StatePassphrases passphrases, ScryptCost cost = {})
        : passphrases_(std::move(passphrases)), cost_(cost) {}

    /// Whether there is a passphrase at all, for writing or for reading.
    [[nodiscard]] bool is_used() const {
        return !passphrases_.current.empty() || !passphrases_.previous.empty();
    }

    /// As it is to be written. Errors: passphrase missing, no memory for the key.
    [[nodiscard]] Checked<std::string> seal(Kind kind, std::string_view text);

    struct Opened {
        std::string text;
        bool as_wanted = true;  ///< false: not with the current passphrase, or without one although there is
    };
    /// `file` is what messages call it. Errors, none of which changes anything: passphrase missing or wrong,
    /// damaged or tampered with, a newer format.
    [[nodiscard]] Checked<Opened> open(Kind kind, std::string stored, const std::string& file);

    /// The first line of a new journal, with its line break; "" when it is plain. No two are equal.
    [[nodiscard]] Checked<std::string> journal_head();
    /// Lines as they are to be written into the journal that begins with `head`, at `offset` of its file.
    /// REQUIRES that `head` is of journal_head() or of open_journal() with `as_wanted`.
    [[nodiscard]] std::string seal_lines(std::string_view lines, std::string_view head, std::uint64_t offset);

    struct OpenedJournal {
        std::string text;  ///< as it would be without encryption; what is broken is broken in it too
        std::string head;  ///< "" plain
        bool as_wanted = true;
        std::vector<std::pair<std::uint64_t, std::uint64_t>>
            ends;  ///< of whole lines: in `text`, in the file
        /// Where a line that ends at `size` of `text` ends in the file.
        [[nodiscard]] std::uint64_t stored_size(std::uint64_t size) const;
    };
    [[nodiscard]] Checked<OpenedJournal> open_journal(std::string_view stored, const std::string& file);

    /// Whether something could not be opened because the passphrase is missing or wrong: it may be whole.
    [[nodiscard]] bool locked_out() const { return locked_out_; }

 private:
    struct Known {
        SealHeader header;
        SealKey key;
        bool current = false;  ///< of the current passphrase
    };

    [[nodiscard]] Diagnostics refuse_missing();
    /// The key to write with: that of what was read, or else a new one. Null: told in `problems`.
    [[nodiscard]] const Known* writing_key(Diagnostics& problems);
    [[nodiscard]] Checked<const Known*> reading_key(std::string_view line, const std::string& file);
    [[nodiscard]] const Known* find(const SealHeader& header) const;

    StatePassphrases passphrases_;
    ScryptCost cost_;
    std::vector<Known> known_;
    bool locked_out_ = false;
};

}  // namespace fireform
