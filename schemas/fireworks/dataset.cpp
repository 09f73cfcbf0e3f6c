// A dataset: examples in JSON Lines, uploaded once and never changed (brief 2.3, 6).
#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view formats[] = {"CHAT", "COMPLETION", "RL"};
constexpr std::string_view fields = "brief 2.3.2";
constexpr std::string_view derived_hint =
    "remove it: derived datasets are made in the console; import the result";

constexpr Attribute attributes[] = {
    {.name = "id",
     .api = "",
     .update = Update::replace,
     .computed = true,
     .bounds = client_id,
     .description = "Id of the dataset; left out, it is made of the file's name and content.",
     .source = "brief 1.3, 2.3.2"},
    {.name = "display_name",
     .api = "displayName",
     .bounds = display_name_bounds,
     .description = "Name for people.",
     .source = fields},
    {.name = "file",
     .api = "",
     .update = Update::client_side,
     .bounds = {.pattern = ".*[^/]\\.jsonl", .pattern_says = "a file name that ends in .jsonl"},
     .description = "File to upload, from the folder of the configuration; new content makes a new dataset.",
     .source = "brief 2.3.2, 6.3"},
    {.name = "external_url",
     .api = "externalUrl",
     .update = Update::replace,
     .bounds = {.pattern = "[A-Za-z][A-Za-z0-9+.-]*://[^\\s]+",
                .pattern_says = "a URL: \"gs://bucket/x.jsonl\""},
     .description = "Where the examples are, instead of a file.",
     .source = "brief 2.3.2, 6.5"},
    {.name = "format",
     .api = "format",
     .update = Update::replace,
     .computed = true,
     .values = formats,
     .description = "Shape of the examples; unset, the service finds it.",
     .source = "brief 2.3.2, 6.4"},
    // The service's own count, where it differs, is no reason to upload again: content_hash decides.
    {.name = "example_count",
     .api = "exampleCount",
     .type = integer,
     .update = Update::next_run,
     .computed = true,
     .int64_text = true,
     .bounds = not_negative,
     .unit = "examples",
     .description = "Number of examples; unset, the lines of the file that are not blank.",
     .source = "brief 2.3.2, 6.3"},
    // Compared through the id and the state, which keep it; a new one is a new dataset.
    {.name = "content_hash",
     .api = "",
     .update = Update::client_side,
     .computed = true,
     .description =
         "First 32 hex digits of the SHA-256 of the file's bytes; known before anything is uploaded.",
     .source = fields,
     .hint = "remove it: it is computed from `file`"},

    computed("name", "name", string, "Full name: \"accounts/acme/datasets/d\".", fields,
             "write `id` for its last part"),
    computed("state", "state", string, "State: \"READY\"; a failed check stays \"UPLOADING\".", fields),
    computed("status_code", "status.code", string, "Result of the check: \"OK\".", fields),
    computed("status", "status.message", string, "What the check found wrong.", fields),
    as_int64_text(computed("estimated_token_count", "estimatedTokenCount", integer,
                           "Estimated number of tokens.", fields)),
    computed("average_turn_count", "averageTurnCount", number, "Mean number of turns of an example.", fields),
    computed("created_by", "createdBy", string, "Who created it.", fields),
    computed("source_job_name", "sourceJobName", string, "Job that made it.", fields),
    computed("user_uploaded", "userUploaded", map, "Mark of an uploaded file, an empty table.", fields,
             "remove it: it is sent when `file` is written"),
    computed("eval_protocol", "evalProtocol", map, "Mark of a dataset of the evaluation protocol.", fields,
             derived_hint),
    computed("evaluation_result.evaluation_job_id", "evaluationResult.evaluationJobId", string,
             "Evaluation job whose result it is.", fields, derived_hint),
    computed("splitted.source_dataset_id", "splitted.sourceDatasetId", string, "Dataset it is a piece of.",
             fields, derived_hint),
    computed("transformed.source_dataset_id", "transformed.sourceDatasetId", string,
             "Dataset it was derived from.", fields, derived_hint),
    computed("transformed.filter", "transformed.filter", string, "Condition that chose its examples.", fields,
             derived_hint),
    computed("transformed.original_format", "transformed.originalFormat", string,
             "Format of the dataset it was derived from.", fields, derived_hint),
    computed("create_time", "createTime", string, "When it was created.", fields),
    computed("update_time", "updateTime", string, "When it was last changed.", fields),
};

constexpr std::string_view source[] = {"file", "external_url"};
constexpr Rule rules[] = {{Rule::Kind::exactly_one, source, "Dataset needs one source",
                           "write file = \"data/examples.jsonl\", or external_url"}};

constexpr StateWord states[] = {
    {"UPLOADING", Phase::pending}, {"READY", Phase::ready}, {"STATE_UNSPECIFIED", Phase::pending}};

constexpr std::string_view identity[] = {"content_hash", "file"};

}  // namespace

constinit const ResourceType dataset{
    .name = "dataset",
    .collection = "datasets",
    .id_placement = IdPlacement::body,
    .id_parameter = "datasetId",
    .body_member = "dataset",
    .attributes = attributes,
    .places = name_table<attributes>,
    .rules = rules,
    .states = states,
    .identity = identity,
    .timeouts = {.create = std::chrono::minutes(60),
                 .update = std::chrono::minutes(10),
                 .remove = std::chrono::minutes(10)},
    // The service's own tools ask every 2 s (brief 2.3.2); the check of a large file takes minutes.
    .poll_first = std::chrono::seconds(2),
    .poll_max = std::chrono::seconds(10),
    .description = "Examples for training or evaluation."};

}  // namespace fireform::fireworks
