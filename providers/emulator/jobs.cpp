// Supervised fine-tuning jobs (brief 2.5, 7.3 to 7.5): what is refused, and what the service fills in.
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_fields.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/prices.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

using std::string_view;

constexpr std::int64_t examples_min = 3;  // brief 6.3
constexpr std::int64_t context_default = 32768;

/// What only the validation of the running job finds out.
std::string find_problem(const JobInputs& inputs) {
    const json::object& dataset = inputs.dataset->body();
    if (has(dataset, "externalUrl")) return {};
    if (text_of(dataset, "format") == "RL")
        return "dataset format RL is not supported for supervised fine-tuning";
    std::int64_t examples = 0;  // counted, not what the client said
    const json::object& files = message_of(inputs.dataset->notes(), "files");
    for (const auto& file : files) {
        if (flag_of(file.value().as_object(), "preference"))
            return "preference pairs are not supported for supervised fine-tuning";
        examples += number_of(file.value().as_object(), "rows");
    }
    if (files.empty()) examples = number_of(dataset, "exampleCount");
    if (examples >= examples_min) return {};
    return "dataset must have at least 3 examples, it has " + std::to_string(examples);
}

json::object cost_of(const json::object& body, const JobInputs& inputs) {
    TuningCost cost;
    cost.parameters = number_of(message_of(inputs.base->body(), "baseModelDetails"), "parameterCount");
    cost.full = number_of(body, "loraRank") == 0;
    const json::object& dataset = inputs.dataset->body();
    cost.tokens = static_cast<double>(number_of(dataset, "estimatedTokenCount")) *
                  static_cast<double>(std::max<std::int64_t>(number_of(body, "epochs"), 1));
    for (const auto& file : message_of(inputs.dataset->notes(), "files"))
        if (flag_of(file.value().as_object(), "thinking")) {
            cost.tokens *= real_of(dataset, "averageTurnCount") / 2;
            break;
        }
    return money(nano_dollars(cost));
}

/// Everything but the output model, for a create and for an estimate alike.
std::optional<Refusal> settle(World& world, json::object& body, JobInputs& inputs) {
    if (auto refusal = check_one_start(body)) return refusal;
    if (auto refusal = find_dataset(world, "dataset", text_of(body, "dataset"), inputs.dataset))
        return refusal;
    if (auto refusal = check_evaluation(world, body)) return refusal;
    if (auto refusal = find_start(world, body, inputs)) return refusal;
    if (auto refusal = check_numbers(body)) return refusal;
    if (auto refusal = settle_rank(body, inputs, {})) return refusal;
    if (auto refusal = settle_context(body, inputs, context_default)) return refusal;
    if (auto refusal = check_stack(body, inputs)) return refusal;
    if (auto refusal = check_helpers(world, body)) return refusal;
    fill_training(body);
    return check_examples(*inputs.dataset, body);
}

std::optional<Refusal> check_create(Draft& draft) {
    JobInputs inputs;
    if (auto refusal = settle(draft.call.world, draft.body, inputs)) return refusal;
    if (auto refusal = settle_output(draft, draft.body)) return refusal;
    Run run = plan_run(draft.body, inputs);
    run.problem = find_problem(inputs);
    keep_run(draft.notes, run);
    draft.body["estimatedCost"] = cost_of(draft.body, inputs);
    set_text(draft.body, "state", "JOB_STATE_CREATING");
    set_status(draft.body, "OK", "");
    return std::nullopt;
}

HttpResponse estimate_cost(Call& call, Object*) {
    json::object body = *call.body;
    JobInputs inputs;
    if (const auto refusal = settle(call.world, body, inputs)) return reply(*refusal);
    std::string text = "{\"estimatedCost\":";
    append_message(text, cost_of(body, inputs), money_message, call.world.style);
    return json_reply(200, text + "}");
}

constexpr std::array<Verb, 3> verbs{{
    {.method = "POST", .name = ":cancel", .run = cancel_job, .body = &empty_message},
    {.method = "POST", .name = ":resume", .run = resume_job, .body = &empty_message},
    {.method = "POST",
     .name = ":estimateCost",
     .run = estimate_cost,
     .on_object = false,
     .body = &supervised_job_message},
}};
constexpr std::array<string_view, 1> indexed{"outputModel"};

}  // namespace

constinit const Collection supervised_fine_tuning_jobs{
    .segment = "supervisedFineTuningJobs",
    .singular = "supervised fine-tuning job",
    .message = &supervised_job_message,
    .id_parameter = "supervisedFineTuningJobId",
    .id_uuid = true,
    .creates = true,
    .removes = true,
    .indexed = indexed,
    .verbs = verbs,
    .check_create = check_create,
    .created = job_created,
    .remove = remove_job,
    .due = job_due,
};

}  // namespace fireform::emulator
