#include "providers/emulator/inference.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/json_rules.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string>

namespace fireform::emulator {
namespace {

/// Where a request goes.
struct Destination {
    bool found = false;
    Object* deployment = nullptr;    ///< null: serverless
    const Object* failed = nullptr;  ///< not found, since this LoRA could not be loaded there
};

bool serves(const Object& deployment) {
    return is_running(deployment) && !flag_of(deployment.notes(), "unroutable");
}

/// Loaded, and the route has followed.
bool is_routed(const World& world, const Object& record) {
    const auto state = text_of(record.body(), "state");
    return (state == "DEPLOYED" || state == "UPDATING") && !flag_of(record.notes(), "unroutable") &&
           number_of(record.notes(), "routeAt") <= world.now.count();
}

/// The API has no FAILED for a load (brief 2.2.3).
bool has_failed(const Object& record) {
    return text_of(record.body(), "state") == "STATE_UNSPECIFIED";
}

Object* find_deployment(const World& world, std::string_view name) {
    const std::string full = name.find('/') == std::string_view::npos
                                 ? world.account + "/deployments/" + std::string(name)
                                 : std::string(name);
    Object* found = is_name(full, "deployments") ? world.store.find(full) : nullptr;
    return found != nullptr && serves(*found) ? found : nullptr;
}

/// "<model>#<deployment>": the deployment's own model, or an addon on it.
Destination pair(const World& world, std::string_view model, std::string_view target) {
    Object* deployment = find_deployment(world, target);
    if (deployment == nullptr) return {};
    if (text_of(deployment->body(), "baseModel") == model) {
        // Of a live merge only the full form is known (brief 2.2.5).
        const Object* base = world.store.find(model);
        const bool merged = base != nullptr && text_of(base->body(), "kind") == "HF_PEFT_ADDON";
        if (merged && target.find('/') == std::string_view::npos) return {};
        return {true, deployment};
    }
    if (flag_of(deployment->body(), "enableHotReloadLatestAddon")) return {};
    for (const auto& [serial, record] :
         world.store.referring("deployedModels", "deployment", deployment->name)) {
        if (text_of(record->body(), "model") != model) continue;
        if (is_routed(world, *record)) return {true, deployment};
        if (has_failed(*record)) return {.failed = record};
    }
    return {};
}

/// One of a router's deployments, the first that has a replica if any has.
Destination through(const World& world, const Object& router) {
    Destination chosen;
    const json::value* names = router.body().if_contains("deployments");
    if (names == nullptr || text_of(router.body(), "state") == "CREATING") return {};
    for (const json::value& name : names->as_array()) {
        Object* deployment = find_deployment(world, std::string_view(name.as_string()));
        if (deployment == nullptr) continue;
        if (ready_replicas(*deployment) > 0) return {true, deployment};
        if (!chosen.found) chosen = {true, deployment};
    }
    return chosen;
}

/// A bare model: where its default record is, or serverless.
Destination bare(const World& world, std::string_view model) {
    for (const auto& [serial, record] : world.store.referring("deployedModels", "model", model)) {
        if (!flag_of(record->body(), "default")) continue;
        if (has_failed(*record)) return {.failed = record};
        if (!is_routed(world, *record)) continue;
        Object* deployment = find_deployment(world, text_of(record->body(), "deployment"));
        if (deployment == nullptr || flag_of(deployment->body(), "enableHotReloadLatestAddon")) continue;
        const Object* base = world.store.find(model);
        const bool merged = base != nullptr && text_of(base->body(), "kind") == "HF_PEFT_ADDON" &&
                            text_of(deployment->body(), "baseModel") == model;
        if (!merged) return {true, deployment};
    }
    const Object* found = world.store.find(model);
    if (found != nullptr && flag_of(found->body(), "supportsServerless")) return {true, nullptr};
    return {};
}

Destination find(const World& world, std::string_view model) {
    if (const auto mark = model.find('#'); mark != std::string_view::npos)
        return pair(world, model.substr(0, mark), model.substr(mark + 1));
    if (is_name(model, "deployments")) {
        Object* deployment = find_deployment(world, model);
        return {deployment != nullptr, deployment};
    }
    if (is_name(model, "routers")) {
        const Object* router = world.store.find(model);
        return router == nullptr ? Destination{} : through(world, *router);
    }
    if (is_name(model, "deployedModels")) {  // deprecated, still answered
        const Object* record = world.store.find(model);
        if (record != nullptr && has_failed(*record)) return {.failed = record};
        if (record == nullptr || !is_routed(world, *record)) return {};
        Object* deployment = find_deployment(world, text_of(record->body(), "deployment"));
        return {deployment != nullptr, deployment};
    }
    return bare(world, model);
}

std::string completion(const World& world, std::string_view model) {
    std::string text = "{\"id\":\"chatcmpl-" + seeded_hash(world, std::to_string(world.now.count()));
    text +=
        "\",\"object\":\"chat.completion\",\"created\":" + std::to_string(world.now.count() / 1'000'000'000);
    text += ",\"model\":";
    append_string(text, model);
    text +=
        ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello from the "
        "emulator.\"},"
        "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":13,\"completion_"
        "tokens\":5}}";
    return text;
}

}  // namespace

HttpResponse inference_error(int status, std::string_view code, std::string_view message) {
    std::string text = "{\"error\":{\"object\":\"error\",\"type\":\"error\",\"code\":";
    append_string(text, code);
    text += ",\"message\":";
    append_string(text, message);
    return json_reply(status, text + "}}");
}

HttpResponse chat_completions(World& world, const HttpRequest& request) {
    if (request.method != "POST") return inference_error(405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
    json::object body;
    if (const auto refusal = parse_body(request.body, body))
        return inference_error(400, "INVALID_REQUEST", refusal->message);
    const std::string model(text_of(body, "model"));
    const json::value* messages = body.if_contains("messages");
    if (model.empty()) return inference_error(400, "INVALID_REQUEST", "model is required");
    if (messages == nullptr || !messages->is_array() || messages->get_array().empty())
        return inference_error(400, "INVALID_REQUEST", "messages must be a non-empty array");
    const std::string_view suspended = text_of(world.store.find(world.account)->body(), "suspendState");
    if (suspended != "UNSUSPENDED")  // brief 2.1.8
        return inference_error(412, "PRECONDITION_FAILED", "account is suspended: " + std::string(suspended));
    const Destination destination = find(world, model);
    if (const Object* record = destination.failed)  // brief 2.1.8
        return inference_error(412, "PRECONDITION_FAILED",
                               "LoRA " + std::string(text_of(record->body(), "model")) +
                                   " could not be loaded: " +
                                   std::string(text_of(message_of(record->body(), "status"), "message")));
    if (!destination.found)
        return inference_error(404, "NOT_FOUND",
                               "Model not found, inaccessible, and/or not deployed: " + model);
    if (destination.deployment != nullptr) {
        Object& deployment = *destination.deployment;
        mark_used(world, deployment);
        if (ready_replicas(deployment) == 0) {
            // Requests are not queued; the first one wakes it.
            if (number_of(deployment.body(), "desiredReplicaCount") == 0) {
                set_desired(world, deployment,
                            std::min<std::int64_t>(number_of(deployment.body(), "maxReplicaCount"), 1));
                plan_autoscaling(world, deployment);
            }
            return inference_error(
                503, "DEPLOYMENT_SCALING_UP",
                "Deployment is currently scaled to zero and is scaling up, please retry later");
        }
    }
    return json_reply(200, completion(world, model));
}

}  // namespace fireform::emulator
