#include "providers/emulator/job_output.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <string>
#include <utility>

namespace fireform::emulator {
namespace {

/// Everything that is made here is READY at once.
json::object ready(const World& world, std::string_view name) {
    json::object body;
    set_text(body, "name", name);
    set_text(body, "createTime", timestamp(world.now));
    set_text(body, "updateTime", timestamp(world.now));
    set_text(body, "state", "READY");
    set_status(body, "OK", "");
    return body;
}

void add_lora(json::object& body, const Object& job, const Run& run, const Object* base) {
    set_text(body, "kind", "HF_PEFT_ADDON");
    json::object& details = message_in(body, "peftDetails");
    set_text(details, "baseModel", run.base);
    set_number(details, "r", run.rank);
    const json::value* chosen = training_of(job).if_contains("loraTargetModules");
    details["targetModules"] =
        chosen != nullptr && !chosen->as_array().empty()
            ? chosen->as_array()
            : json::array{"q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj", "gate_proj"};
    if (base != nullptr)
        set_text(details, "baseModelType",
                 text_of(message_of(base->body(), "baseModelDetails"), "modelType"));
}

/// A full-parameter run: as its base is.
void add_base(json::object& body, const Object* base) {
    set_text(body, "kind", "HF_BASE_MODEL");
    if (base == nullptr) return;
    body["baseModelDetails"] = message_of(base->body(), "baseModelDetails");
    set_number(body, "trainingContextLength", number_of(base->body(), "trainingContextLength"));
    for (const std::string_view field : {"supportsLora", "supervisedLoraTunable", "rlLoraTunable",
                                         "supervisedFullParameterTunable", "rlFullParameterTunable"})
        set_flag(body, field, flag_of(base->body(), field));
}

void make_dataset(World& world, const Object& job, const Run& run) {
    json::object body = ready(world, run.output);
    set_text(body, "createdBy", world.email);
    set_text(body, "sourceJobName", job.name);
    set_int64(body, "exampleCount", run.requests);
    insert(world, datasets, run.output, std::move(body), {});
}

}  // namespace

Object& make_model(World& world, const Object& job, const Run& run, std::string_view name) {
    const Object* base = world.store.find(run.base);
    json::object body = ready(world, name);
    set_text(body, "fineTuningJob", job.name);
    if (base != nullptr) set_number(body, "contextLength", number_of(base->body(), "contextLength"));
    if (run.rank > 0) {
        add_lora(body, job, run, base);
    } else {
        add_base(body, base);
    }
    return insert(world, models, std::string(name), std::move(body), {});
}

std::optional<Refusal> leave_output(World& world, const Object& job) {
    const Run run = run_of(job);
    Object* held = world.store.find(run.output);
    const bool model = is_name(run.output, "models");
    if (held == nullptr && model) {
        make_model(world, job, run, run.output);
    } else if (held == nullptr) {
        make_dataset(world, job, run);
    } else if (model && text_of(held->body(), "fineTuningJob") == job.name) {
        touch(world, *held);  // resumed after it was done: the same model, trained on
    } else {
        return Refusal{Code::already_exists,
                       std::string(model ? "model" : "dataset") + " \"" + run.output + "\" already exists"};
    }
    return std::nullopt;
}

}  // namespace fireform::emulator
