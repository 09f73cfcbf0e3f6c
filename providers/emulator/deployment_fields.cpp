// What a deployment holds (brief 2.1.2). Fields that the public description dropped are known with
// `--api extended` only; enableMtp and preemptible are newer than it and real.
#include "providers/emulator/deployment_fields.hpp"

#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 7> states{
    "STATE_UNSPECIFIED", "CREATING", "READY", "DELETING", "FAILED", "UPDATING", "DELETED"};
constexpr std::array<std::string_view, 6> shard_states{"STATE_UNSPECIFIED", "CREATING", "READY",
                                                       "DELETING",          "FAILED",   "UPDATING"};
constexpr std::array<std::string_view, 4> route_types{"DIRECT_ROUTE_TYPE_UNSPECIFIED", "INTERNET",
                                                      "GCP_PRIVATE_SERVICE_CONNECT", "AWS_PRIVATELINK"};
constexpr std::array<std::string_view, 5> bucket_types{"BUCKET_TYPE_UNSPECIFIED", "MINIO", "S3", "NEBIUS",
                                                       "FW_HOSTED"};

constexpr std::array<Field, 63> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "description", .length_max = 999},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "expireTime", .kind = Kind::timestamp},
    {.name = "purgeTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "deleteTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "annotations", .shape = Shape::map, .rules = immutable},
    {.name = "minReplicaCount", .kind = Kind::int32},
    {.name = "maxReplicaCount", .kind = Kind::int32},
    {.name = "maxWithRevocableReplicaCount", .kind = Kind::int32},
    {.name = "desiredReplicaCount", .kind = Kind::int32, .rules = output_only},
    {.name = "replicaCount", .kind = Kind::int32, .rules = output_only},
    {.name = "autoscalingPolicy", .kind = Kind::message, .message = &autoscaling_message},
    {.name = "baseModel", .rules = required | immutable},
    {.name = "acceleratorCount", .kind = Kind::int32},
    {.name = "acceleratorType", .kind = Kind::enumeration, .values = accelerator_names},
    {.name = "precision", .kind = Kind::enumeration, .values = precision_names},
    {.name = "cluster", .rules = output_in_public},
    {.name = "enableAddons", .kind = Kind::boolean},
    {.name = "draftTokenCount", .kind = Kind::int32},
    {.name = "draftModel"},
    {.name = "ngramSpeculationLength", .kind = Kind::int32},
    {.name = "enableSessionAffinity", .kind = Kind::boolean},
    {.name = "directRouteApiKeys", .shape = Shape::list},
    {.name = "numPeftDeviceCached", .kind = Kind::int32, .rules = immutable},
    {.name = "directRouteType", .kind = Kind::enumeration, .values = route_types},
    {.name = "directRouteHandle", .rules = output_in_public},
    {.name = "deploymentTemplate", .rules = immutable},
    {.name = "autoTune", .kind = Kind::message, .message = &auto_tune_message},
    {.name = "placement", .kind = Kind::message, .rules = immutable, .message = &placement_message},
    {.name = "region", .kind = Kind::enumeration, .rules = output_only, .values = region_names},
    {.name = "maxContextLength", .kind = Kind::int32},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "disableDeploymentSizeValidation", .kind = Kind::boolean, .rules = immutable},
    {.name = "enableHotLoad", .kind = Kind::boolean, .rules = immutable},
    {.name = "hotLoadBucketType", .kind = Kind::enumeration, .rules = immutable, .values = bucket_types},
    {.name = "enableHotReloadLatestAddon", .kind = Kind::boolean, .rules = immutable},
    {.name = "deploymentShape"},
    {.name = "activeModelVersion", .rules = output_only},
    {.name = "targetModelVersion", .rules = output_only},
    {.name = "replicaStats", .kind = Kind::message, .rules = output_only, .message = &replica_stats_message},
    {.name = "hotLoadBucketUrl", .rules = immutable},
    {.name = "pricingPlanId", .rules = immutable},
    {.name = "hotLoadTrainerJob"},
    {.name = "enableMtp", .kind = Kind::boolean},
    {.name = "preemptible", .kind = Kind::boolean, .rules = immutable},
    {.name = "forTraining", .kind = Kind::boolean, .rules = immutable | extended},
    {.name = "extraArgs", .shape = Shape::list, .rules = extended},
    {.name = "extraValues", .shape = Shape::map, .rules = extended},
    {.name = "imageTag", .rules = extended},
    {.name = "engine", .rules = extended},
    {.name = "worldSize", .kind = Kind::int32, .rules = extended},
    {.name = "generatorCount", .kind = Kind::int32, .rules = extended},
    {.name = "disaggregatedPrefillCount", .kind = Kind::int32, .rules = extended},
    {.name = "disaggregatedPrefillWorldSize", .kind = Kind::int32, .rules = extended},
    {.name = "maxBatchSize", .kind = Kind::int32, .rules = extended},
    {.name = "maxPeftBatchSize", .kind = Kind::int32, .rules = extended},
    {.name = "kvCacheMemoryPct", .kind = Kind::int32, .rules = extended},
    {.name = "liveMerge", .kind = Kind::boolean, .rules = immutable | extended},
    {.name = "disableAccounting", .kind = Kind::boolean, .rules = immutable | extended},
}};

constexpr std::array<Field, 6> shard_fields{{
    {.name = "name", .rules = output_only},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = shard_states},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "replicaStats", .kind = Kind::message, .rules = output_only, .message = &replica_stats_message},
}};

constexpr std::array<Field, 1> scale_fields{{{.name = "replicaCount", .kind = Kind::int32}}};
constexpr std::array<Field, 1> set_tags_fields{{{.name = "tags", .shape = Shape::map}}};
constexpr std::array<Field, 1> delete_tags_fields{{{.name = "keys", .shape = Shape::list}}};

}  // namespace

constinit const Message deployment_message{"Deployment", fields};
constinit const Message shard_message{"DeploymentShard", shard_fields};
constinit const Message scale_message{"ScaleDeploymentRequest", scale_fields};
constinit const Message set_tags_message{"SetTagsRequest", set_tags_fields};
constinit const Message delete_tags_message{"DeleteTagsRequest", delete_tags_fields};

}  // namespace fireform::emulator
