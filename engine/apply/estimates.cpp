#include "engine/apply/estimates.hpp"

#include "engine/apply/side_by_side.hpp"

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

bool can_be_asked(const Plan& plan, const Change& change) {
    if (!change.type->estimates || !makes_object(change)) return false;
    const auto unknown = [](const Attributes::Entry& entry) { return entry.second.has_unknown(); };
    const auto to_come = [&plan](const Address& address) {
        const Change* dependency = plan.find(address);
        return dependency && (makes_object(*dependency) || dependency->pending);
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
    auto change = plan.changes.begin();
    const auto next = [&]() -> std::optional<Task<Answer>> {
        change = std::find_if(change, plan.changes.end(),
                              [&](const Change& each) { return can_be_asked(plan, each); });
        if (change == plan.changes.end()) return std::nullopt;
        return ask(question(*change++), provider);
    };
    std::map<Address, Checked<Money>> answers;
    std::vector<Answer> given = co_await side_by_side<Answer>(co_await asio::this_coro::executor, next);
    for (Answer& answer : given)
        answers.emplace(std::move(answer.address), std::move(answer.cost));

    Diagnostics notes;
    for (Change& each_change : plan.changes) {
        const auto answer = answers.find(each_change.address);
        if (answer == answers.end()) continue;
        if (answer->second.ok()) each_change.estimated_cost = answer->second.value;
        for (Diagnostic each : answer->second.diagnostics) {
            each.severity = Severity::note;
            notes.add(std::move(each));
        }
    }
    co_return notes;
}

}  // namespace fireform
