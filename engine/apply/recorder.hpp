// Keeps snapshot and store in step with what a run does: announced before it is sent, durable before anything
// builds on it. One store call for a whole batch of either.
#pragma once

#include "engine/plan/plan.hpp"
#include "state/store.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fireform {

class Recorder {
 public:
    /// `snapshot` and `store` must outlive it. `lineage` is the plan's: of a state that was never written.
    Recorder(const std::string& lineage, Snapshot& snapshot, Store& store);

    /// Gives entries other addresses in the snapshot; durable with begin() or write().
    void move(const std::vector<Move>& moves);
    /// Writes a new lineage, so that it is durable before it stands in the tags and ids of objects, and what
    /// has moved. Errors here and below: the store's; nothing more may be sent then.
    [[nodiscard]] Diagnostics begin();
    // In the snapshot at once, durable with the next flush().
    void set(ResourceState entry);        ///< closes all that was announced for the address
    void remove(const Address& address);  ///< the same
    void close(const Address& address);   ///< nothing to remember of what was announced last

    /// What became of things and what is about to be sent, durable when it returns: one write and one sync.
    [[nodiscard]] Diagnostics flush(const std::vector<Intent>& next = {});

    // In the snapshot at once, durable with write() only.
    void settle(ResourceState entry);
    void settle_removed(const Address& address);
    void set_output(const std::string& name, OutputState output);
    void remove_output(const std::string& name);
    /// Of this run, for the history; nothing when the run has changed nothing.
    void remember(RunRecord record);
    /// Intents of earlier runs that are `settled`: the plan has looked what became of them and this run has
    /// acted on it.
    void forget_intents_before(const std::function<bool(const Intent&)>& settled);

    /// To be called every second or so: Store::keep_up().
    [[nodiscard]] Diagnostics keep_up() { return store_.keep_up(); }

    /// The whole snapshot, if anything changed since begin().
    [[nodiscard]] Diagnostics write();

    /// What could not be written so far, in order.
    [[nodiscard]] const std::vector<Outcome>& unsaved() const { return unsaved_; }

    /// Null: no entry.
    [[nodiscard]] const ResourceState* find(const Address& address) const;
    [[nodiscard]] const std::map<std::string, OutputState>& outputs() const { return snapshot_.outputs; }

 private:
    void conclude(Outcome outcome);

    const std::string& lineage_;
    Snapshot& snapshot_;
    Store& store_;
    std::vector<Outcome> pending_;
    std::vector<Outcome> unsaved_;
    std::size_t intents_before_;  // how many of snapshot_.open_intents, from the front, are of earlier runs
    bool dirty_ = false;
};

}  // namespace fireform
