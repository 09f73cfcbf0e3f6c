// Reinforcement fine-tuning jobs (brief 2.7): chat rows in, an evaluator that scores, limits of their own.
#include "providers/emulator/body.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/job_checks.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/tuning_job_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace fireform::emulator {
namespace {

constexpr RankRules rank_rules{.least = 4, .gate = reinforcement_gate};
constexpr std::int64_t context_default = 8192, batch_default = 32768, epochs_max = 10;
constexpr std::string_view accelerator = "NVIDIA_H100_80GB";  ///< the service's choice

/// Zero is "not said" (brief 2.7); the service fills in `standard`.
struct Whole {
    std::string_view field;
    std::int64_t standard, least, most;
};
constexpr std::int64_t no_limit = 1'000'000;
constexpr std::array<Whole, 5> job_numbers{{
    {"chunkSize", 200, -1, 10000},
    {"maxInferenceReplicaCount", 1, 1, no_limit},
    {"nodeCount", 1, 1, no_limit},
    {"maxConcurrentRollouts", 96, 1, no_limit},
    {"maxConcurrentEvaluations", 0, 0, no_limit},
}};
constexpr std::array<Whole, 3> inference_numbers{{
    {"maxOutputTokens", 2048, 16, 16384},
    {"topK", 40, 0, 100},
    {"responseCandidatesCount", 8, 2, no_limit},
}};

std::optional<Refusal> settle(json::object& body, std::span<const Whole> rules) {
    for (const Whole& rule : rules) {
        if (number_of(body, rule.field) == 0 && rule.standard != 0)
            set_number(body, rule.field, rule.standard);
        const auto value = number_of(body, rule.field);
        if (value >= rule.least && value <= rule.most) continue;
        return invalid(snake_case(rule.field) + (rule.most == no_limit
                                                     ? " must be at least " + std::to_string(rule.least)
                                                     : " must be between " + std::to_string(rule.least) +
                                                           " and " + std::to_string(rule.most)));
    }
    return std::nullopt;
}

/// As the API holds it: 32 bits.
double narrow(double value) {
    return static_cast<double>(static_cast<float>(value));
}

std::optional<Refusal> settle_inference(json::object& parameters) {
    if (auto refusal = settle(parameters, inference_numbers)) return refusal;
    if (real_of(parameters, "temperature") == 0) set_real(parameters, "temperature", narrow(0.7));
    if (real_of(parameters, "topP") == 0) set_real(parameters, "topP", 1);
    const double temperature = real_of(parameters, "temperature"), top_p = real_of(parameters, "topP");
    if (temperature < narrow(0.1) || temperature > 2) return invalid("temperature must be between 0.1 and 2");
    if (top_p < 0 || top_p > 1) return invalid("top_p must be between 0 and 1");
    if (const auto extra = text_of(parameters, "extraBody"); !extra.empty()) {
        boost::system::error_code failure;
        const json::value value = json::parse(json::string_view(extra.data(), extra.size()), failure);
        if (failure || !value.is_object()) return invalid("extra_body must be a JSON object, as a string");
    }
    return std::nullopt;
}

std::optional<Refusal> check_evaluator(World& world, const json::object& body) {
    Object* evaluator = nullptr;
    if (auto refusal = resolve(world, "evaluator", text_of(body, "evaluator"), "evaluators", evaluator))
        return refusal;
    if (const auto state = text_of(evaluator->body(), "state"); state != "ACTIVE")
        return precondition("evaluator \"" + evaluator->name + "\" is " + std::string(state) +
                            ", not ACTIVE");
    return std::nullopt;
}

std::optional<Refusal> settle_training(json::object& config, const JobInputs& inputs) {
    if (auto refusal = check_numbers(config)) return refusal;
    fill_training(config);
    const double rate = real_of(config, "learningRate");
    if (rate < narrow(1e-5) || rate > narrow(5e-4))
        return invalid("learning_rate must be between 1e-5 and 5e-4");
    if (number_of(config, "epochs") > epochs_max) return invalid("epochs must be between 1 and 10");
    if (number_of(config, "batchSize") == 0) set_number(config, "batchSize", batch_default);
    if (auto refusal = settle_rank(config, inputs, rank_rules)) return refusal;
    return settle_context(config, inputs, context_default);
}

std::optional<Refusal> check_create(Draft& draft) {
    World& world = draft.call.world;
    json::object& body = draft.body;
    if (auto refusal = check_one_start(message_of(body, "trainingConfig"))) return refusal;
    JobInputs inputs;
    if (auto refusal = find_dataset(world, "dataset", text_of(body, "dataset"), inputs.dataset))
        return refusal;
    if (auto refusal = check_evaluation(world, body)) return refusal;
    if (auto refusal = check_evaluator(world, body)) return refusal;
    if (auto refusal = check_rows(*inputs.dataset, Rows::chat)) return refusal;
    if (auto refusal = check_loss(body, reinforcement_methods)) return refusal;
    if (auto refusal = settle_inference(message_in(body, "inferenceParameters"))) return refusal;
    if (auto refusal = settle(body, job_numbers)) return refusal;
    if (auto refusal = check_helpers(world, body)) return refusal;
    json::object& config = message_in(body, "trainingConfig");  // last: new members of the body move it
    if (auto refusal = find_start(world, config, inputs)) return refusal;
    if (auto refusal = settle_training(config, inputs)) return refusal;
    if (auto refusal = check_examples(*inputs.dataset, config)) return refusal;
    if (auto refusal = settle_output(draft, config)) return refusal;
    Run run = plan_run(config, inputs);
    run.accelerator = accelerator;
    run.accelerators = number_of(body, "nodeCount");
    run.counts_while_running = false;  // "updated when job completes or is cancelled"
    keep_run(draft.notes, run);
    set_text(body, "state", "JOB_STATE_CREATING");
    set_status(body, "OK", "");
    return std::nullopt;
}

std::optional<Refusal> refuse_update(Update&) {
    return denied("reinforcement fine-tuning jobs can be updated by Fireworks only");
}

HttpResponse debug_job(Call&, Object* job) {
    if (job_state(*job) != "JOB_STATE_FAILED") return reply(wrong_state(*job, "debugged"));
    return json_reply(200, json::serialize(json::object{{"name", job->name}, {"failedJobName", job->name}}));
}

constexpr std::array<Verb, 4> verbs{{
    {.method = "POST", .name = ":cancel", .run = cancel_job, .body = &empty_message},
    {.method = "POST", .name = ":resume", .run = resume_job, .body = &empty_message},
    {.method = "POST", .name = ":debug", .run = debug_job, .body = &empty_message},
    {.method = "GET", .name = ":getMetricsFileEndpoint", .run = get_metrics_file},
}};
constexpr std::array<std::string_view, 1> indexed{"trainingConfig.outputModel"};
constexpr std::array<std::string_view, 2> update_needs{"dataset", "evaluator"};

}  // namespace

constinit const Collection reinforcement_fine_tuning_jobs{
    .segment = "reinforcementFineTuningJobs",
    .singular = "reinforcement fine-tuning job",
    .message = &reinforcement_job_message,
    .id_parameter = "reinforcementFineTuningJobId",
    .id_uuid = true,
    .creates = true,
    .updates = true,
    .removes = true,
    .update_needs = update_needs,
    .indexed = indexed,
    .verbs = verbs,
    .check_create = check_create,
    .created = job_created,
    .check_update = refuse_update,
    .remove = remove_job,
    .due = job_due,
};

}  // namespace fireform::emulator
