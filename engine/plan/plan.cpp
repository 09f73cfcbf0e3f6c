#include "engine/plan/plan.hpp"

#include <algorithm>

namespace fireform {

const CostChange* Forecast::cost_of(const Address& address) const {
    const auto found = std::ranges::lower_bound(costs, address, {}, &CostChange::address);
    return found != costs.end() && found->address == address ? &*found : nullptr;
}

const Change* Plan::find(const Address& address) const {
    const auto found =
        std::lower_bound(changes.begin(), changes.end(), address,
                         [](const Change& change, const Address& wanted) { return change.address < wanted; });
    return found != changes.end() && found->address == address ? &*found : nullptr;
}

const Address* Plan::origin(const Address& address) const {
    const auto found = std::ranges::lower_bound(moves, address, {}, &Move::to);
    return found != moves.end() && found->to == address ? &found->from : nullptr;
}

Counts Plan::counts() const {
    Counts counts;
    for (const Change& change : changes) {
        counts.destroy += static_cast<int>(change.deposed.size());
        switch (change.action) {
            case Action::none:
                break;
            case Action::create:
                ++counts.add;
                break;
            case Action::undelete:
                ++(resumes(change) ? counts.change : counts.add);
                break;
            case Action::adopt:
                ++(change.imported ? counts.import : counts.adopt);
                if (!change.attributes.empty()) ++counts.change;
                break;
            case Action::update:
                ++counts.change;
                break;
            case Action::replace:
            case Action::repair:
                ++counts.add;
                ++counts.destroy;
                break;
            case Action::destroy:
                ++counts.destroy;
                break;
            case Action::forget:
                ++counts.forget;
                break;
        }
    }
    return counts;
}

bool Plan::has_changes() const {
    if (!moves.empty()) return true;
    if (mode == PlanMode::refresh_only) return !drift.empty();
    if (counts() != Counts{}) return true;
    return std::any_of(outputs.begin(), outputs.end(),
                       [](const OutputChange& output) { return output.before != output.after; });
}

bool makes_object(const Change& change) {
    return change.action == Action::create || change.action == Action::replace ||
           change.action == Action::repair;
}

bool resumes(const Change& change) {
    return change.action == Action::undelete && change.type && change.type->run;
}

bool removes(Verb verb) {
    return verb == Verb::destroy || verb == Verb::purge;
}

std::string_view to_text(Action action) {
    switch (action) {
        case Action::none:
            return "none";
        case Action::create:
            return "create";
        case Action::adopt:
            return "adopt";
        case Action::update:
            return "update";
        case Action::replace:
            return "replace";
        case Action::repair:
            return "repair";
        case Action::destroy:
            return "destroy";
        case Action::forget:
            return "forget";
        case Action::undelete:
            return "undelete";
    }
    return "none";
}

std::string_view to_text(Verb verb) {
    switch (verb) {
        case Verb::create:
            return "create";
        case Verb::update:
            return "update";
        case Verb::adopt:
            return "adopt";
        case Verb::undelete:
            return "undelete";
        case Verb::purge:
            return "purge";
        case Verb::destroy:
            return "destroy";
        case Verb::forget:
            return "forget";
        case Verb::clear:
            return "clear";
        case Verb::wait:
            return "wait";
        case Verb::wake:
            return "wake";
        case Verb::probe:
            return "probe";
    }
    return "wait";
}

std::string_view symbol(const Change& change) {
    switch (change.action) {
        case Action::none:
            return "";
        case Action::create:
            return "+";
        case Action::undelete:
            return resumes(change) ? "~" : "+";
        case Action::adopt:
            return "&";
        case Action::update:
            return "~";
        case Action::replace:
            return change.create_before_destroy ? "+/-" : "-/+";
        case Action::repair:
            return "!";
        case Action::destroy:
            return "-";
        case Action::forget:
            return ".";
    }
    return "";
}

}  // namespace fireform
