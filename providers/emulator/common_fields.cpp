#include "providers/emulator/common_fields.hpp"

#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<Field, 2> status_fields{{
    {.name = "code", .kind = Kind::enumeration, .values = code_names},
    {.name = "message"},
}};

constexpr std::array<Field, 6> replica_stats_fields{{
    {.name = "pendingSchedulingReplicaCount", .kind = Kind::int32},
    {.name = "downloadingModelReplicaCount", .kind = Kind::int32},
    {.name = "initializingReplicaCount", .kind = Kind::int32},
    {.name = "readyReplicaCount", .kind = Kind::int32},
    {.name = "revocableReplicaCount", .kind = Kind::int32},
    {.name = "partialReplicaCount", .kind = Kind::float32},
}};

constexpr std::array<Field, 3> placement_fields{{
    {.name = "region", .kind = Kind::enumeration, .values = region_names},
    {.name = "multiRegion", .kind = Kind::enumeration, .values = multi_region_names},
    {.name = "regions", .kind = Kind::enumeration, .shape = Shape::list, .values = region_names},
}};

constexpr std::array<Field, 6> schedule_fields{{
    {.name = "minReplicaCount", .kind = Kind::int32, .rules = required},
    {.name = "schedule", .rules = required},
    {.name = "duration", .kind = Kind::duration, .rules = required},
    {.name = "timezone", .rules = required},
    {.name = "description"},
    {.name = "disabled", .kind = Kind::boolean},
}};
constexpr Message schedule_message{"ScalingSchedule", schedule_fields};

constexpr std::array<Field, 5> autoscaling_fields{{
    {.name = "scaleUpWindow", .kind = Kind::duration},
    {.name = "scaleDownWindow", .kind = Kind::duration},
    {.name = "scaleToZeroWindow", .kind = Kind::duration},
    {.name = "loadTargets", .kind = Kind::float32, .shape = Shape::map},
    {.name = "scalingSchedules", .kind = Kind::message, .shape = Shape::map, .message = &schedule_message},
}};

constexpr std::array<Field, 1> auto_tune_fields{{{.name = "longPrompt", .kind = Kind::boolean}}};

constexpr std::array<Field, 3> money_fields{{
    {.name = "currencyCode"},
    {.name = "units", .kind = Kind::int64},
    {.name = "nanos", .kind = Kind::int32},
}};

constexpr std::array<Field, 3> date_fields{{
    {.name = "year", .kind = Kind::int32},
    {.name = "month", .kind = Kind::int32},
    {.name = "day", .kind = Kind::int32},
}};

constexpr std::array<Field, 6> wandb_fields{{
    {.name = "enabled", .kind = Kind::boolean},
    {.name = "apiKey", .rules = input_only},
    {.name = "project"},
    {.name = "entity"},
    {.name = "runId"},
    {.name = "url", .rules = output_only},
}};

constexpr std::array<Field, 2> aws_s3_fields{{{.name = "credentialsSecret"}, {.name = "iamRoleArn"}}};

constexpr std::array<Field, 3> azure_blob_fields{{
    {.name = "credentialsSecret"},
    {.name = "managedIdentityClientId"},
    {.name = "tenantId"},
}};

constexpr std::array<Field, 10> job_progress_fields{{
    {.name = "percent", .kind = Kind::int32},
    {.name = "epoch", .kind = Kind::int32},
    {.name = "totalInputRequests", .kind = Kind::int32},
    {.name = "totalProcessedRequests", .kind = Kind::int32},
    {.name = "successfullyProcessedRequests", .kind = Kind::int32},
    {.name = "failedRequests", .kind = Kind::int32},
    {.name = "outputRows", .kind = Kind::int32},
    {.name = "inputTokens", .kind = Kind::int32},
    {.name = "outputTokens", .kind = Kind::int32},
    {.name = "cachedInputTokenCount", .kind = Kind::int32},
}};

}  // namespace

constinit const Message empty_message{"request body", {}};
constinit const Message status_message{"Status", status_fields};
constinit const Message replica_stats_message{"ReplicaStats", replica_stats_fields};
constinit const Message placement_message{"Placement", placement_fields};
constinit const Message autoscaling_message{"AutoscalingPolicy", autoscaling_fields};
constinit const Message auto_tune_message{"AutoTune", auto_tune_fields};
constinit const Message money_message{"Money", money_fields};
constinit const Message date_message{"Date", date_fields};
constinit const Message wandb_message{"WandbConfig", wandb_fields};
constinit const Message aws_s3_message{"AwsS3Config", aws_s3_fields};
constinit const Message azure_blob_message{"AzureBlobStorageConfig", azure_blob_fields};
constinit const Message job_progress_message{"JobProgress", job_progress_fields};

}  // namespace fireform::emulator
