// Trainer jobs (brief 2.8): one-shot reinforcement steps, and trainers that stand and wait for steps.
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/continuation.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/list_query.hpp"
#include "providers/emulator/trainer_life.hpp"
#include "providers/emulator/tuning_job_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace fireform::emulator {
namespace {

constexpr RankRules rank_rules{.standard = 16, .least = 4, .gate = reinforcement_gate};
constexpr std::int64_t context_default = 8192, batch_default = 32768;
constexpr std::array<std::string_view, 3> accelerators{"NVIDIA_A100_80GB", "NVIDIA_H100_80GB",
                                                       "NVIDIA_H200_141GB"};  // brief 4.8, point 5

/// "name=weight"
bool is_weight(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string_view::npos) return false;
    const std::string_view number = text.substr(equals + 1);
    double weight = 0;
    const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), weight);
    return failure == std::errc() && end == number.data() + number.size();
}

std::optional<Refusal> check_mode(const Call& call, const json::object& body) {
    const bool standing = flag_of(body, "keepAlive") || flag_of(body, "serviceMode");
    if (!standing && text_of(body, "dataset").empty())
        return invalid("dataset is required without keep_alive and service_mode");
    if (!standing && !text_of(body, "hotLoadDeploymentId").empty())
        return invalid("hot_load_deployment_id is for service-mode and keep-alive jobs only");
    if (number_of(body, "nodeCount") < 0) return invalid("node_count must not be negative");
    if (const json::value* weights = body.if_contains("rewardWeights"))
        for (const json::value& one : weights->as_array())
            if (!is_weight(one.as_string()))
                return invalid("reward_weights: \"" + std::string(one.as_string()) +
                               "\" is not <reward_name>=<weight>");
    const std::string_view shape = call.query.text("trainingShape");
    const auto cut = shape.find("/versions/");
    const bool version = cut == std::string_view::npos ||
                         (cut + 10 < shape.size() && shape.find('/', cut + 10) == std::string_view::npos);
    if (!shape.empty() && !(version && is_name(shape.substr(0, cut), "trainingShapes")))
        return invalid("invalid training_shape \"" + std::string(shape) +
                       "\": accounts/<account>/trainingShapes/<id>[/versions/<version>] is expected");
    return std::nullopt;
}

std::optional<Refusal> check_hardware(const json::object& config) {
    if (number_of(config, "acceleratorCount") < 0) return invalid("accelerator_count must not be negative");
    const auto type = text_of(config, "acceleratorType");
    if (type.empty() || type == "ACCELERATOR_TYPE_UNSPECIFIED" ||
        std::find(accelerators.begin(), accelerators.end(), type) != accelerators.end())
        return std::nullopt;
    return invalid("accelerator_type " + std::string(type) +
                   " is not supported for training, use one of: NVIDIA_A100_80GB, NVIDIA_H100_80GB, "
                   "NVIDIA_H200_141GB");
}

std::optional<Refusal> check_data(World& world, const json::object& body) {
    const Object* dataset = nullptr;
    if (has(body, "dataset")) {
        if (auto refusal = find_dataset(world, "dataset", text_of(body, "dataset"), dataset)) return refusal;
        if (auto refusal = check_rows(*dataset, Rows::samples)) return refusal;
        if (auto refusal = check_examples(*dataset, message_of(body, "trainingConfig"))) return refusal;
    }
    return check_evaluation(world, body);
}

std::optional<Refusal> settle_training(World& world, json::object& config, JobInputs& inputs) {
    if (auto refusal = find_start(world, config, inputs)) return refusal;
    if (auto refusal = check_numbers(config)) return refusal;
    if (auto refusal = check_hardware(config)) return refusal;
    if (is_lora(*inputs.start))
        if (auto refusal = settle_continuation(world, config, *inputs.start)) return refusal;
    fill_training(config);
    if (number_of(config, "batchSize") == 0) set_number(config, "batchSize", batch_default);
    if (auto refusal = settle_rank(config, inputs, rank_rules)) return refusal;
    return settle_context(config, inputs, context_default);
}

std::optional<Refusal> check_create(Draft& draft) {
    World& world = draft.call.world;
    json::object& body = draft.body;
    if (auto refusal = check_mode(draft.call, body)) return refusal;
    if (auto refusal = check_one_start(message_of(body, "trainingConfig"))) return refusal;
    if (auto refusal = check_data(world, body)) return refusal;
    if (auto refusal = check_loss(body, reinforcement_methods)) return refusal;
    if (auto refusal = check_helpers(world, body)) return refusal;
    json::object& config = message_in(body, "trainingConfig");
    JobInputs inputs;
    if (auto refusal = settle_training(world, config, inputs)) return refusal;
    const bool has_step = !text_of(body, "dataset").empty();
    if (has_step || !text_of(config, "outputModel").empty())
        if (auto refusal = settle_output(draft, config)) return refusal;
    Run run = plan_run(config, inputs);
    if (!has_step) run.output.clear();
    const auto type = text_of(config, "acceleratorType");
    run.accelerator = type.empty() || type == "ACCELERATOR_TYPE_UNSPECIFIED" ? accelerators.front() : type;
    run.accelerators = std::max<std::int64_t>(number_of(config, "acceleratorCount"), 1) *
                       std::max<std::int64_t>(number_of(body, "nodeCount"), 1);
    keep_run(draft.notes, run);
    if (number_of(body, "nodeCount") == 0) set_number(body, "nodeCount", 1);
    set_text(body, "state", "JOB_STATE_CREATING");
    set_status(body, "OK", "");
    return std::nullopt;
}

/// deploymentId and skipValidations are sent by the SDK, the description lacks them.
constexpr std::array<Parameter, 3> create_query{{
    {"trainingShape"},
    {"deploymentId"},
    {"skipValidations", Kind::boolean},
}};
constexpr std::array<Verb, 5> verbs{{
    {.method = "POST", .name = ":cancel", .run = cancel_job, .body = &empty_message},
    {.method = "POST", .name = ":resume", .run = resume_trainer, .body = &empty_message},
    {.method = "POST", .name = ":executeTrainStep", .run = execute_train_step, .body = &train_step_message},
    {.method = "GET", .name = "/checkpoints", .run = list_checkpoints, .lists = true, .plain = true},
    {.method = "GET", .name = "/publicLogs", .run = get_public_logs},
}};
constexpr std::array<std::string_view, 1> indexed{"trainingConfig.outputModel"};

}  // namespace

constinit const Collection rlor_trainer_jobs{
    .segment = "rlorTrainerJobs",
    .singular = "trainer job",
    .message = &trainer_job_message,
    .id_parameter = "rlorTrainerJobId",
    .id_uuid = true,
    .creates = true,
    .removes = true,
    .create_query = create_query,
    .indexed = indexed,
    .verbs = verbs,
    .check_create = check_create,
    .created = job_created,
    .remove = remove_trainer,
    .due = trainer_due,
};

}  // namespace fireform::emulator
