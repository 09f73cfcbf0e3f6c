// A LoRA addon: "model M is loaded on deployment D", a deployedModel of the API (brief 2.2).
#include "schemas/fireworks/client_rows.hpp"
#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.2.2";

constexpr Attribute attributes[] = {
    computed("id", "", string, "Id of the record; the service makes it.", "brief 1.3",
             "remove it: an addon is known by its model and deployment"),
    {.name = "display_name",
     .api = "displayName",
     .bounds = display_name_bounds,
     .description = "Name for people.",
     .source = fields},
    {.name = "description",
     .api = "description",
     .bounds = description_bounds,
     .description = "Free text.",
     .source = fields},
    {.name = "model",
     .api = "model",
     .update = Update::replace,
     .required = true,
     .names = Names::public_model,
     .description = "The LoRA model to load.",
     .source = fields},
    {.name = "base_id",
     .api = "deployment",
     .update = Update::replace,
     .required = true,
     .names = Names::deployment,
     .description = "Deployment of the LoRA's base model, with enable_addons or live_merge.",
     .source = "brief 2.2.2, 3"},
    {.name = "default",
     .api = "default",
     .type = boolean,
     .computed = true,
     .description = "Whether requests that name the bare model go here; unset, only on its first deployment.",
     .source = fields},
    {.name = "public",
     .api = "public",
     .type = boolean,
     .fallback = "false",
     .description = "Whether other accounts may use it.",
     .source = fields},
    {.name = "replace_merged_addon",
     .api = "replaceMergedAddon",
     .type = boolean,
     .update = Update::create_query,
     .fallback = "false",
     .description = "Lets the addon take the place of the merged one; needed on a live_merge deployment.",
     .source = "brief 2.2.1"},
    client_rows::temperature,
    client_rows::enable_metrics,
    client_rows::perf_metrics_in_response,
    client_rows::base_url,
    client_rows::max_retries,

    computed("name", "name", string, "Full name: \"accounts/acme/deployedModels/x\".", fields),
    computed("inference_model", "", string, "What a client writes as `model` to reach the LoRA.",
             "brief 2.2.5"),
    computed("state", "state", string, "State: \"DEPLOYED\"; routes may lag some seconds.", "brief 2.2.3"),
    computed("status_code", "status.code", string, "Result of the last operation: \"OK\".", fields),
    computed("status", "status.message", string, "Why a load failed.", fields),
    computed("serverless", "serverless", boolean, "Whether the service runs the deployment.", fields,
             "remove it: LoRA addons without a deployment are discontinued; write base_id"),
    computed("create_time", "createTime", string, "When it was created.", fields),
    computed("update_time", "updateTime", string, "When it was last changed.", fields),
};

constexpr Alias aliases[] = {{"deployment", "base_id"}, {"deployment_display_name", "display_name"}};
constexpr std::string_view groups[] = {"client"};

/// No word for "failed": a failed load shows as the enum's zero, which a reply may also leave out
/// (brief 2.2.3, 8.10).
constexpr StateWord states[] = {{"DEPLOYING", Phase::pending},        {"DEPLOYED", Phase::ready},
                                {"UNDEPLOYING", Phase::deleting},     {"UPDATING", Phase::pending},
                                {"STATE_UNSPECIFIED", Phase::failed}, {"", Phase::failed}};

constexpr std::string_view identity[] = {"model", "base_id"};

}  // namespace

constinit const ResourceType lora_addon{
    .name = "lora_addon",
    .collection = "deployedModels",
    .id_placement = IdPlacement::server_made,
    .attributes = attributes,
    .places = name_table<attributes>,
    .aliases = aliases,
    .groups = groups,
    .states = states,
    .identity = identity,
    // Usually a minute; eleven have been seen, and the service's own tools wait thirty (brief 2.2.3).
    .timeouts = {.create = std::chrono::minutes(30),
                 .update = std::chrono::minutes(30),
                 .remove = std::chrono::minutes(10)},
    .poll_first = std::chrono::seconds(2),
    .poll_max = std::chrono::seconds(15),
    .description = "A LoRA model that is loaded on a deployment."};

}  // namespace fireform::fireworks
