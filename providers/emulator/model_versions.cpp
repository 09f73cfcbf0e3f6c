#include "providers/emulator/model_versions.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/model_fields.hpp"
#include "providers/emulator/operations.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string>
#include <vector>

namespace fireform::emulator {
namespace {

std::optional<Refusal> check_create(Draft& draft) {
    const Object& model = *draft.call.world.store.find(draft.call.parent);
    if (text_of(model.body(), "state") != "READY")
        return precondition("model \"" + model.name + "\" is not ready");
    draft.body["snapshot"] = model.body();
    return std::nullopt;
}

/// At once: replicas do not restart here.
HttpResponse deploy(Call& call, Object* version) {
    World& world = call.world;
    const json::object& body = *call.body;
    Object* deployment = nullptr;
    if (const auto refusal =
            resolve(world, "deployment", text_of(body, "deployment"), "deployments", deployment))
        return reply(*refusal);
    if (text_of(body, "rolloutStrategy") == "ROLLOUT_STRATEGY_UNSPECIFIED")
        return reply(invalid("rollout_strategy is required"));
    const auto model = parent_of(version->name);
    if (text_of(deployment->body(), "baseModel") != model)
        return reply(invalid("deployment \"" + deployment->name + "\" does not serve model \"" +
                             std::string(model) + "\""));
    const auto state = text_of(deployment->body(), "state");
    if (state != "READY" && state != "UPDATING")
        return reply(precondition("deployment \"" + deployment->name + "\" is " + std::string(state)));
    set_text(touch(world, *deployment), "targetModelVersion", version->name);
    set_text(touch(world, *deployment), "activeModelVersion", version->name);
    return operation_reply(world, "deploy " + version->name + " " + deployment->name, true);
}

constexpr std::array<Verb, 1> verbs{{
    {.method = "POST", .name = ":deploy", .run = deploy, .body = &deploy_version_message},
}};

}  // namespace

HttpResponse count_versions(Call& call, Object* model) {
    const Bucket* versions = call.world.store.bucket(model->name, "versions");
    const std::size_t count = versions == nullptr ? 0 : versions->by_serial.size();
    if (count == 0 && !call.world.style.emit_defaults) return json_reply(200, "{}");
    return json_reply(200, "{\"count\":" + std::to_string(count) + "}");
}

void drop_versions(World& world, Object& model) {
    std::vector<Object*> all;
    if (const Bucket* versions = world.store.bucket(model.name, "versions"))
        for (const auto& [serial, version] : versions->by_serial)
            all.push_back(version);
    for (Object* version : all)
        erase(world, *version);
}

constinit const Collection model_versions{
    .segment = "versions",
    .singular = "model version",
    .message = &model_version_message,
    .id_parameter = "versionId",
    .lists = false,
    .gets = false,
    .creates = true,
    .verbs = verbs,
    .check_create = check_create,
};

}  // namespace fireform::emulator
