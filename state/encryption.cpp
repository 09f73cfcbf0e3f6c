#include "state/encryption.hpp"

#include "schemas/bug.hpp"
#include "state/frame.hpp"
#include "state/problems.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t journal_id_bytes = 16;
constexpr std::string_view broken_line = "?\n";

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find('\n'));
}

/// What a text is bound to, besides its key: what it is, and the line that tells how the key was made.
std::string binding(StateEncryption::Kind kind, std::string_view line) {
    return fmt::format("{}\n{}", kind == StateEncryption::Kind::plan ? "plan" : "state", line);
}

/// A record belongs to its journal and to its place there: none can be moved, or taken to another journal.
std::string record_binding(std::string_view head, std::uint64_t offset) {
    return fmt::format("journal\n{}{}", head, offset);
}

/// The first whole line at or behind `from`. Line breaks before it are not relied upon: one of them may be
/// what is broken. A payload has no space in it, so no two frames share a byte and this is linear.
std::size_t next_whole_line(std::string_view text, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
        const auto length = framed_length(text.substr(at));
        if (!length || at + frame_size + *length >= text.size()) continue;
        if (text[at + frame_size + *length] != '\n') continue;
        const auto payload = text.substr(at + frame_size, *length);
        if (payload.find_first_of(" \n") != std::string_view::npos) continue;
        if (unframed(text.substr(at, frame_size + *length))) return at;
    }
    return std::string_view::npos;
}

}  // namespace

Diagnostics StateEncryption::refuse_missing() {
    Diagnostics problems;
    if (passphrases_.missing.empty()) return problems;
    locked_out_ = true;
    problems.add(missing_passphrase(passphrases_.missing));
    return problems;
}

const StateEncryption::Known* StateEncryption::find(const SealHeader& header) const {
    const auto found = std::ranges::find(known_, header, &Known::header);
    return found == known_.end() ? nullptr : &*found;
}

const StateEncryption::Known* StateEncryption::writing_key(Diagnostics& problems) {
    const auto found = std::ranges::find(known_, true, &Known::current);
    if (found != known_.end()) return &*found;
    const std::string salt = random_hex(salt_bytes);
    auto key = SealKey::derive(passphrases_.current, cost_, salt);
    if (!key) {
        problems.add(no_memory_for_key());
        return nullptr;
    }
    SealHeader header{.cost = cost_, .salt = salt, .check = key->check()};
    known_.push_back({std::move(header), std::move(*key), true});
    return &known_.back();
}

Checked<const StateEncryption::Known*> StateEncryption::reading_key(std::string_view line,
                                                                    const std::string& file) {
    if (seal_version(line) > 1) return newer_encryption(file);
    const auto header = parse_seal_header(line);
    if (!header) return damaged_encryption(file, "its first line is broken.");
    if (const Known* known = find(*header)) return known;
    if (!is_acceptable(header->cost))
        return damaged_encryption(
            file, fmt::format("its first line asks for scrypt with N {}, r {}, p {}, which is more than "
                              "fireform accepts.",
                              header->cost.n, header->cost.r, header->cost.p));
    if (passphrases_.current.empty() && passphrases_.previous.empty()) {
        locked_out_ = true;
        return encrypted_state(file);
    }
    for (const std::string* passphrase : {&passphrases_.current, &passphrases_.previous}) {
        if (passphrase->empty()) continue;
        auto key = SealKey::derive(*passphrase, header->cost, header->salt);
        if (!key) return no_memory_for_key();
        if (key->check() != header->check) continue;
        known_.push_back({*header, std::move(*key), passphrase == &passphrases_.current});
        return &known_.back();
    }
    locked_out_ = true;
    return wrong_passphrase(file);
}

Checked<std::string> StateEncryption::seal(Kind kind, std::string_view text) {
    Diagnostics problems = refuse_missing();
    if (problems.has_errors()) return problems;
    if (passphrases_.current.empty()) return std::string(text);
    const Known* known = writing_key(problems);
    if (!known) return problems;
    const std::string line = to_text(known->header);
    return line + '\n' + known->key.seal(text, binding(kind, line)) + '\n';
}

Checked<StateEncryption::Opened> StateEncryption::open(Kind kind, std::string stored,
                                                       const std::string& file) {
    if (Diagnostics problems = refuse_missing(); problems.has_errors()) return problems;
    if (!is_sealed(stored))
        return Opened{.text = std::move(stored), .as_wanted = passphrases_.current.empty()};
    const std::string_view line = first_line(stored);
    const auto known = reading_key(line, file);
    if (!known.value) return known.diagnostics;
    std::string_view body = std::string_view(stored).substr(std::min(line.size() + 1, stored.size()));
    if (body.ends_with('\n')) body.remove_suffix(1);
    auto text = (*known.value)->key.open(body, binding(kind, line));
    if (!text)
        return damaged_encryption(
            file, "the passphrase is the right one, and the content was changed or cut off since.");
    return Opened{.text = std::move(*text), .as_wanted = (*known.value)->current};
}

Checked<std::string> StateEncryption::journal_head() {
    Diagnostics problems = refuse_missing();
    if (problems.has_errors()) return problems;
    if (passphrases_.current.empty()) return std::string();
    const Known* known = writing_key(problems);
    if (!known) return problems;
    return fmt::format("{} {}\n", to_text(known->header), random_hex(journal_id_bytes));
}

std::string StateEncryption::seal_lines(std::string_view lines, std::string_view head, std::uint64_t offset) {
    if (head.empty()) return std::string(lines);
    const auto header = parse_seal_header(head.substr(0, head.rfind(' ')));
    const Known* known = header ? find(*header) : nullptr;
    require(known != nullptr && known->current, "a journal is written with the current passphrase");
    std::string out;
    while (!lines.empty()) {
        const std::string_view line = first_line(lines);
        const std::string payload = known->key.seal(line, record_binding(head, offset + out.size()));
        out += frame_of(payload) + payload + '\n';
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    }
    return out;
}

std::uint64_t StateEncryption::OpenedJournal::stored_size(std::uint64_t size) const {
    if (head.empty()) return size;
    const auto found = std::ranges::find(ends, size, &std::pair<std::uint64_t, std::uint64_t>::first);
    return found == ends.end() ? head.size() : found->second;
}

Checked<StateEncryption::OpenedJournal> StateEncryption::open_journal(std::string_view stored,
                                                                      const std::string& file) {
    if (Diagnostics problems = refuse_missing(); problems.has_errors()) return problems;
    OpenedJournal out;
    out.as_wanted = passphrases_.current.empty();
    if (!is_sealed(stored)) {
        // The first line is never torn: a journal comes into its place whole. Taken for a plain one that is,
        // an encrypted journal would be dropped.
        const std::string_view line = first_line(stored);
        if (is_used() && line.size() < stored.size() && !unframed(line))
            return damaged_journal(file, "its first line is broken.");
        out.text = stored;
        return out;
    }
    const std::string_view line = first_line(stored);
    if (line.size() == stored.size()) {  // torn before anything was in it
        out.text = broken_line;
        return out;
    }
    const auto known = reading_key(line.substr(0, line.rfind(' ')), file);
    if (!known.value) return known.diagnostics;
    out.head = stored.substr(0, line.size() + 1);
    out.as_wanted = (*known.value)->current;
    std::size_t number = 2;
    bool whole = true;
    for (std::size_t at = out.head.size(); at < stored.size(); ++number) {
        const std::string_view record = first_line(stored.substr(at));
        const std::size_t end = at + record.size() + 1;
        const auto payload = end > stored.size() ? std::nullopt : unframed(record);
        const auto text =
            payload ? (*known.value)->key.open(*payload, record_binding(out.head, at)) : std::nullopt;
        if (payload && !text)
            return damaged_journal(
                file, fmt::format("line {} was not written there with this passphrase.", number));
        if (!text) {
            // Whether it is torn or damaged, what follows tells: parse_journal() finds out.
            whole = false;
            out.text += broken_line;
            at = std::min(next_whole_line(stored, at + 1), stored.size());
            continue;
        }
        out.text += *text + '\n';
        if (whole) out.ends.emplace_back(out.text.size(), end);
        at = end;
    }
    return out;
}

}  // namespace fireform
