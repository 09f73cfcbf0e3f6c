// The life of a deployment (brief 2.1.4, 2.1.7).
#include "providers/emulator/body.hpp"
#include "providers/emulator/deployed_models.hpp"
#include "providers/emulator/deployment_fields.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/routers.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

using namespace std::chrono;
using namespace deployment_step;

constexpr auto traffic_guard = hours(1);
constexpr auto purge_after = hours(24 * 7);
constexpr std::size_t ledger_max = 200;

void set_state(World& world, Object& deployment, std::string_view state) {
    set_text(touch(world, deployment), "state", state);
    write_ledger(world, deployment, state);
    book_accelerators(world, deployment);
    follow_deployment(world, deployment);
}

/// Where the autoscaler would have it when it starts: one replica even with a minimum of zero.
std::int64_t first_replicas(const json::object& body) {
    return std::min(std::max<std::int64_t>(number_of(body, "minReplicaCount"), 1),
                    number_of(body, "maxReplicaCount"));
}

void become_ready(World& world, Object& deployment) {
    set_state(world, deployment, "READY");
    set_number(deployment.notes(), "readyAt", world.now.count());
    base_is_ready(world, deployment);
    plan_autoscaling(world, deployment);
}

void fail(World& world, Object& deployment) {
    const std::string why(text_of(deployment.notes(), "fail"));
    set_text(deployment.notes(), "termination", why);
    clear(deployment.notes(), "fail");  // undeleted, it gets a fresh start
    set_desired(world, deployment, 0);
    set_state(world, deployment, "FAILED");
    set_status(edit(world, deployment), "INTERNAL", why);
    base_has_failed(world, deployment);
}

/// Fields that nobody has to roll out.
bool is_label(std::string_view field) {
    return field == "displayName" || field == "description" || field == "expireTime" ||
           field == "updateTime" || field == "annotations";
}

bool rolls_out(const json::object& before, const json::object& after) {
    for (const Field& field : deployment_message.fields) {
        const json::value* a = before.if_contains(field.name);
        const json::value* b = after.if_contains(field.name);
        if (!is_label(field.name) && ((a == nullptr) != (b == nullptr) || (a != nullptr && *a != *b)))
            return true;
    }
    return false;
}

void vanish(World& world, Object& deployment) {
    drop_records(world, deployment);
    drop_router(world, deployment);
    erase(world, deployment);
}

constexpr std::array<Parameter, 1> list_query{{{"showDeleted", Kind::boolean}}};
constexpr std::array<Parameter, 5> create_query{{
    {"disableAutoDeploy", Kind::boolean},
    {"disableSpeculativeDecoding", Kind::boolean},
    {"validateOnly", Kind::boolean},
    {"skipShapeValidation", Kind::boolean},
    {"skipImageTagValidation", Kind::boolean},
}};
constexpr std::array<Parameter, 1> update_query{{{"skipShapeValidation", Kind::boolean}}};
constexpr std::array<Parameter, 2> remove_query{{{"hard", Kind::boolean}, {"ignoreChecks", Kind::boolean}}};
constexpr std::array<std::string_view, 1> indexed{"baseModel"};

bool lists_deleted(const Call& call) {
    return call.query.flag("showDeleted");
}

bool is_listed(const Call& call, const json::object& body) {
    return text_of(body, "state") != "DELETED" || lists_deleted(call);
}

void release(World& world, Object& deployment) {
    world.holdings.release(deployment.serial);
}

}  // namespace

bool is_running(const Object& deployment) {
    const auto state = text_of(deployment.body(), "state");
    return state == "READY" || state == "UPDATING";
}

void book_accelerators(World& world, Object& deployment) {
    const json::object& body = deployment.body();
    const bool holds = is_running(deployment) || text_of(body, "state") == "CREATING";
    world.holdings.hold(deployment.serial, text_of(body, "acceleratorType"),
                        holds ? number_of(body, "maxReplicaCount") * number_of(body, "acceleratorCount") : 0);
}

void write_ledger(World& world, Object& deployment, std::string_view text) {
    json::value& slot = deployment.notes()["ledger"];
    json::array& entries = slot.is_array() ? slot.get_array() : slot.emplace_array();
    if (entries.size() == ledger_max) entries.erase(entries.begin());
    entries.push_back(json::object{{"timestamp", timestamp(world.now)}, {"value", std::string(text)}});
    note(world, deployment);
}

void start_deployment(World& world, Object& deployment) {
    json::object& body = edit(world, deployment);
    clear(body, "deleteTime");
    clear(body, "purgeTime");
    set_status(body, "OK", "");
    set_state(world, deployment, "CREATING");
    set_desired(world, deployment, first_replicas(deployment.body()));
    appoint(world, deployment, Lane::life, pace(world), has(deployment.notes(), "fail") ? failed : ready);
    if (flag_of(deployment.notes(), "autoDeploy")) auto_deploy(world, deployment);
}

void deployment_created(World& world, Object& deployment) {
    start_deployment(world, deployment);
}

void deployment_updated(World& world, Object& deployment, const Update& update) {
    book_accelerators(world, deployment);
    if (!rolls_out(update.before, update.after)) return;
    const json::object& body = deployment.body();
    const auto desired = number_of(body, "desiredReplicaCount");
    const auto wanted =
        std::min(std::max(desired, number_of(body, "minReplicaCount")), number_of(body, "maxReplicaCount"));
    if (wanted != desired) set_desired(world, deployment, wanted);
    if (text_of(body, "state") == "CREATING") return;
    set_state(world, deployment, "UPDATING");
    set_status(edit(world, deployment), "OK", "");
    clear(deployment.notes(), "updateFails");  // of an update that did not come to its end
    if (world.fault != nullptr && world.fault->kind == FaultKind::fail_state)
        set_text(deployment.notes(), "updateFails", failure_of(*world.fault));
    appoint(world, deployment, Lane::life, pace(world), updated);
}

void deployment_due(World& world, Object& deployment, Lane lane, int step) {
    if (lane == Lane::replicas) return move_replicas(world, deployment, step);
    if (lane == Lane::idle) return autoscale(world, deployment);
    switch (step) {
        case ready:
            return become_ready(world, deployment);
        case failed:
            return fail(world, deployment);
        case updated:
            set_state(world, deployment, "READY");
            // A failed update leaves it READY with a status that says so (brief, Appendix A, U26).
            if (const std::string why(text_of(deployment.notes(), "updateFails")); !why.empty()) {
                clear(deployment.notes(), "updateFails");
                set_status(edit(world, deployment), "INTERNAL", why);
            }
            return plan_autoscaling(world, deployment);
        case deleted: {
            drop_records(world, deployment);
            set_state(world, deployment, "DELETED");
            const Nanos until = Nanos(number_of(deployment.notes(), "purgeAt"));
            appoint(world, deployment, Lane::life, until - world.now, purged);
            return;
        }
        default:
            return vanish(world, deployment);
    }
}

void start_deletion(World& world, Object& deployment, bool hard) {
    set_desired(world, deployment, 0);
    set_state(world, deployment, "DELETING");
    json::object& body = edit(world, deployment);
    set_text(body, "deleteTime", timestamp(world.now));
    if (!hard) {
        set_text(body, "purgeTime", timestamp(world.now + purge_after));
        set_number(deployment.notes(), "purgeAt", (world.now + purge_after).count());
    }
    Schedule::cancel(deployment, Lane::idle);
    unload_records(world, deployment);
    appoint(world, deployment, Lane::life, pace(world), hard ? gone : deleted);
}

std::optional<Refusal> remove_deployment(Call& call, Object& deployment) {
    World& world = call.world;
    const bool hard = call.query.flag("hard");
    const auto state = text_of(deployment.body(), "state");
    if (state == "DELETED") {
        if (!hard) return not_found(deployment.name);
        vanish(world, deployment);
        return std::nullopt;
    }
    if (state == "DELETING") {
        if (hard) appoint(world, deployment, Lane::life, pace(world), gone);
        return std::nullopt;
    }
    if (!call.query.flag("ignoreChecks")) {
        if (deployment.used.count() != 0 && world.now - deployment.used < traffic_guard)
            return precondition(
                "deployment has received inference requests in the last hour, pass ignore_checks to skip "
                "this check");
        if (addon_count(world, deployment) != 0)
            return precondition(
                "deployment has LoRA addons loaded, unload them first or pass ignore_checks to skip this "
                "check");
    }
    start_deletion(world, deployment, hard);
    return std::nullopt;
}

const Collection deployments{
    .segment = "deployments",
    .singular = "deployment",
    .message = &deployment_message,
    .order = "create_time",
    .id_parameter = "deploymentId",
    .creates = true,
    .updates = true,
    .removes = true,
    .list_query = list_query,
    .create_query = create_query,
    .update_query = update_query,
    .remove_query = remove_query,
    .indexed = indexed,
    .verbs = deployment_verbs,
    .check_create = check_deployment_create,
    .created = deployment_created,
    .check_update = check_deployment_update,
    .updated = deployment_updated,
    .remove = remove_deployment,
    .due = deployment_due,
    .listed = is_listed,
    .lists_all = lists_deleted,
    .loaded = book_accelerators,
    .erased = release,
};

}  // namespace fireform::emulator
