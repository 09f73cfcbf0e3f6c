// Deployments: what others ask of them and do to them (brief 2.1).
#pragma once

#include "providers/emulator/collection.hpp"
#include "providers/emulator/times.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;
struct World;

/// Steps of a deployment's life and of its replicas.
namespace deployment_step {
inline constexpr int ready = 1, failed = 2, updated = 3, deleted = 4, gone = 5, purged = 6;
}

/// What a deployment serves.
struct Served {
    const Object* model = nullptr;  ///< its baseModel
    const Object* base = nullptr;   ///< the same, or the base of a LoRA that is merged into it
    [[nodiscard]] bool merged() const { return model != base; }
};
[[nodiscard]] std::optional<Refusal> find_served(World& world, std::string_view base_model, Served& out);

// deployment_checks.cpp: is it allowed, and what the request leaves out
std::optional<Refusal> check_deployment_create(Draft& draft);
std::optional<Refusal> check_deployment_update(Update& update);

// deployment_life.cpp: states, replicas, deletion
void deployment_created(World& world, Object& deployment);
void deployment_updated(World& world, Object& deployment, const Update& update);
void deployment_due(World& world, Object& deployment, Lane lane, int step);
std::optional<Refusal> remove_deployment(Call& call, Object& deployment);
/// Soft deletion starts now, with everything that is loaded on it.
void start_deletion(World& world, Object& deployment, bool hard);
/// CREATING from the beginning: a new one, or one that is undeleted.
void start_deployment(World& world, Object& deployment);

// replicas.cpp: counters and the autoscaler
/// Replicas come through their phases, or go at once.
void set_desired(World& world, Object& deployment, std::int64_t replicas);
void move_replicas(World& world, Object& deployment, int step);
/// Makes the next appointment with the autoscaler.
void plan_autoscaling(World& world, Object& deployment);
void autoscale(World& world, Object& deployment);
[[nodiscard]] std::int64_t ready_replicas(const Object& deployment);
/// An inference request has come for it just now.
void mark_used(World& world, Object& deployment);

/// Accelerators that it holds now, for the quotas.
void book_accelerators(World& world, Object& deployment);
/// An entry of its event log.
void write_ledger(World& world, Object& deployment, std::string_view text);
[[nodiscard]] bool is_running(const Object& deployment);  ///< READY or UPDATING

extern const std::span<const Verb> deployment_verbs;  // deployment_verbs.cpp

}  // namespace fireform::emulator
