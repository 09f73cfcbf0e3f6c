#include "engine/apply/estimates.hpp"

#include "engine/apply/task_group.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace fireform {
namespace {

struct Answer {
    Address address;
    Checked<Money> cost;
};

bool starts(const Change& change) {
    return change.action == Action::create || change.action == Action::replace ||
           change.action == Action::repair;
}

bool can_be_asked(const Plan& plan, const Change& change) {
    if (!change.type->estimates || !starts(change)) return false;
    const auto unknown = [](const Attributes::Entry& entry) { return entry.second.has_unknown(); };
    const auto to_come = [&plan](const Address& address) {
        const Change* dependency = plan.find(address);
        return dependency && (starts(*dependency) || dependency->pending);
    };
    return std::ranges::none_of(change.desired, unknown) &&
           std::ranges::none_of(change.dependencies, to_come);
}

/// What is trained, on what and how; companions and their secrets stay here.
CreateRequest question(const Change& change) {
    CreateRequest out;
    out.address = change.address;
    out.type = change.type;
    for (const auto& [index, value] : change.desired)
        if (change.type->attributes[index].signature) out.attributes.set(index, value);
    return out;
}

Task<Answer> ask(CreateRequest request, Provider& provider) {
    Answer answer;
    answer.address = request.address;
    answer.cost = co_await provider.estimate_cost(std::move(request));
    co_return answer;
}

}  // namespace

Task<Diagnostics> estimate_costs(Plan& plan, Provider& provider) {
    TaskGroup<Answer> questions(co_await asio::this_coro::executor);
    for (const Change& change : plan.changes) {
        if (!can_be_asked(plan, change)) continue;
        CreateRequest request = question(change);
        questions.start(ask(std::move(request), provider));
    }
    std::map<Address, Checked<Money>> answers;
    while (questions.in_flight() > 0) {
        Answer answer = co_await questions.next();
        answers.emplace(std::move(answer.address), std::move(answer.cost));
    }
    Diagnostics notes;
    for (Change& change : plan.changes) {
        const auto answer = answers.find(change.address);
        if (answer == answers.end()) continue;
        if (answer->second.ok()) change.estimated_cost = answer->second.value;
        for (Diagnostic each : answer->second.diagnostics) {
            each.severity = Severity::note;
            notes.add(std::move(each));
        }
    }
    co_return notes;
}

}  // namespace fireform
