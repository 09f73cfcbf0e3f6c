#include "engine/apply/dry_runs.hpp"

#include "engine/apply/requests.hpp"
#include "engine/apply/side_by_side.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace fireform {
namespace {

struct Answer {
    Address address;
    Checked<LiveObject> made;
};

Task<Answer> ask(CreateRequest request, Provider& provider) {
    Answer answer;
    answer.address = request.address;
    answer.made = co_await provider.dry_run(std::move(request));
    co_return answer;
}

/// No value: it cannot be judged yet.
std::optional<CreateRequest> request_for(const Plan& plan, const Config& config, std::uint32_t step) {
    const Change& change = *plan.find(plan.steps[step].address);
    const bool known = std::ranges::none_of(
        change.desired, [](const Attributes::Entry& entry) { return entry.second.has_unknown(); });
    const bool builds_on_new = std::ranges::any_of(change.dependencies, [&plan](const Address& address) {
        const Change* below = plan.find(address);
        return below && makes_object(*below);
    });
    // Its own predecessor would be in the way.
    const bool id_taken = !change.object_id.empty() && change.new_id == change.object_id;
    if (!change.type->dry_run || !known || builds_on_new || id_taken) return std::nullopt;
    Attributes desired;
    for (const auto& [index, value] : change.desired)
        if (!value.is_null()) desired.set(index, value);
    RequestInput input;
    input.plan = &plan;
    input.change = &change;
    input.step = step;
    input.desired = &desired;
    ApplyOptions options;
    options.project_folder = config.folder.string();
    auto request = request_of(input, options);
    return std::get<CreateRequest>(std::move(request->request));
}

/// What may be written and was not, and the service chooses.
Attributes defaults_of(const LiveObject& made, const Attributes& desired) {
    Attributes defaults;
    for (const auto& [index, value] : made.attributes) {
        const Attribute& attribute = made.type->attributes[index];
        const bool chosen =
            attribute.computed && attribute.update != Update::computed && !attribute.sensitive;
        if (chosen && attribute.name != "id" && desired.at(index).is_null() && !value.is_null())
            defaults.set(index, value);
    }
    return defaults;
}

}  // namespace

Task<Diagnostics> dry_run_creates(Plan& plan, const Config& config, Provider& provider) {
    std::uint32_t step = 0;
    const auto next = [&]() -> std::optional<Task<Answer>> {
        while (step < plan.steps.size()) {
            const std::uint32_t each = step++;
            if (plan.steps[each].verb != Verb::create) continue;
            if (auto request = request_for(plan, config, each)) return ask(std::move(*request), provider);
        }
        return std::nullopt;
    };
    std::map<Address, Checked<LiveObject>> answers;
    std::vector<Answer> given = co_await side_by_side<Answer>(co_await asio::this_coro::executor, next);
    for (Answer& answer : given)
        answers.emplace(std::move(answer.address), std::move(answer.made));

    Diagnostics problems;
    for (const auto& [address, made] : answers) {
        if (made.value)
            plan.forecast.defaults[address] = defaults_of(*made.value, plan.find(address)->desired);
        const auto block = config.resources.find(address);
        for (Diagnostic problem : made.diagnostics) {
            if (!problem.address) problem.address = address;
            if (!problem.range && block != config.resources.end()) problem.range = block->second.range;
            problems.add(std::move(problem));
        }
    }
    co_return problems;
}

}  // namespace fireform
