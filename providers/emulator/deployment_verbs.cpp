// What one can do with a deployment beside the standard methods (brief 2.1.1, 2.1.6).
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/deployment_fields.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/listing.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/quotas.hpp"
#include "providers/emulator/tags.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace fireform::emulator {
namespace {

Refusal wrong_state(const Object& deployment) {
    return precondition("deployment \"" + deployment.name + "\" is " +
                        std::string(text_of(deployment.body(), "state")));
}

HttpResponse scale(Call& call, Object* deployment) {
    World& world = call.world;
    const auto wanted = number_of(*call.body, "replicaCount");
    if (wanted < 0) return reply(invalid("replica_count must not be negative"));
    if (!is_running(*deployment) && text_of(deployment->body(), "state") != "CREATING")
        return reply(wrong_state(*deployment));
    const auto most = number_of(deployment->body(), "maxReplicaCount");
    touch(world, *deployment);
    write_ledger(world, *deployment, "scaled to " + std::to_string(std::min(wanted, most)));
    set_desired(world, *deployment, std::min(wanted, most));
    plan_autoscaling(world, *deployment);
    return empty_reply();
}

HttpResponse undelete(Call& call, Object* deployment) {
    World& world = call.world;
    const json::object& body = deployment->body();
    const auto state = text_of(body, "state");
    if (state != "DELETED" && state != "FAILED") return reply(wrong_state(*deployment));
    const auto count = number_of(body, "maxReplicaCount") * number_of(body, "acceleratorCount");
    if (const auto refusal =
            check_gpu_quota(world, deployment->serial, text_of(body, "acceleratorType"), count))
        return reply(*refusal);
    start_deployment(world, *deployment);
    return object_reply(world, *deployment);
}

/// "1m", "10m", "2h"
bool is_time_range(std::string_view text) {
    return text.size() > 1 && text.size() < 8 &&
           std::string_view("smhd").find(text.back()) != std::string_view::npos &&
           std::all_of(
               text.begin(), text.end() - 1,
               [](char c) { return std::isdigit(static_cast<unsigned char>(c)); });
}

HttpResponse metrics(Call& call, Object* deployment) {
    const auto range = call.query.text("timeRange");
    if (!range.empty() && !is_time_range(range))
        return reply(invalid("invalid time_range: write \"10m\" or \"2h\""));
    std::string text = "{\"metrics\":{\"replicas\":";
    text += std::to_string(ready_replicas(*deployment)) +
            ",\"requests_per_second\":0,\"tokens_generated_per_second\":0}}";
    return json_reply(200, std::move(text));
}

/// A live deployment has one shard, named after the region where it runs.
HttpResponse shards(Call& call, Object* deployment) {
    const json::object& body = deployment->body();
    std::vector<json::object> rows;
    if (const auto state = text_of(body, "state"); state != "DELETED") {
        std::string id(text_of(body, "region"));
        for (char& c : id)
            c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        json::object shard;
        set_text(shard, "name", deployment->name + "/shards/" + id);
        for (const std::string_view field : {"createTime", "updateTime", "state", "status", "replicaStats"})
            if (const json::value* value = body.if_contains(field)) shard[field] = *value;
        rows.push_back(std::move(shard));
    }
    return list_rows(call, shard_message, "deploymentShards", rows);
}

HttpResponse termination_message(Call& call, Object* deployment) {
    const auto message = text_of(deployment->notes(), "termination");
    std::string text = "{";
    if (!message.empty() || call.world.style.emit_defaults) {
        text += "\"message\":";
        append_string(text, message);
    }
    return json_reply(200, text + "}");
}

HttpResponse ledger(Call& call, Object* deployment) {
    const json::value* entries = deployment->notes().if_contains("ledger");
    if (entries == nullptr) return json_reply(200, call.world.style.emit_defaults ? "{\"ledger\":[]}" : "{}");
    return json_reply(200, "{\"ledger\":" + json::serialize(*entries) + "}");
}

HttpResponse reset_ledger(Call& call, Object* deployment) {
    clear(deployment->notes(), "ledger");
    note(call.world, *deployment);
    return empty_reply();
}

HttpResponse tags_changed(World& world, Object& deployment, const json::object& tags) {
    json::object& body = touch(world, deployment);
    if (tags.empty()) {
        clear(body, "annotations");
    } else {
        body["annotations"] = tags;
    }
    return object_reply(world, deployment);
}

/// All or nothing, and only the keys that are named.
HttpResponse set_tags(Call& call, Object* deployment) {
    const json::object& wanted = message_of(*call.body, "tags");
    if (const auto refusal = check_tags(wanted)) return reply(*refusal);
    json::object tags = message_of(deployment->body(), "annotations");
    for (const auto& tag : wanted)
        tags[tag.key()] = tag.value();
    if (const auto refusal = check_tag_count(tags.size())) return reply(*refusal);
    return tags_changed(call.world, *deployment, tags);
}

HttpResponse delete_tags(Call& call, Object* deployment) {
    json::object tags = message_of(deployment->body(), "annotations");
    if (const json::value* keys = call.body->if_contains("keys")) {
        for (const json::value& key : keys->get_array())
            if (const auto refusal = check_tag_key(key.get_string())) return reply(*refusal);
        for (const json::value& key : keys->get_array())
            tags.erase(key.get_string());
    }
    return tags_changed(call.world, *deployment, tags);
}

constexpr std::array<Parameter, 2> metrics_query{{{"timeRange"}, {"readMask"}}};

constexpr std::array<Verb, 9> verbs{{
    {.method = "PATCH", .name = ":scale", .run = scale, .body = &scale_message},
    {.method = "POST", .name = ":undelete", .run = undelete, .body = &empty_message},
    {.method = "GET", .name = ":metrics", .run = metrics, .query = metrics_query},
    {.method = "POST", .name = ":setTags", .run = set_tags, .body = &set_tags_message},
    {.method = "POST", .name = ":deleteTags", .run = delete_tags, .body = &delete_tags_message},
    {.method = "GET", .name = "/shards", .run = shards, .lists = true},
    {.method = "GET", .name = "/terminationMessage", .run = termination_message},
    {.method = "GET", .name = "/ledger", .run = ledger},
    {.method = "DELETE", .name = "/ledger", .run = reset_ledger},
}};

}  // namespace

constinit const std::span<const Verb> deployment_verbs = verbs;

}  // namespace fireform::emulator
