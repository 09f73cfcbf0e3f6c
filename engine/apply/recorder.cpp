#include "engine/apply/recorder.hpp"

#include "engine/plan/moved.hpp"

#include <utility>

namespace fireform {

Recorder::Recorder(const std::string& lineage, Snapshot& snapshot, Store& store)
    : lineage_(lineage), snapshot_(snapshot), store_(store), intents_before_(snapshot.open_intents.size()) {}

void Recorder::move(const std::vector<Move>& moves) {
    if (moves.empty()) return;
    rename_entries(snapshot_, moves);
    dirty_ = true;
}

Diagnostics Recorder::begin() {
    if (!snapshot_.lineage.empty() && !dirty_) return {};
    snapshot_.lineage = lineage_;
    Diagnostics problems = store_.write(snapshot_);
    if (!problems.has_errors()) dirty_ = false;
    return problems;
}

void Recorder::conclude(Outcome outcome) {
    intents_before_ = close_intents(snapshot_.open_intents, outcome, intents_before_);
    pending_.push_back(std::move(outcome));
}

void Recorder::set(ResourceState entry) {
    dirty_ = true;
    const Address address = entry.address;
    conclude({.address = address, .resource = entry});
    snapshot_.resources.insert_or_assign(address, std::move(entry));
}

void Recorder::remove(const Address& address) {
    dirty_ = true;
    conclude({.address = address, .resource = std::nullopt, .removed = true});
    snapshot_.resources.erase(address);
}

void Recorder::close(const Address& address) {
    conclude({.address = address, .resource = std::nullopt});
}

Diagnostics Recorder::flush(const std::vector<Intent>& next) {
    if (pending_.empty() && next.empty()) return {};
    Diagnostics problems = store_.record(snapshot_.lineage, pending_, next);
    if (problems.has_errors()) {
        unsaved_.insert(unsaved_.end(), pending_.begin(), pending_.end());
    } else if (!next.empty()) {
        dirty_ = true;
        snapshot_.open_intents.insert(snapshot_.open_intents.end(), next.begin(), next.end());
    }
    pending_.clear();
    return problems;
}

void Recorder::settle(ResourceState entry) {
    const ResourceState* before = find(entry.address);
    if (before && *before == entry) return;
    dirty_ = true;
    const Address address = entry.address;
    snapshot_.resources.insert_or_assign(address, std::move(entry));
}

void Recorder::settle_removed(const Address& address) {
    if (snapshot_.resources.erase(address) > 0) dirty_ = true;
}

void Recorder::set_output(const std::string& name, OutputState output) {
    const auto found = snapshot_.outputs.find(name);
    if (found != snapshot_.outputs.end() && found->second == output) return;
    dirty_ = true;
    snapshot_.outputs.insert_or_assign(name, std::move(output));
}

void Recorder::remove_output(const std::string& name) {
    if (snapshot_.outputs.erase(name) > 0) dirty_ = true;
}

void Recorder::remember(RunRecord record) {
    if (!dirty_) return;
    auto& history = snapshot_.history;
    record.number = history.empty() ? 1 : history.back().number + 1;
    history.push_back(std::move(record));
    if (history.size() > history_max) history.erase(history.begin());
}

void Recorder::forget_intents_before(const std::function<bool(const Intent&)>& settled) {
    auto& open = snapshot_.open_intents;
    for (std::size_t i = intents_before_; i-- > 0;) {
        if (!settled(open[i])) continue;
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
        --intents_before_;
        dirty_ = true;
    }
}

Diagnostics Recorder::write() {
    if (!dirty_ && !store_.wants_write()) return {};
    if (snapshot_.lineage.empty()) snapshot_.lineage = lineage_;
    Diagnostics problems = store_.write(snapshot_);
    if (!problems.has_errors()) {
        dirty_ = false;
        unsaved_.clear();  // all of it stands in the snapshot
    }
    return problems;
}

const ResourceState* Recorder::find(const Address& address) const {
    const auto found = snapshot_.resources.find(address);
    return found == snapshot_.resources.end() ? nullptr : &found->second;
}

}  // namespace fireform
