// A deployment: a model on GPUs of our own (brief 2.1). Its attributes are in deployment_attributes.hpp.
#include "schemas/fireworks/deployment_attributes.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

constexpr Alias aliases[] = {{"base_model", "model"},
                             {"deployment", "base_id"},
                             {"deployment_display_name", "display_name"},
                             {"tags", "annotations"},
                             {"enable_hot_reload_latest_addon", "live_merge"},
                             {"auto_tune.long_prompt", "long_prompt_optimized"}};
constexpr std::string_view groups[] = {"auto_tune", "autoscaling_policy", "client", "placement"};

constexpr std::string_view hardware[] = {"deployment_shape", "accelerator_type"};
constexpr std::string_view shape_owns[] = {"deployment_shape", "accelerator_count", "precision"};
constexpr std::string_view placement[] = {"region", "multi_region", "regions"};
constexpr std::string_view replica_range[] = {"max_replica_count", "min_replica_count"};
constexpr std::string_view revocable_range[] = {"max_with_revocable_replica_count", "max_replica_count"};
constexpr std::string_view schedule_range[] = {"max_replica_count", "scaling_schedules.min_replica_count"};
constexpr std::string_view addon_ways[] = {"enable_addons", "live_merge"};

constexpr Rule rules[] = {
    {Rule::Kind::exactly_one, hardware, "Hardware must be chosen in one way",
     "write accelerator_type = \"NVIDIA_H100_80GB\", or a deployment_shape, which brings its own hardware"},
    {Rule::Kind::conflicts, shape_owns, "Deployment shape decides the hardware",
     "remove accelerator_count and precision, or write accelerator_type instead of deployment_shape"},
    {Rule::Kind::at_most_one, placement, "Placement must be given in one way",
     "keep one of region, multi_region and regions; multi_region = \"GLOBAL\" finds capacity best"},
    {Rule::Kind::not_less, replica_range, "Maximum is below minimum",
     "raise max_replica_count or lower min_replica_count"},
    {Rule::Kind::not_less, revocable_range, "Maximum with revocable replicas is below maximum",
     "raise max_with_revocable_replica_count to max_replica_count or more"},
    {Rule::Kind::not_less, schedule_range, "Schedule asks for more than the maximum",
     "raise max_replica_count or lower the schedule's min_replica_count"},
    {Rule::Kind::conflicts, addon_ways, "Addons are either loaded beside the model or merged into it",
     "keep enable_addons for several LoRA addons, or live_merge for one that is merged"},
};

constexpr StateWord states[] = {
    {"STATE_UNSPECIFIED", Phase::pending}, {"CREATING", Phase::pending}, {"READY", Phase::ready},
    {"UPDATING", Phase::pending},          {"FAILED", Phase::failed},    {"DELETING", Phase::deleting},
    {"DELETED", Phase::soft_deleted}};

constexpr std::string_view identity[] = {"display_name", "model"};
constexpr std::string_view identity_written[] = {"display_name"};

}  // namespace

constinit const ResourceType deployment{
    .name = "deployment",
    .collection = "deployments",
    .id_placement = IdPlacement::query,
    .id_parameter = "deploymentId",
    .attributes = deployment_attributes::attributes,
    .places = name_table<deployment_attributes::attributes>,
    .aliases = aliases,
    .groups = groups,
    .rules = rules,
    .states = states,
    .identity = identity,
    .identity_written = identity_written,
    .update_base = "model",
    .tags = true,
    .soft_delete = true,
    .dry_run = true,
    // Cold starts take minutes to most of an hour, and the service's own tools wait as long (brief 2.1.4).
    .timeouts = {.create = std::chrono::minutes(60),
                 .update = std::chrono::minutes(60),
                 .remove = std::chrono::minutes(10)},
    .poll_first = std::chrono::seconds(2),
    .poll_max = std::chrono::seconds(15),
    .description = "A model on GPUs of its own, scaled by load."};

}  // namespace fireform::fireworks
