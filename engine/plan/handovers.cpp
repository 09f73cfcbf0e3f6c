#include "engine/plan/handovers.hpp"

#include "engine/plan/block_problem.hpp"
#include "schemas/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fireform {
namespace {

/// Only what the service names itself has nothing but its natural identity to be one.
bool is_one_by_identity(const ResourceType& type) {
    return type.id_placement == IdPlacement::server_made && !type.identity.empty();
}

/// The live object that has what `change` is to have; null: none, or that is known after apply only.
const LiveObject* holding(const Change& change, const LiveIndex& live) {
    const ResourceType& type = *change.type;
    if (change.partial_skip || !makes_object(change) || !is_one_by_identity(type)) return nullptr;
    const auto has_same = [&](const LiveObject& object) {
        return std::ranges::all_of(type.identity, [&](std::string_view name) {
            const std::size_t index = type.index_of(name);
            const Value& wanted = change.desired.at(index);
            return !wanted.is_null() && !wanted.has_unknown() &&
                   same(type.attributes[index], wanted, object.attributes.at(index));
        });
    };
    const std::size_t leading = type.index_of(leading_attribute(type));
    for (const LiveObject* object : live.by_leading_attribute(type, change.desired.at(leading).text()))
        if (object->phase != Phase::gone && has_same(*object)) return object;
    return nullptr;
}

class Arranger {
 public:
    Arranger(std::vector<Change>& changes, const Config& config, const LiveIndex& live)
        : changes_(changes), config_(config) {
        std::map<std::string, std::size_t, std::less<>> holders;  // by the object's id
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (!is_one_by_identity(*changes[i].type)) continue;
            for (const std::string& id : {changes[i].object_id, changes[i].leaving_id})
                if (!id.empty()) holders.emplace(id, i);
            for (const Deposed& deposed : changes[i].deposed)
                holders.emplace(deposed.id, i);
        }
        for (std::size_t taker = 0; taker < changes.size(); ++taker) {
            const LiveObject* object = holding(changes[taker], live);
            const auto holder = object ? holders.find(object->id) : holders.end();
            if (holder != holders.end()) hand_over(taker, holder->second, *object);
        }
        break_rings();
    }

    Handovers out;

 private:
    void hand_over(std::size_t taker, std::size_t holder, const LiveObject& object);
    void break_rings();

    std::vector<Change>& changes_;
    const Config& config_;
    std::map<std::size_t, std::size_t> waits_for_;  // taker -> holder that creates before it destroys
};

void Arranger::hand_over(std::size_t taker, std::size_t holder, const LiveObject& object) {
    const Change& to = changes_[taker];
    const Change& from = changes_[holder];
    const bool is_own = from.object_id == object.id;
    const bool replaced = from.action == Action::replace || from.action == Action::repair;
    const bool goes = !is_own || replaced || from.action == Action::destroy;
    const std::string move =
        fmt::format("`fireform state mv {} {}`", to_text(from.address), to_text(to.address));
    const ResourceConfig& block = config_.resources.at(to.address);
    if (!goes || from.partial_skip) {
        out.diagnostics.add(
            block_problem(block, "", "Object belongs to another resource",
                          fmt::format("{} has the same model and base_id; it is {} in this state and stays.",
                                      object.name, to_text(from.address)),
                          fmt::format("if the block was renamed, run {}.", move)));
        return;
    }
    if (is_own && from.action == Action::destroy && to.action == Action::create) {
        Diagnostic note =
            block_problem(block, "", "Addon is unloaded and loaded again",
                          fmt::format("It has the model and base_id of {}, which is destroyed first.",
                                      to_text(from.address)),
                          fmt::format("if the block was renamed, run {}: then the LoRA stays loaded.", move));
        note.severity = Severity::note;
        out.diagnostics.add(std::move(note));
    }
    out.list.push_back({to.address, from.address, object.id});
    if (is_own && replaced && from.create_before_destroy) waits_for_.emplace(taker, holder);
}

void Arranger::break_rings() {
    std::map<std::size_t, std::size_t> seen_from;  // by position: the walk that came by
    for (const auto& [start, unused] : waits_for_) {
        for (std::size_t at = start;;) {
            const auto [seen, is_new] = seen_from.emplace(at, start);
            if (!is_new) {
                if (seen->second == start) changes_[at].create_before_destroy = false;
                break;
            }
            const auto next = waits_for_.find(at);
            if (next == waits_for_.end()) break;
            at = next->second;
        }
    }
}

}  // namespace

Handovers arrange_handovers(std::vector<Change>& changes, const Config& config, const LiveIndex& live) {
    return std::move(Arranger(changes, config, live).out);
}

}  // namespace fireform
