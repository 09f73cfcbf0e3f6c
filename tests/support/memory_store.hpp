// A Store in memory that tells what it was asked: one line a call, in a log that it may share with FakeCloud.
#pragma once

#include "schemas/hash.hpp"
#include "state/snapshot_json.hpp"
#include "state/store.hpp"
#include "tests/support/doom.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace fireform::tests {

class MemoryStore final : public Store {
 public:
    explicit MemoryStore(std::vector<std::string>& log) : log_(log) {}

    Snapshot stored;         ///< what a crash would leave: the last write, with outcomes folded in
    int fail_at = 0;         ///< the call that fails, counted from 1; 0: none
    std::string everything;  ///< all that was ever written, as text
    Doom* doom = nullptr;    ///< when the process dies; null: never

    [[nodiscard]] Checked<Snapshot> read() override { return stored; }
    [[nodiscard]] Checked<LockAttempt> try_lock(const LockHolder&) override { return Checked<LockAttempt>(); }
    [[nodiscard]] Checked<LockHolder> lock_holder() override { return {}; }

    /// Two calls, where there is something of both.
    [[nodiscard]] Diagnostics record(const std::string& lineage, const std::vector<Outcome>& done,
                                     const std::vector<Intent>& next) override {
        Diagnostics problems;
        if (!done.empty()) problems = conclude(lineage, done);
        if (!next.empty() && !problems.has_errors()) problems.add(announce(lineage, next));
        return problems;
    }

    [[nodiscard]] Diagnostics write(Snapshot& snapshot) override {
        if (Diagnostics problems = call("write"); problems.has_errors()) return problems;
        ++snapshot.serial;
        stored = snapshot;
        everything += to_json_text(snapshot, fireworks_catalog());
        return {};
    }

    [[nodiscard]] std::string title() const override { return "memory"; }

 private:
    Diagnostics announce(const std::string& lineage, const std::vector<Intent>& batch) {
        std::string line = "intents";
        for (const Intent& intent : batch)
            line += fmt::format(" {}:{}", intent.verb, to_text(intent.address));
        if (Diagnostics problems = call(line); problems.has_errors()) return problems;
        stored.lineage = lineage;
        stored.open_intents.insert(stored.open_intents.end(), batch.begin(), batch.end());
        return {};
    }

    Diagnostics conclude(const std::string& lineage, const std::vector<Outcome>& batch) {
        std::string line = "outcomes";
        for (const Outcome& outcome : batch)
            line += fmt::format(" {}:{}", word(outcome), to_text(outcome.address));
        if (Diagnostics problems = call(line); problems.has_errors()) return problems;
        stored.lineage = lineage;
        for (const Outcome& outcome : batch) {
            close_intents(stored.open_intents, outcome);
            if (outcome.removed) stored.resources.erase(outcome.address);
            if (!outcome.resource) continue;
            everything += to_json_text(*outcome.resource, fireworks_catalog());
            stored.resources.insert_or_assign(outcome.address, *outcome.resource);
        }
        return {};
    }

    static std::string_view word(const Outcome& outcome) {
        if (outcome.removed) return "removed";
        if (!outcome.resource) return "nothing";
        switch (outcome.resource->status) {
            case ResourceStatus::pending:
                return "pending";
            case ResourceStatus::tainted:
                return "tainted";
            case ResourceStatus::ready:
                break;
        }
        return "ready";
    }

    Diagnostics call(const std::string& line) {
        log_.push_back(line);
        Diagnostics problems;
        const bool died = doom && doom->strike();
        if (++calls_ != fail_at && !died) return problems;
        Diagnostic full;
        full.summary = "State cannot be written";
        full.detail = "memory: no space left.";
        problems.add(std::move(full));
        return problems;
    }

    std::vector<std::string>& log_;
    int calls_ = 0;
};

}  // namespace fireform::tests
