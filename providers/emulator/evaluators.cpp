// Evaluators (brief 2.12): what scores the rollouts of reinforcement fine-tuning. They are built before they
// can be used.
#include "providers/emulator/account_fields.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <string>

namespace fireform::emulator {
namespace {

constexpr int built = 1;

std::optional<Refusal> check_create(Draft& draft) {
    set_text(draft.body, "state", "BUILDING");
    set_status(draft.body, "OK", "");
    return std::nullopt;
}

void created(World& world, Object& evaluator) {
    appoint(world, evaluator, Lane::life, pace(world), built);
}

void due(World& world, Object& evaluator, Lane, int) {
    const std::string why(text_of(evaluator.notes(), "fail"));
    json::object& body = touch(world, evaluator);
    set_text(body, "state", why.empty() ? "ACTIVE" : "BUILD_FAILED");
    if (!why.empty()) set_status(body, "INTERNAL", why);
}

}  // namespace

constinit const Collection evaluators{
    .segment = "evaluators",
    .alias = "evaluatorsV2",
    .singular = "evaluator",
    .message = &evaluator_message,
    .id_from = IdFrom::body,
    .id_parameter = "evaluatorId",
    .wrapper = &create_evaluator_message,
    .wrapped = "evaluator",
    .creates = true,
    .updates = true,
    .removes = true,
    .check_create = check_create,
    .created = created,
    .due = due,
};

}  // namespace fireform::emulator
