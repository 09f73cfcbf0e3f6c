// What all kinds of jobs share (brief 2.5 to 2.8, 7): rows, rules and state words. Only for fireworks/*.cpp.
//
// Three kinds of attributes. `signature`: what is trained, on what and how; it is part of the identity, and a
// difference asks for a new run. Update::replace alone (output_model, id): a finished run cannot be renamed,
// so a difference asks for a new run as well; but these do not decide whether a live job is the one that is
// meant. Update::next_run: sent along, of no meaning for a finished run.
#pragma once

#include "schemas/fireworks/rows.hpp"

#include <algorithm>
#include <array>

namespace fireform::fireworks {

/// One table out of several.
template <std::size_t... N>
constexpr auto join(const std::array<Attribute, N>&... parts) {
    std::array<Attribute, (N + ...)> all{};
    std::size_t at = 0;
    const auto append = [&](const auto& part) {
        std::ranges::copy(part, all.begin() + static_cast<std::ptrdiff_t>(at));
        at += part.size();
    };
    (append(parts), ...);
    return all;
}

/// `row`, which is part of the signature of a run.
constexpr Attribute trained(Attribute row) {
    row.update = Update::replace;
    row.signature = true;
    return row;
}
/// `row`, which the next run takes and a finished one does not miss.
constexpr Attribute for_next_run(Attribute row) {
    row.update = Update::next_run;
    return row;
}

inline constexpr std::string_view job_limits = "brief 2.5, 7.3";
inline constexpr Bounds tuning_rank{.minimum = 0, .maximum = 32, .power_of_two = true};
inline constexpr Bounds context_length{.minimum = 0, .multiple_of = 16};

/// Id, name, data; `source`: the section about the type.
constexpr std::array<Attribute, 3> job_head(std::string_view source) {
    return {{
        {.name = "id",
         .api = "",
         .update = Update::replace,
         .computed = true,
         .bounds = client_id,
         .description = "Id of the job; left out, fireform chooses one.",
         .source = "brief 1.2, 1.3"},
        for_next_run(
            {.name = "display_name",
             .api = "displayName",
             .bounds = display_name_bounds,
             .description = "Name for people; with start model and signature it finds an existing job.",
             .source = source}),
        trained({.name = "dataset",
                 .api = "dataset",
                 .required = true,
                 .names = Names::dataset,
                 .description = "Examples to train on.",
                 .source = source}),
    }};
}

constexpr std::array<Attribute, 2> evaluation_rows(std::string_view source) {
    return {{
        trained({.name = "evaluation_dataset",
                 .api = "evaluationDataset",
                 .names = Names::dataset,
                 .description = "Examples to measure on.",
                 .source = source}),
        trained({.name = "eval_auto_carveout",
                 .api = "evalAutoCarveout",
                 .type = ValueType::boolean,
                 .fallback = "false",
                 .description = "Sets part of the dataset aside to measure on.",
                 .source = source}),
    }};
}

inline constexpr std::array<Attribute, 1> start_sugar{{
    {.name = "model",
     .api = "",
     .update = Update::client_side,
     .names = Names::public_model,
     .description = "Where to start: becomes warm_start_from for a LoRA model, base_model for any other.",
     .source = "brief 7.5"},
}};

inline constexpr std::string_view job_purposes[] = {"PURPOSE_PILOT"};

/// What a run is given on its way and what has no part in what it trains.
inline constexpr std::array<Attribute, 11> companion_rows{{
    for_next_run({.name = "purpose",
                  .api = "purpose",
                  .values = job_purposes,
                  .description = "Scheduling class.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "wandb.enabled",
                  .api = "wandbConfig.enabled",
                  .type = ValueType::boolean,
                  .fallback = "false",
                  .description = "Reports to Weights & Biases.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "wandb.api_key",
                  .api = "wandbConfig.apiKey",
                  .sensitive = true,
                  .write_only = true,
                  .description = "Key of Weights & Biases.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "wandb.project",
                  .api = "wandbConfig.project",
                  .description = "Project of Weights & Biases.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "wandb.entity",
                  .api = "wandbConfig.entity",
                  .description = "User or team of Weights & Biases.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "wandb.run_id",
                  .api = "wandbConfig.runId",
                  .computed = true,
                  .description = "Run of Weights & Biases.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "aws_s3.credentials_secret",
                  .api = "awsS3Config.credentialsSecret",
                  .names = Names::secret,
                  .description = "Secret with the credentials for data in S3.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "aws_s3.iam_role_arn",
                  .api = "awsS3Config.iamRoleArn",
                  .description = "Role to take on for data in S3.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "azure_blob.credentials_secret",
                  .api = "azureBlobStorageConfig.credentialsSecret",
                  .names = Names::secret,
                  .description = "Secret with the credentials for data in Azure.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "azure_blob.managed_identity_client_id",
                  .api = "azureBlobStorageConfig.managedIdentityClientId",
                  .description = "Managed identity for data in Azure.",
                  .source = "brief 2.5"}),
    for_next_run({.name = "azure_blob.tenant_id",
                  .api = "azureBlobStorageConfig.tenantId",
                  .description = "Tenant of the managed identity.",
                  .source = "brief 2.5"}),
}};

inline constexpr std::string_view failure_policies[] = {"fail", "retry", "resume"};

/// What fireform itself does with a run.
inline constexpr std::array<Attribute, 2> run_policy_rows{{
    {.name = "on_failure",
     .api = "",
     .update = Update::client_side,
     .values = failure_policies,
     .fallback = "fail",
     .description = "What the next apply does with a run that failed or was cancelled.",
     .source = "brief 7.6"},
    {.name = "delete_output_model",
     .api = "",
     .type = ValueType::boolean,
     .update = Update::client_side,
     .fallback = "false",
     .description = "Deletes the output model together with the run.",
     .source = "brief 7.2"},
}};

/// What became of it; `name_description` shows a full name.
constexpr std::array<Attribute, 5> outcome_rows(std::string_view name_description, std::string_view source) {
    using enum ValueType;
    return {{
        computed("name", "name", string, name_description, source, "write `id` for its last part"),
        computed("state", "state", string, "State: \"JOB_STATE_COMPLETED\".", "brief 7.1"),
        computed("status_code", "status.code", string, "Result: \"OK\".", source),
        computed("status", "status.message", string, "Why it failed.", source),
        computed("wandb.url", "wandbConfig.url", string, "Page of the run at Weights & Biases.", source),
    }};
}

inline constexpr std::array<Attribute, 10> progress_rows{{
    computed("job_progress.percent", "jobProgress.percent", ValueType::integer, "Progress from 0 to 100.",
             "brief 2.5"),
    computed("job_progress.epoch", "jobProgress.epoch", ValueType::integer, "Epoch it is in, from 0.",
             "brief 2.5"),
    computed("job_progress.total_input_requests", "jobProgress.totalInputRequests", ValueType::integer,
             "Requests there are.", "brief 2.5"),
    computed("job_progress.total_processed_requests", "jobProgress.totalProcessedRequests",
             ValueType::integer, "Requests that were processed.", "brief 2.5"),
    computed("job_progress.successfully_processed_requests", "jobProgress.successfullyProcessedRequests",
             ValueType::integer, "Requests that went well.", "brief 2.5"),
    computed("job_progress.failed_requests", "jobProgress.failedRequests", ValueType::integer,
             "Requests that failed.", "brief 2.5"),
    computed("job_progress.output_rows", "jobProgress.outputRows", ValueType::integer,
             "Rows that were written.", "brief 2.5"),
    computed("job_progress.input_tokens", "jobProgress.inputTokens", ValueType::integer,
             "Tokens that were read.", "brief 2.5"),
    computed("job_progress.output_tokens", "jobProgress.outputTokens", ValueType::integer,
             "Tokens that were made.", "brief 2.5"),
    computed("job_progress.cached_input_token_count", "jobProgress.cachedInputTokenCount", ValueType::integer,
             "Tokens that came from a cache.", "brief 2.5"),
}};

inline constexpr std::array<Attribute, 1> logs_row{{
    as_sensitive(computed("trainer_logs_signed_url", "trainerLogsSignedUrl", ValueType::string,
                          "Short-lived link to the logs.", "brief 2.5")),
}};

inline constexpr std::array<Attribute, 3> job_times{{
    computed("created_by", "createdBy", ValueType::string, "Who created it.", "brief 2.5"),
    computed("create_time", "createTime", ValueType::string, "When it was created.", "brief 2.5"),
    computed("completed_time", "completedTime", ValueType::string, "When it ended.", "brief 2.5"),
}};

inline constexpr Alias job_aliases[] = {{"dataset_or_id", "dataset"}};
inline constexpr std::string_view job_groups[] = {"training"};
/// Of the natural identity, with the signature (contract section 4).
inline constexpr std::string_view job_identity[] = {"display_name", "model", "base_model", "warm_start_from"};
inline constexpr std::string_view job_identity_written[] = {"display_name"};

inline constexpr std::string_view start_names[] = {"model", "base_model", "warm_start_from"};
inline constexpr std::string_view evaluation_names[] = {"eval_auto_carveout", "evaluation_dataset"};
inline constexpr std::string_view wandb_names[] = {"wandb.enabled", "wandb.api_key", "wandb.project",
                                                   "wandb.entity"};
inline constexpr std::string_view aws_names[] = {"aws_s3.credentials_secret", "aws_s3.iam_role_arn"};
inline constexpr std::string_view azure_names[] = {"azure_blob.credentials_secret",
                                                   "azure_blob.managed_identity_client_id"};
inline constexpr std::string_view tenant_names[] = {"azure_blob.tenant_id",
                                                    "azure_blob.managed_identity_client_id"};

inline constexpr Rule start_rule{Rule::Kind::exactly_one, start_names, "Run needs one model to start from",
                                 "write model = \"...\"; base_model or warm_start_from say exactly what it "
                                 "is"};
inline constexpr Rule evaluation_rule{Rule::Kind::conflicts, evaluation_names,
                                      "Evaluation data must come from one place",
                                      "keep eval_auto_carveout or evaluation_dataset"};
inline constexpr Rule wandb_rule{Rule::Kind::requires_all, wandb_names,
                                 "Weights & Biases needs key, project and entity",
                                 "write api_key, project and entity in the wandb table, or enabled = false"};
inline constexpr Rule aws_rule{Rule::Kind::at_most_one, aws_names, "Access to S3 must be given in one way",
                               "keep credentials_secret or iam_role_arn in the aws_s3 table"};
inline constexpr Rule azure_rule{
    Rule::Kind::at_most_one, azure_names, "Access to Azure must be given in one way",
    "keep credentials_secret or managed_identity_client_id in the azure_blob table"};
inline constexpr Rule tenant_rule{
    Rule::Kind::requires_all, tenant_names, "Tenant belongs to a managed identity",
    "write managed_identity_client_id in the azure_blob table, or remove tenant_id"};

/// Some words are of older services and no longer in the API's list. What is cleaning up after a failure is
/// looked at again when it is done. `idle`: that of a trainer that waits for steps (brief 7.1).
constexpr std::array<StateWord, 25> job_states(Phase idle) {
    return {{
        {"JOB_STATE_UNSPECIFIED", Phase::pending},
        {"JOB_STATE_CREATING", Phase::pending},
        {"JOB_STATE_PENDING", Phase::pending},
        {"JOB_STATE_VALIDATING", Phase::pending},
        {"JOB_STATE_CREATING_INPUT_DATASET", Phase::pending},
        {"JOB_STATE_RUNNING", Phase::pending},
        {"JOB_STATE_RE_QUEUEING", Phase::pending},
        {"JOB_STATE_WRITING_RESULTS", Phase::pending},
        {"JOB_STATE_IDLE", idle},
        {"JOB_STATE_ROLLOUT", Phase::pending},
        {"JOB_STATE_EVALUATION", Phase::pending},
        {"JOB_STATE_POLICY_UPDATE", Phase::pending},
        {"JOB_STATE_CANCELLING", Phase::pending},
        {"JOB_STATE_FAILED_CLEANING_UP", Phase::pending},
        {"JOB_STATE_EXPIRED_CLEANING_UP", Phase::pending},
        {"JOB_STATE_DELETING", Phase::deleting},
        {"JOB_STATE_DELETING_CLEANING_UP", Phase::deleting},
        {"JOB_STATE_COMPLETED", Phase::ready},
        {"JOB_STATE_EARLY_STOPPED", Phase::ready},
        {"JOB_STATE_PAUSED", Phase::paused},
        {"JOB_STATE_FAILED", Phase::failed},
        {"JOB_STATE_CANCELLED", Phase::cancelled},
        {"JOB_STATE_EXPIRED", Phase::cancelled},
        {"JOB_STATE_DELETED", Phase::gone},
        {"JOB_STATE_ARCHIVED", Phase::gone},
    }};
}
inline constexpr auto job_state_words = job_states(Phase::pending);

/// Real runs take hours (brief 7.6).
inline constexpr Timeouts job_timeouts{
    .create = std::chrono::hours(24), .update = std::chrono::hours(24), .remove = std::chrono::minutes(10)};
inline constexpr std::chrono::milliseconds job_poll_first = std::chrono::seconds(5);
inline constexpr std::chrono::milliseconds job_poll_max = std::chrono::seconds(60);

}  // namespace fireform::fireworks
