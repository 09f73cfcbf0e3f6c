#include "engine/plan/steps.hpp"

#include "schemas/bug.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>

namespace fireform {
namespace {

using Index = std::uint32_t;

/// The steps of one change: up makes the resource what it should be, down removes what it was.
struct Node {
    std::vector<Index> up;      // in order; the last one makes it usable
    std::vector<Index> down;    // own object of a replacement or destroy, and left-over ones
    bool creates_first = true;  // of a replacement: down follows up
};

/// Whether an update turns off what LoRA addons stand on: refused while one is loaded (brief 5).
bool closes_to_addons(const Change& change) {
    if (change.action != Action::update && change.action != Action::adopt) return false;
    return std::any_of(change.attributes.begin(), change.attributes.end(), [](const AttributeChange& each) {
        const bool* on = each.after.boolean();
        return each.path == "enable_addons" && (each.after.is_null() || (on && !*on));
    });
}

class StepGraph {
 public:
    StepGraph(const std::vector<Change>& changes, const Snapshot& prior,
              const std::vector<Handover>& handovers)
        : changes_(changes), nodes_(changes.size()) {
        for (std::size_t i = 0; i < changes.size(); ++i) {
            position_.emplace(changes[i].address, i);
            add_steps(changes[i], nodes_[i]);
        }
        for (const Handover& handover : handovers)
            hand_over(handover);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const auto entry = prior.resources.find(changes[i].address);
            connect(i, entry == prior.resources.end() ? nullptr : &entry->second.dependencies);
        }
    }

    Checked<std::vector<Step>> sorted();

 private:
    Index add(const Change& change, Verb verb, std::string id, bool deposed = false, bool hard = false) {
        Step step;
        step.address = change.address;
        step.verb = verb;
        step.id = std::move(id);
        step.deposed = deposed;
        step.hard = hard;
        steps_.push_back(std::move(step));
        return static_cast<Index>(steps_.size() - 1);
    }

    void add_steps(const Change& change, Node& node);
    void hand_over(const Handover& handover);
    void connect(std::size_t position, const std::vector<Address>* prior_dependencies);

    /// Whether the step destroys an object whose successor is there by then, and nobody waits for that.
    [[nodiscard]] bool replaces(Index down, const Change& change) const {
        return steps_[down].deposed && steps_[down].id == change.object_id && !handed_over_.contains(down);
    }

    void after(Index step, Index earlier) {
        if (step != earlier) steps_[step].after.push_back(earlier);
    }
    void after_all(Index step, const std::vector<Index>& earlier) {
        for (const Index each : earlier)
            after(step, each);
    }

    const std::vector<Change>& changes_;
    std::vector<Node> nodes_;
    std::map<Address, std::size_t> position_;
    std::vector<Step> steps_;
    std::set<Index> handed_over_;  // somebody waits for these: they wait for nobody's successor
};

void StepGraph::add_steps(const Change& change, Node& node) {
    const auto up = [&](Verb verb, std::string id) { node.up.push_back(add(change, verb, std::move(id))); };
    switch (change.action) {
        case Action::none:
            if (change.pending) up(Verb::wait, change.object_id);
            break;
        case Action::create:
            if (!change.leaving_id.empty()) node.down.push_back(add(change, Verb::clear, change.leaving_id));
            node.creates_first = change.leaving_id.empty();
            up(Verb::create, change.new_id);
            break;
        case Action::adopt:
            up(Verb::adopt, change.object_id);
            if (!change.attributes.empty())
                up(Verb::update, change.object_id);
            else if (change.pending)
                up(Verb::wait, change.object_id);
            break;
        case Action::update:
            if (!change.attributes.empty() || !change.wake) up(Verb::update, change.object_id);
            break;
        case Action::undelete:
            up(Verb::undelete, change.object_id);
            if (!change.attributes.empty()) up(Verb::update, change.object_id);
            break;
        case Action::replace:
        case Action::repair: {
            node.creates_first = change.create_before_destroy;
            const bool purge = change.hard && change.action == Action::replace &&
                               change.new_id == change.object_id &&
                               change.live.get(*change.type, "state").text() == "DELETED";
            if (node.creates_first) up(Verb::create, change.new_id);
            node.down.push_back(add(change, purge ? Verb::purge : Verb::destroy, change.object_id,
                                    node.creates_first, change.hard));
            if (!node.creates_first) up(Verb::create, change.new_id);
            break;
        }
        case Action::destroy:
            node.down.push_back(add(change, Verb::destroy, change.object_id, false, change.hard));
            node.creates_first = false;
            break;
        case Action::forget:
            node.down.push_back(add(change, Verb::forget, change.object_id));
            node.creates_first = false;
            break;
    }
    if (change.wake) up(Verb::wake, change.object_id);
    if (change.probe && !node.up.empty()) up(Verb::probe, steps_[node.up.back()].id);
    for (std::size_t i = 1; i < node.up.size(); ++i)
        after(node.up[i], node.up[i - 1]);
    for (const Deposed& deposed : change.deposed)
        node.down.push_back(add(change, Verb::destroy, deposed.id, true));
}

void StepGraph::hand_over(const Handover& handover) {
    const Node& taker = nodes_[position_.at(handover.taker)];
    for (const Index down : nodes_[position_.at(handover.holder)].down) {
        if (steps_[down].id != handover.id) continue;
        handed_over_.insert(down);
        after(taker.up.front(), down);
    }
}

void StepGraph::connect(std::size_t position, const std::vector<Address>* prior_dependencies) {
    const Change& change = changes_[position];
    const Node& node = nodes_[position];
    for (const Index down : node.down) {
        // Own order: the old object goes last, or first where both need one id.
        const bool left_over = steps_[down].id != change.object_id;
        const bool waits = steps_[down].deposed && !(left_over && handed_over_.contains(down));
        if (waits)
            after_all(down, node.up);
        else if (!node.up.empty())
            after(node.up.front(), down);
    }
    for (const Address& needed : change.dependencies) {
        const auto found = position_.find(needed);
        if (found == position_.end() || node.up.empty()) continue;
        const Node& dependency = nodes_[found->second];
        if (!dependency.up.empty()) after(node.up.front(), dependency.up.back());
        // What is new on the successor may do what the old object did: that one serves until then. A run
        // does not, and it takes hours.
        if (change.action != Action::create || change.type->run) continue;
        for (const Index down : dependency.down)
            if (replaces(down, changes_[found->second])) after_all(down, node.up);
    }
    // What this resource stood on before may go, or close to it, only when this one has gone or moved.
    if (!prior_dependencies) return;
    for (const Address& needed : *prior_dependencies) {
        const auto found = position_.find(needed);
        if (found == position_.end()) continue;
        const Change& below = changes_[found->second];
        const bool stays = std::binary_search(change.dependencies.begin(), change.dependencies.end(), needed);
        if (closes_to_addons(below) && (change.action == Action::destroy || !stays))
            after_all(nodes_[found->second].up.back(), node.down);
        for (const Index down : nodes_[found->second].down) {
            const bool ends = below.action == Action::destroy || below.action == Action::forget;
            const bool moves_first = (steps_[down].deposed || ends) && !handed_over_.contains(down);
            for (const Index own : node.down)
                if (moves_first || !steps_[own].deposed) after(down, own);
            if (moves_first) after_all(down, node.up);
        }
    }
}

Checked<std::vector<Step>> StepGraph::sorted() {
    std::vector<std::vector<Index>> followers(steps_.size());
    std::vector<std::size_t> missing(steps_.size());
    for (Index i = 0; i < steps_.size(); ++i) {
        auto& needed = steps_[i].after;
        std::sort(needed.begin(), needed.end());
        needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
        missing[i] = needed.size();
        for (const Index each : needed)
            followers[each].push_back(i);
    }
    // Steps were added by address, so the smallest ready position keeps equal plans equal.
    std::priority_queue<Index, std::vector<Index>, std::greater<>> ready;
    for (Index i = 0; i < steps_.size(); ++i)
        if (missing[i] == 0) ready.push(i);
    std::vector<Step> ordered;
    ordered.reserve(steps_.size());
    std::vector<Index> place(steps_.size());
    while (!ready.empty()) {
        const Index next = ready.top();
        ready.pop();
        place[next] = static_cast<Index>(ordered.size());
        ordered.push_back(std::move(steps_[next]));
        for (const Index follower : followers[next])
            if (--missing[follower] == 0) ready.push(follower);
    }
    if (ordered.size() != steps_.size()) {
        Diagnostic loop;
        loop.summary = "Dependency cycle";
        loop.detail = "These resources take one another's names, so none can be made first:";
        std::set<Address> stuck;
        for (Index i = 0; i < steps_.size(); ++i)
            if (missing[i] != 0) stuck.insert(steps_[i].address);
        for (const Address& address : stuck)
            loop.detail += " " + to_text(address);
        loop.hint = "break the loop by removing one of the names.";
        return loop;
    }
    for (Step& step : ordered) {
        for (Index& each : step.after)
            each = place[each];
        std::sort(step.after.begin(), step.after.end());
    }
    return ordered;
}

}  // namespace

Checked<std::vector<Step>> make_steps(const std::vector<Change>& changes, const Snapshot& prior,
                                      const std::vector<Handover>& handovers) {
    require(std::is_sorted(changes.begin(), changes.end(),
                           [](const Change& a, const Change& b) { return a.address < b.address; }),
            "changes are sorted by address");
    return StepGraph(changes, prior, handovers).sorted();
}

}  // namespace fireform
