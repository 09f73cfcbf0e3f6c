#include "engine/apply/dry_runs.hpp"

#include "engine/apply/requests.hpp"
#include "engine/apply/task_group.hpp"
#include "engine/plan/hardware.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t in_flight_max = 16;  // as many as apply sends by default

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
    TaskGroup<Answer> asked(co_await asio::this_coro::executor);
    std::map<Address, Checked<LiveObject>> answers;
    std::exception_ptr broken;
    std::uint32_t step = 0;
    while (step < plan.steps.size() || asked.in_flight() > 0) {
        if (step < plan.steps.size() && asked.in_flight() < in_flight_max && !broken) {
            if (plan.steps[step].verb == Verb::create)
                if (auto request = request_for(plan, config, step))
                    asked.start(ask(std::move(*request), provider));
            ++step;
            continue;
        }
        if (asked.in_flight() == 0) break;
        const std::size_t running = asked.in_flight();
        try {
            Answer answer = co_await asked.next();
            answers.emplace(std::move(answer.address), std::move(answer.made));
        } catch (...) {
            if (asked.in_flight() == running) throw;  // cancelled ourselves: there is no waiting any more
            if (!broken) broken = std::current_exception();
        }
    }
    if (broken) std::rethrow_exception(broken);

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
