// Supervised fine-tuning jobs (brief 2.5, 7.3 to 7.5): what is refused, and what the service fills in.
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/job_fields.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/prices.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

using std::string_view;

constexpr std::int64_t rank_default = 8, rank_max = 32;
constexpr std::int64_t examples_min = 3, examples_max = 3'000'000;  // brief 6.3
constexpr std::int64_t context_default = 32768;
constexpr double learning_rate_default = 1e-4;

/// Everything that a job refers to.
struct Inputs {
    const Object* dataset = nullptr;
    const Object* start = nullptr;  ///< baseModel or warmStartFrom
    const Object* base = nullptr;   ///< at the bottom of it
};

bool is_lora(const Object& model) {
    return text_of(model.body(), "kind") == "HF_PEFT_ADDON";
}

std::optional<Refusal> find_dataset(World& world, string_view field, string_view name, const Object*& out) {
    Object* dataset = nullptr;
    if (auto refusal = resolve(world, field, name, "datasets", dataset)) return refusal;
    if (text_of(dataset->body(), "state") != "READY")
        return precondition("dataset \"" + dataset->name + "\" is not ready");
    out = dataset;
    return std::nullopt;
}

std::optional<Refusal> find_inputs(World& world, const json::object& body, Inputs& out) {
    const auto base = text_of(body, "baseModel"), warm = text_of(body, "warmStartFrom");
    if (base.empty() == warm.empty())
        return invalid("exactly one of base_model and warm_start_from must be specified");
    if (auto refusal = find_dataset(world, "dataset", text_of(body, "dataset"), out.dataset)) return refusal;
    const Object* evaluation = nullptr;
    if (has(body, "evaluationDataset"))
        if (auto refusal =
                find_dataset(world, "evaluation_dataset", text_of(body, "evaluationDataset"), evaluation))
            return refusal;
    Object* start = nullptr;
    const string_view field = base.empty() ? "warm_start_from" : "base_model";
    if (auto refusal = resolve(world, field, base.empty() ? warm : base, "models", start)) return refusal;
    if (text_of(start->body(), "state") != "READY")
        return precondition("model \"" + start->name + "\" is not ready");
    if (!base.empty() && is_lora(*start))
        return invalid("base_model must not be a LoRA; use warm_start_from");
    if (base.empty() && !is_lora(*start)) return invalid("warm_start_from must be a LoRA; use base_model");
    out.start = out.base = start;
    if (is_lora(*start)) {
        Object* under = nullptr;
        const auto name = text_of(message_of(start->body(), "peftDetails"), "baseModel");
        if (auto refusal = resolve(world, "base_model", name, "models", under)) return refusal;
        out.base = under;
    }
    return std::nullopt;
}

/// 0 is full-parameter tuning, so only an absent rank gets the default (brief 2.5).
std::optional<Refusal> settle_rank(json::object& body, const Inputs& inputs) {
    const bool warm = is_lora(*inputs.start);
    const auto inherited = number_of(message_of(inputs.start->body(), "peftDetails"), "r");
    if (!has(body, "loraRank")) set_number(body, "loraRank", warm ? inherited : rank_default);
    const auto rank = number_of(body, "loraRank");
    if (warm && rank != inherited)
        return invalid("lora_rank must be " + std::to_string(inherited) +
                       ", as in the model that warm_start_from names");
    const bool power = rank >= 0 && (rank & (rank - 1)) == 0;
    if (!warm && (!power || rank > rank_max))
        return invalid("lora_rank must be 0 or a power of two up to 32");
    const bool tunable =
        flag_of(inputs.base->body(), rank == 0 ? "supervisedFullParameterTunable" : "supervisedLoraTunable");
    if (!tunable) return invalid("model is not supported for fine-tuning: \"" + inputs.base->name + "\"");
    return std::nullopt;
}

std::optional<Refusal> settle_context(json::object& body, const Inputs& inputs) {
    const auto most = number_of(inputs.base->body(), "trainingContextLength");
    const auto context = number_of(body, "maxContextLength");
    if (context < 0) return invalid("max_context_length must not be negative");
    if (context % 16 != 0) return invalid("max_context_length must be divisible by 16");
    if (context > most)
        return invalid("max_context_length must not exceed " + std::to_string(most) +
                       ", the model's training context length");
    if (context == 0) set_number(body, "maxContextLength", std::min(most, context_default));
    return std::nullopt;
}

/// The newer training stack takes less (brief 7.3); which one a model gets cannot be read.
std::optional<Refusal> check_stack(const json::object& body, const Inputs& inputs) {
    if (!flag_of(inputs.base->notes(), "trainingV2")) return std::nullopt;
    for (const string_view field : {"batchSize", "gradientAccumulationSteps", "mtpNumDraftTokens"})
        if (number_of(body, field) != 0)
            return invalid(snake_case(field) + " is not supported for this model");
    for (const string_view field : {"earlyStop", "mtpEnabled", "mtpFreezeBaseModel"})
        if (flag_of(body, field)) return invalid(snake_case(field) + " is not supported for this model");
    if (has(body, "jinjaTemplate")) return invalid("jinja_template is not supported for this model");
    return std::nullopt;
}

std::optional<Refusal> check_numbers(const json::object& body) {
    for (const string_view field : {"epochs", "batchSize", "batchSizeSamples", "gradientAccumulationSteps",
                                    "learningRateWarmupSteps", "nodes"})
        if (number_of(body, field) < 0) return invalid(snake_case(field) + " must not be negative");
    if (real_of(body, "learningRate") < 0) return invalid("learning_rate must not be negative");
    if (real_of(body, "optimizerWeightDecay") < 0)
        return invalid("optimizer_weight_decay must not be negative");
    const auto draft = number_of(body, "mtpNumDraftTokens");
    if (draft < 0 || draft > 3) return invalid("mtp_num_draft_tokens must be between 1 and 3");
    return std::nullopt;
}

std::optional<Refusal> check_helpers(const json::object& body) {
    const json::object& wandb = message_of(body, "wandbConfig");
    const auto given = [](const json::object& message, string_view field) {
        return !text_of(message, field).empty();
    };
    if (flag_of(wandb, "enabled") &&
        !(given(wandb, "apiKey") && given(wandb, "project") && given(wandb, "entity")))
        return invalid("wandb_config: api_key, project and entity are required when it is enabled");
    const json::object& aws = message_of(body, "awsS3Config");
    if (given(aws, "credentialsSecret") && given(aws, "iamRoleArn"))
        return invalid("aws_s3_config: only one of credentials_secret and iam_role_arn can be set");
    const json::object& azure = message_of(body, "azureBlobStorageConfig");
    if (given(azure, "credentialsSecret") && given(azure, "managedIdentityClientId"))
        return invalid(
            "azure_blob_storage_config: only one of credentials_secret and managed_identity_client_id can be "
            "set");
    const json::object& scheduler = message_of(body, "lrScheduler");
    if (has(body, "lrScheduler") && scheduler.size() != 1)
        return invalid("lr_scheduler: exactly one of constant, linear and cosine must be specified");
    return std::nullopt;
}

std::optional<Refusal> settle_output(Draft& draft) {
    World& world = draft.call.world;
    std::string output(text_of(draft.body, "outputModel"));
    if (output.empty()) output = draft.id;
    if (output.find('/') == std::string::npos) output = draft.call.parent + "/models/" + output;
    if (!is_name(output, "models") || parent_of(output) != draft.call.parent)
        return invalid("output_model must be an id or " + draft.call.parent + "/models/<id>");
    if (!has(draft.body, "outputModel")) {
        // A job id that the service made may be no model id by the rules for clients.
    } else if (auto refusal = check_id("outputModel", id_of(output))) {
        return refusal;
    }
    if (world.store.find(output) != nullptr || is_promised(world, output))
        return Refusal{Code::already_exists, "model \"" + output + "\" already exists"};
    set_text(draft.body, "outputModel", output);
    return std::nullopt;
}

/// What only the validation of the running job finds out.
std::string find_problem(const Inputs& inputs) {
    const json::object& dataset = inputs.dataset->body();
    if (has(dataset, "externalUrl")) return {};
    if (text_of(dataset, "format") == "RL")
        return "dataset format RL is not supported for supervised fine-tuning";
    std::int64_t examples = 0;  // counted, not what the client said
    const json::object& files = message_of(inputs.dataset->notes(), "files");
    for (const auto& file : files)
        examples += number_of(file.value().as_object(), "rows");
    if (files.empty()) examples = number_of(dataset, "exampleCount");
    if (examples >= examples_min) return {};
    return "dataset must have at least 3 examples, it has " + std::to_string(examples);
}

json::object cost_of(const json::object& body, const Inputs& inputs) {
    TuningCost cost;
    cost.parameters = number_of(message_of(inputs.base->body(), "baseModelDetails"), "parameterCount");
    cost.full = number_of(body, "loraRank") == 0;
    const json::object& dataset = inputs.dataset->body();
    cost.tokens = static_cast<double>(number_of(dataset, "estimatedTokenCount")) *
                  static_cast<double>(std::max<std::int64_t>(number_of(body, "epochs"), 1));
    for (const auto& file : message_of(inputs.dataset->notes(), "files"))
        if (flag_of(file.value().as_object(), "thinking")) {
            cost.tokens *= real_of(dataset, "averageTurnCount") / 2;
            break;
        }
    return money(nano_dollars(cost));
}

/// Everything but the output model, for a create and for an estimate alike.
std::optional<Refusal> settle(World& world, json::object& body, Inputs& inputs) {
    if (auto refusal = find_inputs(world, body, inputs)) return refusal;
    if (auto refusal = check_numbers(body)) return refusal;
    if (auto refusal = settle_rank(body, inputs)) return refusal;
    if (auto refusal = settle_context(body, inputs)) return refusal;
    if (auto refusal = check_stack(body, inputs)) return refusal;
    if (auto refusal = check_helpers(body)) return refusal;
    if (number_of(body, "epochs") == 0) set_number(body, "epochs", 1);
    if (real_of(body, "learningRate") == 0)
        set_real(body, "learningRate", static_cast<double>(static_cast<float>(learning_rate_default)));
    if (number_of(inputs.dataset->body(), "exampleCount") > examples_max / number_of(body, "epochs"))
        return invalid("examples times epochs must not exceed 3000000");
    return std::nullopt;
}

std::optional<Refusal> check_create(Draft& draft) {
    Inputs inputs;
    if (auto refusal = settle(draft.call.world, draft.body, inputs)) return refusal;
    if (auto refusal = settle_output(draft)) return refusal;
    Run run;
    run.output = text_of(draft.body, "outputModel");
    run.base = inputs.base->name;
    run.rank = number_of(draft.body, "loraRank");
    run.epochs = number_of(draft.body, "epochs");
    run.problem = find_problem(inputs);
    keep_run(draft.notes, run);
    draft.body["estimatedCost"] = cost_of(draft.body, inputs);
    set_text(draft.body, "state", "JOB_STATE_CREATING");
    set_status(draft.body, "OK", "");
    return std::nullopt;
}

HttpResponse estimate_cost(Call& call, Object*) {
    json::object body = *call.body;
    Inputs inputs;
    if (const auto refusal = settle(call.world, body, inputs)) return reply(*refusal);
    std::string text = "{\"estimatedCost\":";
    append_message(text, cost_of(body, inputs), money_message, call.world.style);
    return json_reply(200, text + "}");
}

constexpr std::array<Verb, 3> verbs{{
    {.method = "POST", .name = ":cancel", .run = cancel_job, .body = &empty_message},
    {.method = "POST", .name = ":resume", .run = resume_job, .body = &empty_message},
    {.method = "POST",
     .name = ":estimateCost",
     .run = estimate_cost,
     .on_object = false,
     .body = &supervised_job_message},
}};
constexpr std::array<string_view, 1> indexed{"outputModel"};

}  // namespace

constinit const Collection supervised_fine_tuning_jobs{
    .segment = "supervisedFineTuningJobs",
    .singular = "supervised fine-tuning job",
    .message = &supervised_job_message,
    .id_parameter = "supervisedFineTuningJobId",
    .id_uuid = true,
    .creates = true,
    .removes = true,
    .indexed = indexed,
    .verbs = verbs,
    .check_create = check_create,
    .created = job_created,
    .remove = remove_job,
    .due = job_due,
};

}  // namespace fireform::emulator
