// Replicas of a deployment: their way from a pending one to a ready one, and the autoscaler that asks for
// them.
#include "providers/emulator/autoscaling.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace fireform::emulator {
namespace {

using namespace std::chrono;

constexpr int steps = 5;  ///< from pending to ready
constexpr auto idle_life = hours(24 * 7);

void set_stats(json::object& body, std::int64_t pending, std::int64_t downloading, std::int64_t initializing,
               std::int64_t ready) {
    json::object& stats = message_in(body, "replicaStats");
    set_number(stats, "pendingSchedulingReplicaCount", pending);
    set_number(stats, "downloadingModelReplicaCount", downloading);
    set_number(stats, "initializingReplicaCount", initializing);
    set_number(stats, "readyReplicaCount", ready);
    set_number(body, "replicaCount", downloading + initializing + ready);
}

Nanos noted(const Object& deployment, std::string_view field) {
    return Nanos(number_of(deployment.notes(), field));
}

void keep(World& world, Object& deployment, std::string_view field) {
    set_number(deployment.notes(), field, world.now.count());
    note(world, deployment);
}

/// What the autoscaler would do, and when at the earliest.
struct Outlook {
    Minimum least;
    Nanos to_zero{0}, deletion{0}, up{0}, down{0};
};

Outlook outlook(World& world, const Object& deployment) {
    const json::object& body = deployment.body();
    const Nanos changed = noted(deployment, "scaledAt");
    const Nanos quiet = std::max(deployment.used, changed);
    Outlook view;
    view.least = minimum_at(body, world.now, world.zones);
    view.to_zero = quiet + window(body, "scaleToZeroWindow");
    view.deletion = std::max(deployment.used, noted(deployment, "readyAt")) + idle_life;
    view.up = changed + window(body, "scaleUpWindow");
    view.down = quiet + window(body, "scaleDownWindow");
    return view;
}

}  // namespace

std::int64_t ready_replicas(const Object& deployment) {
    return number_of(message_of(deployment.body(), "replicaStats"), "readyReplicaCount");
}

void set_desired(World& world, Object& deployment, std::int64_t replicas) {
    const std::int64_t ready = std::min(ready_replicas(deployment), replicas);
    json::object& body = edit(world, deployment);
    set_number(body, "desiredReplicaCount", replicas);
    set_stats(body, replicas - ready, 0, 0, ready);
    keep(world, deployment, "scaledAt");
    if (replicas == ready) {
        Schedule::cancel(deployment, Lane::replicas);
    } else if (pace(world).count() == 0) {
        appoint(world, deployment, Lane::replicas, Nanos{0}, steps);
    } else {
        appoint(world, deployment, Lane::replicas, pace(world, 1.0 / steps), 1);
    }
}

void move_replicas(World& world, Object& deployment, int step) {
    json::object& body = edit(world, deployment);
    const std::int64_t desired = number_of(body, "desiredReplicaCount"), ready = ready_replicas(deployment);
    const std::int64_t coming = desired - ready, ahead = (coming + 1) / 2;  // half of them are a step ahead
    if (step == 1) set_stats(body, coming - ahead, ahead, 0, ready);
    if (step == 2) set_stats(body, 0, coming, 0, ready);
    if (step == 3) set_stats(body, 0, coming - ahead, ahead, ready);
    if (step == 4) set_stats(body, 0, 0, coming, ready);
    if (step == steps) {
        set_stats(body, 0, 0, 0, desired);
        keep(world, deployment, "scaledAt");
        plan_autoscaling(world, deployment);
    } else {
        appoint(world, deployment, Lane::replicas, pace(world, 1.0 / steps), step + 1);
    }
}

void plan_autoscaling(World& world, Object& deployment) {
    if (!is_running(deployment)) return;
    const json::object& body = deployment.body();
    const auto desired = number_of(body, "desiredReplicaCount");
    const Outlook view = outlook(world, deployment);
    std::optional<Nanos> next = view.least.changes;
    const auto sooner = [&](Nanos time) { next = std::min(next.value_or(time), time); };
    if (number_of(body, "minReplicaCount") == 0) sooner(view.deletion);
    if (desired < view.least.replicas) sooner(view.up);
    if (desired > 0 && view.least.replicas == 0) sooner(view.to_zero);
    if (desired > std::max<std::int64_t>(view.least.replicas, 1)) sooner(view.down);
    if (next) {
        // At least a moment later: what is due now has just been looked at.
        appoint(world, deployment, Lane::idle, std::max(*next - world.now, Nanos(1)), 0);
    } else {
        Schedule::cancel(deployment, Lane::idle);
    }
}

void autoscale(World& world, Object& deployment) {
    if (!is_running(deployment)) return;
    const json::object& body = deployment.body();
    const auto desired = number_of(body, "desiredReplicaCount");
    const Outlook view = outlook(world, deployment);
    if (number_of(body, "minReplicaCount") == 0 && world.now >= view.deletion) {
        write_ledger(world, deployment, "deleted after 7 days without requests");
        start_deletion(world, deployment, false);
        return;
    }
    if (desired < view.least.replicas) {
        if (world.now >= view.up) set_desired(world, deployment, view.least.replicas);
    } else if (desired > 0 && view.least.replicas == 0 && world.now >= view.to_zero) {
        write_ledger(world, deployment, "scaled to zero");
        set_desired(world, deployment, 0);
    } else if (desired > std::max<std::int64_t>(view.least.replicas, 1) && world.now >= view.down) {
        set_desired(world, deployment, std::max<std::int64_t>(view.least.replicas, 1));
    }
    plan_autoscaling(world, deployment);
}

void mark_used(World& world, Object& deployment) {
    deployment.used = world.now;  // the autoscaler's appointment finds out when it comes
    note(world, deployment);
}

}  // namespace fireform::emulator
