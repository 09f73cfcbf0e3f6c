#include "providers/emulator/job_checks.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string>

namespace fireform::emulator {
namespace {

using std::string_view;

constexpr std::int64_t examples_max = 3'000'000;  // brief 6.3
constexpr double learning_rate_default = 1e-4;

bool given(const json::object& message, string_view field) {
    return !text_of(message, field).empty();
}

std::optional<Refusal> check_secret(World& world, const json::object& message, string_view field) {
    const auto name = text_of(message, "credentialsSecret");
    Object* secret = nullptr;
    return name.empty() ? std::nullopt : resolve(world, field, name, "secrets", secret);
}

std::optional<Refusal> check_free(const World& world, const std::string& model) {
    if (world.store.find(model) == nullptr && !is_promised(world, model)) return std::nullopt;
    return Refusal{Code::already_exists, "model \"" + model + "\" already exists"};
}

bool are(const json::object& file, Rows wanted) {
    const auto format = text_of(file, "format");
    switch (wanted) {
        case Rows::chat:
            return format == "CHAT";
        case Rows::preference:
            return flag_of(file, "preference");
        case Rows::samples:
            return format == "RL";
    }
    return false;
}

string_view description_of(Rows rows) {
    switch (rows) {
        case Rows::chat:
            return "chat rows: {\"messages\": [...]}";
        case Rows::preference:
            return "preference pairs: {\"input\", \"preferred_output\", \"non_preferred_output\"}";
        case Rows::samples:
            return "rows of samples: {\"samples\": [{\"messages\", \"evals\": {\"score\"}}]}";
    }
    return {};
}

}  // namespace

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

std::optional<Refusal> check_evaluation(World& world, const json::object& body) {
    const Object* evaluation = nullptr;
    if (!has(body, "evaluationDataset")) return std::nullopt;
    return find_dataset(world, "evaluation_dataset", text_of(body, "evaluationDataset"), evaluation);
}

std::optional<Refusal> check_one_start(const json::object& config) {
    if (given(config, "baseModel") != given(config, "warmStartFrom")) return std::nullopt;
    return invalid("exactly one of base_model and warm_start_from must be specified");
}

std::optional<Refusal> find_start(World& world, const json::object& config, JobInputs& out) {
    if (auto refusal = check_one_start(config)) return refusal;
    const auto base = text_of(config, "baseModel"), warm = text_of(config, "warmStartFrom");
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

std::optional<Refusal> check_rows(const Object& dataset, Rows wanted) {
    const json::object& files = message_of(dataset.notes(), "files");
    bool fit = std::all_of(files.begin(), files.end(),
                           [&](const auto& file) { return are(file.value().as_object(), wanted); });
    // Derived from another one: only its format is known, and preference pairs have none.
    if (files.empty())
        if (const auto format = text_of(dataset.body(), "format");
            !format.empty() && format != "FORMAT_UNSPECIFIED")
            fit = are(dataset.body(), wanted);
    if (fit) return std::nullopt;
    Refusal refusal =
        invalid("dataset \"" + dataset.name + "\" does not hold " + std::string(description_of(wanted)));
    refusal.reason = "DATASET_INVALID";
    return refusal;
}

std::optional<Refusal> check_examples(const Object& dataset, const json::object& config) {
    const auto epochs = std::max<std::int64_t>(number_of(config, "epochs"), 1);
    if (number_of(dataset.body(), "exampleCount") <= examples_max / epochs) return std::nullopt;
    return invalid("examples times epochs must not exceed 3000000");
}

std::optional<Refusal> check_numbers(const json::object& config) {
    for (const string_view field : {"epochs", "batchSize", "batchSizeSamples", "gradientAccumulationSteps",
                                    "learningRateWarmupSteps", "nodes", "loraAlpha"})
        if (number_of(config, field) < 0) return invalid(snake_case(field) + " must not be negative");
    for (const string_view field : {"learningRate", "optimizerWeightDecay", "loraDropout"})
        if (real_of(config, field) < 0) return invalid(snake_case(field) + " must not be negative");
    const auto draft = number_of(config, "mtpNumDraftTokens");
    if (draft < 0 || draft > 3) return invalid("mtp_num_draft_tokens must be between 1 and 3");
    return std::nullopt;
}

/// 0 is full-parameter tuning, so only an absent rank gets the default (brief 2.5).
std::optional<Refusal> settle_rank(json::object& config, const JobInputs& inputs, const RankRules& rules) {
    const bool warm = is_lora(*inputs.start);
    const auto inherited = number_of(message_of(inputs.start->body(), "peftDetails"), "r");
    if (!has(config, "loraRank")) set_number(config, "loraRank", warm ? inherited : rules.standard);
    const auto rank = number_of(config, "loraRank");
    if (warm && rank != inherited)
        return invalid("lora_rank must be " + std::to_string(inherited) +
                       ", as in the model that warm_start_from names");
    const bool power = rank >= 0 && (rank & (rank - 1)) == 0;
    if (!warm && (!power || rank > rules.most || (rank != 0 && rank < rules.least)))
        return invalid("lora_rank must be 0 or a power of two " +
                       (rules.least > 1 ? "from " + std::to_string(rules.least) + " to " : "up to ") +
                       std::to_string(rules.most));
    const bool tunable = flag_of(inputs.base->body(), rank == 0 ? rules.gate.full : rules.gate.lora);
    if (!tunable) return invalid(std::string(rules.gate.refusal) + ": \"" + inputs.base->name + "\"");
    return std::nullopt;
}

std::optional<Refusal> settle_context(json::object& config, const JobInputs& inputs, std::int64_t standard) {
    const auto most = number_of(inputs.base->body(), "trainingContextLength");
    const auto context = number_of(config, "maxContextLength");
    if (context < 0) return invalid("max_context_length must not be negative");
    if (context % 16 != 0) return invalid("max_context_length must be divisible by 16");
    if (context > most)
        return invalid("max_context_length must not exceed " + std::to_string(most) +
                       ", the model's training context length");
    if (context == 0) set_number(config, "maxContextLength", std::min(most, standard));
    return std::nullopt;
}

std::optional<Refusal> check_stack(const json::object& config, const JobInputs& inputs) {
    if (!flag_of(inputs.base->notes(), "trainingV2")) return std::nullopt;
    for (const string_view field : {"batchSize", "gradientAccumulationSteps", "mtpNumDraftTokens"})
        if (number_of(config, field) != 0)
            return invalid(snake_case(field) + " is not supported for this model");
    for (const string_view field : {"earlyStop", "mtpEnabled", "mtpFreezeBaseModel"})
        if (flag_of(config, field)) return invalid(snake_case(field) + " is not supported for this model");
    if (has(config, "jinjaTemplate")) return invalid("jinja_template is not supported for this model");
    return std::nullopt;
}

std::optional<Refusal> check_helpers(World& world, const json::object& body) {
    const json::object& wandb = message_of(body, "wandbConfig");
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
    if (auto refusal = check_secret(world, aws, "aws_s3_config.credentials_secret")) return refusal;
    if (auto refusal = check_secret(world, azure, "azure_blob_storage_config.credentials_secret"))
        return refusal;
    const json::object& scheduler = message_of(body, "lrScheduler");
    if (has(body, "lrScheduler") && scheduler.size() != 1)
        return invalid("lr_scheduler: exactly one of constant, linear and cosine must be specified");
    return std::nullopt;
}

std::optional<Refusal> check_loss(const json::object& body, std::span<const string_view> methods) {
    const json::object& loss = message_of(body, "lossConfig");
    const auto method = text_of(loss, "method");
    const bool chosen = !method.empty() && method != "METHOD_UNSPECIFIED";
    if (chosen && std::find(methods.begin(), methods.end(), method) == methods.end())
        return invalid("loss_config.method " + std::string(method) + " is not supported for this job type");
    if ((method == "DAPO" || method == "GSPO_TOKEN") && real_of(loss, "klBeta") != 0)
        return invalid("loss_config.kl_beta must be 0/unset when method is " + std::string(method));
    return std::nullopt;
}

void fill_training(json::object& config) {
    if (number_of(config, "epochs") == 0) set_number(config, "epochs", 1);
    if (real_of(config, "learningRate") == 0)
        set_real(config, "learningRate", static_cast<double>(static_cast<float>(learning_rate_default)));
}

std::optional<Refusal> free_model(const World& world, string_view parent, string_view given_name,
                                  std::string& out) {
    out = given_name;
    if (out.find('/') == std::string::npos) out = std::string(parent) + "/models/" + out;
    if (!is_name(out, "models") || parent_of(out) != parent)
        return invalid("output_model must be an id or " + std::string(parent) + "/models/<id>");
    if (auto refusal = check_id("outputModel", id_of(out))) return refusal;
    return check_free(world, out);
}

std::optional<Refusal> settle_output(Draft& draft, json::object& config) {
    const World& world = draft.call.world;
    // A job id that the service made may be no model id by the rules for clients.
    std::string output = draft.call.parent + "/models/" + draft.id;
    auto refusal = given(config, "outputModel")
                       ? free_model(world, draft.call.parent, text_of(config, "outputModel"), output)
                       : check_free(world, output);
    if (!refusal) set_text(config, "outputModel", output);
    return refusal;
}

Run plan_run(const json::object& config, const JobInputs& inputs) {
    Run run;
    run.output = text_of(config, "outputModel");
    run.base = inputs.base->name;
    run.rank = number_of(config, "loraRank");
    run.epochs = number_of(config, "epochs");
    return run;
}

}  // namespace fireform::emulator
