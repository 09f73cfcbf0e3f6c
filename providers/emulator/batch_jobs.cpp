// Batch inference jobs (brief 2.12): rows in, rows out. They cannot be changed or cancelled.
#include "providers/emulator/batch_job_fields.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string>
#include <string_view>

namespace fireform::emulator {
namespace {

/// One that goes on from another takes model and input from it, unless it says otherwise.
std::optional<Refusal> inherit(World& world, json::object& body) {
    const auto name = text_of(body, "continuedFromJobName");
    if (name.empty()) return std::nullopt;
    Object* first = nullptr;
    if (auto refusal = resolve(world, "continued_from_job_name", name, "batchInferenceJobs", first))
        return refusal;
    for (const std::string_view field : {"model", "inputDatasetId"})
        if (!has(body, field)) body[field] = first->body().at(field);
    return std::nullopt;
}

std::optional<Refusal> settle_output(Draft& draft) {
    const World& world = draft.call.world;
    std::string output(text_of(draft.body, "outputDatasetId"));
    if (output.empty()) output = draft.call.parent + "/datasets/" + draft.id + "-output";
    if (!is_name(output, "datasets") || parent_of(output) != draft.call.parent)
        return invalid("output_dataset_id must be " + draft.call.parent + "/datasets/<id>");
    if (world.store.find(output) != nullptr)
        return Refusal{Code::already_exists, "dataset \"" + output + "\" already exists"};
    set_text(draft.body, "outputDatasetId", output);
    return std::nullopt;
}

std::optional<Refusal> check_create(Draft& draft) {
    World& world = draft.call.world;
    json::object& body = draft.body;
    if (auto refusal = inherit(world, body)) return refusal;
    for (const std::string_view field : {"model", "inputDatasetId"})
        if (!has(body, field))
            return invalid(snake_case(field) + " is required without continued_from_job_name");
    Object* model = nullptr;
    if (auto refusal = resolve(world, "model", text_of(body, "model"), "models", model)) return refusal;
    if (text_of(model->body(), "state") != "READY")
        return precondition("model \"" + model->name + "\" is not ready");
    const Object* input = nullptr;
    if (auto refusal = find_dataset(world, "input_dataset_id", text_of(body, "inputDatasetId"), input))
        return refusal;
    if (auto refusal = settle_output(draft)) return refusal;
    Run run;
    run.output = text_of(body, "outputDatasetId");
    run.requests = number_of(input->body(), "exampleCount");
    keep_run(draft.notes, run);
    set_text(body, "state", "JOB_STATE_CREATING");
    set_status(body, "OK", "");
    return std::nullopt;
}

constexpr std::array<std::string_view, 1> indexed{"outputDatasetId"};

}  // namespace

constinit const Collection batch_inference_jobs{
    .segment = "batchInferenceJobs",
    .singular = "batch inference job",
    .message = &batch_job_message,
    .id_parameter = "batchInferenceJobId",
    .creates = true,
    .removes = true,
    .indexed = indexed,
    .check_create = check_create,
    .created = job_created,
    .remove = remove_job,
    .due = job_due,
};

}  // namespace fireform::emulator
