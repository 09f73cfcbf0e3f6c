#include "state/stored.hpp"

#include "schemas/links.hpp"
#include "state/atomic_file.hpp"
#include "state/encryption.hpp"
#include "state/problems.hpp"
#include "state/snapshot_json.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

/// "fireform.state.json" -> "fireform.state.journal". A state that is itself called so gets a second ending.
std::filesystem::path beside(std::filesystem::path path, const char* ending) {
    if (path.extension() == ending)
        path += ending;
    else
        path.replace_extension(ending);
    return path;
}

Diagnostic journal_of_another_state(const std::filesystem::path& journal, std::string_view title,
                                    std::string_view what) {
    Diagnostic problem;
    problem.summary = "State and journal do not belong together";
    problem.detail = fmt::format("{} {}.", journal.string(), what);
    problem.hint =
        fmt::format("put back the {} it was written beside, or put the journal aside: mv {} {}.old", title,
                    journal.string(), journal.string());
    return problem;
}

/// Whether the backup would help: what the first write replaced has nothing in it yet.
bool is_worth_going_back_to(Files& files, const std::filesystem::path& backup, const Catalog& catalog,
                            StateEncryption& encryption) {
    auto text = read_file(files, backup);
    if (!text.value) return false;
    const auto opened =
        encryption.open(StateEncryption::Kind::state, *std::move(text.value), backup.string());
    if (!opened.value) return false;
    const auto snapshot = parse_snapshot(opened.value->text, backup.string(), catalog);
    return snapshot.value && !snapshot.value->resources.empty();
}

/// Gives every problem of the snapshot that has no way out one.
Diagnostics with_way_out(Diagnostics problems, const StatePaths& paths, const std::string& title,
                         Files& files, const Catalog& catalog, StateEncryption& encryption) {
    const std::string hint =
        is_worth_going_back_to(files, paths.backup, catalog, encryption)
            ? fmt::format(
                  "go back to the state before it: cp {} {}; or make it anew from the account: "
                  "fireform state rebuild",
                  paths.backup.string(), title)
            : "put back a copy of it, or make it anew from the account: fireform state rebuild";
    Diagnostics result;
    for (Diagnostic problem : problems) {
        if (problem.hint.empty()) problem.hint = hint;
        result.add(std::move(problem));
    }
    return result;
}

/// Whether the journal continues the snapshot, is outdated by it, or does not belong to it, which is an
/// error.
std::optional<Diagnostic> relate(Stored& stored, const StatePaths& paths, const std::string& title) {
    if (!stored.journal.header) return std::nullopt;
    const JournalHeader& header = *stored.journal.header;
    const Snapshot& snapshot = stored.snapshot;
    if (!stored.exists && header.serial > 0)
        return journal_of_another_state(
            paths.journal, title,
            fmt::format("continues serial {} of a state, and {} is not there", header.serial, title));
    if (stored.exists && header.lineage != snapshot.lineage)
        return journal_of_another_state(
            paths.journal, title,
            fmt::format("continues the state of lineage {}, and {} has lineage {}", header.lineage, title,
                        snapshot.lineage));
    if (header.serial > snapshot.serial)
        return journal_of_another_state(
            paths.journal, title,
            fmt::format("continues serial {}, and {} is an older copy with serial {}", header.serial, title,
                        snapshot.serial));
    stored.current = header.serial == snapshot.serial;
    if (stored.current) {
        for (const JournalRecord& record : stored.journal.records)
            track(record, stored.open);
    } else if (!stored.journal.records.empty()) {
        const auto* closing = std::get_if<Closing>(&stored.journal.records.back());
        if (closing && closing->serial == snapshot.serial) stored.open = closing->open_intents;
    }
    return std::nullopt;
}

}  // namespace

StatePaths state_paths(const std::filesystem::path& path) {
    const auto snapshot = behind_links(path);
    return {.snapshot = snapshot,
            .journal = beside(snapshot, ".journal"),
            .lock = beside(snapshot, ".lock"),
            .backup = beside(snapshot, ".backup")};
}

Checked<Stored> load_stored(Files& files, const StatePaths& paths, const std::string& title,
                            const Catalog& catalog, StateEncryption& encryption, StoredPart part) {
    // The journal first: when a run writes the snapshot in between, it merely outdates the journal. The other
    // way round an old snapshot would miss what the journal no longer tells.
    Checked<std::string> journal;
    if (part == StoredPart::all) journal = read_file(files, paths.journal);
    if (journal.diagnostics.has_errors()) return std::move(journal.diagnostics);
    auto snapshot = read_file(files, paths.snapshot);
    if (snapshot.diagnostics.has_errors()) return std::move(snapshot.diagnostics);
    return load_stored({.snapshot = std::move(snapshot.value), .journal = std::move(journal.value)}, files,
                       paths, title, catalog, encryption);
}

Checked<Stored> load_stored(StoredTexts texts, Files& files, const StatePaths& paths,
                            const std::string& title, const Catalog& catalog, StateEncryption& encryption) {
    const auto explained = [&](Diagnostics problems) {
        return with_way_out(std::move(problems), paths, title, files, catalog, encryption);
    };
    Stored stored;
    if (texts.snapshot) {
        stored.exists = true;
        stored.snapshot_encrypted = is_sealed(*texts.snapshot);
        auto opened = encryption.open(StateEncryption::Kind::state, *std::move(texts.snapshot), title);
        if (!opened.value) return explained(std::move(opened.diagnostics));
        stored.snapshot_as_wanted = opened.value->as_wanted;
        stored.text = std::move(opened.value->text);
        auto snapshot = parse_snapshot(stored.text, title, catalog);
        if (!snapshot.value) return explained(std::move(snapshot.diagnostics));
        stored.snapshot = std::move(*snapshot.value);
    }
    if (texts.journal) {
        auto opened = encryption.open_journal(*texts.journal, paths.journal.string());
        if (!opened.value) return explained(std::move(opened.diagnostics));
        auto journal = parse_journal(opened.value->text, paths.journal.string(), catalog);
        if (!journal.value) return std::move(journal.diagnostics);
        stored.journal = std::move(*journal.value);
        stored.journal.size = opened.value->stored_size(stored.journal.size);
        stored.journal_head = std::move(opened.value->head);
        stored.journal_as_wanted = opened.value->as_wanted;
    }
    if (auto problem = relate(stored, paths, title)) return std::move(*problem);
    return stored;
}

}  // namespace fireform
