// POST checkpoints/x:promote (brief 2.8): a checkpoint of a trainer becomes a model. Checkpoints are no
// objects of their own; the body says whose they are.
#include "providers/emulator/body.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/job_output.hpp"
#include "providers/emulator/tuning_job_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::size_t id_max = 63;

const json::object* find_checkpoint(const Object& trainer, std::string_view id) {
    const json::value* rows = trainer.notes().if_contains("checkpoints");
    if (rows == nullptr) return nullptr;
    for (const json::value& row : rows->as_array())
        if (id_of(text_of(row.as_object(), "name")) == id) return &row.as_object();
    return nullptr;
}

HttpResponse promote(Call& call, Object*) {
    World& world = call.world;
    const json::object& body = *call.body;
    if (call.id.size() > id_max)
        return reply(invalid("invalid checkpoint_id \"" + call.id + "\": it must be at most 63 characters"));
    Object *trainer = nullptr, *base = nullptr;
    if (const auto refusal =
            resolve(world, "trainer_job_id", text_of(body, "trainerJobId"), "rlorTrainerJobs", trainer))
        return reply(*refusal);
    if (const auto refusal = resolve(world, "base_model", text_of(body, "baseModel"), "models", base))
        return reply(*refusal);
    const json::object* checkpoint = find_checkpoint(*trainer, call.id);
    if (checkpoint == nullptr) return reply(not_found(trainer->name + "/checkpoints/" + call.id));
    if (!flag_of(*checkpoint, "promotable"))
        return reply(precondition("checkpoint \"" + call.id + "\" of type " +
                                  std::string(text_of(*checkpoint, "checkpointType")) +
                                  " cannot be promoted"));
    const Run run = run_of(*trainer);
    if (run.base != base->name)
        return reply(invalid("base_model must be \"" + run.base + "\", which the checkpoint was trained on"));
    std::string output;
    if (const auto refusal = free_model(world, call.parent, text_of(body, "outputModel"), output))
        return reply(*refusal);
    Object& model = make_model(world, *trainer, run, output);
    return json_reply(200, "{\"model\":" + text_of(world, model) + "}");
}

constexpr std::array<Verb, 1> verbs{{
    {.method = "POST", .name = ":promote", .run = promote, .stored = false, .body = &promote_message},
}};

}  // namespace

constinit const Collection checkpoints{
    .segment = "checkpoints",
    .singular = "checkpoint",
    .message = &checkpoint_message,
    .lists = false,
    .gets = false,
    .verbs = verbs,
};

}  // namespace fireform::emulator
