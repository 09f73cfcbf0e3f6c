// What every tuning job is asked before it may run (brief 7.3 to 7.5): its data, start model, rank, context
// and output. `config` is the message that holds the training values: the body of a supervised job, the
// trainingConfig of the others.
#pragma once

#include "providers/emulator/collection.hpp"
#include "providers/emulator/job_life.hpp"

#include <boost/json/fwd.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

/// Everything that a job refers to.
struct JobInputs {
    const Object* dataset = nullptr;
    const Object* start = nullptr;  ///< baseModel or warmStartFrom
    const Object* base = nullptr;   ///< at the bottom of it
};

/// Which flags of a base model allow the tuning, and what is said when they do not.
struct TuningGate {
    std::string_view lora, full, refusal;
};
inline constexpr TuningGate supervised_gate{"supervisedLoraTunable", "supervisedFullParameterTunable",
                                            "model is not supported for fine-tuning"};
inline constexpr TuningGate reinforcement_gate{"rlLoraTunable", "rlFullParameterTunable",
                                               "model does not support tuning"};

struct RankRules {
    std::int64_t standard = 8;  ///< for a rank that is left out
    std::int64_t least = 1;     ///< 0, full-parameter tuning, is always beside the bounds
    std::int64_t most = 32;
    TuningGate gate = supervised_gate;
};

[[nodiscard]] bool is_lora(const Object& model);

/// The dataset of `field`, which must be READY.
[[nodiscard]] std::optional<Refusal> find_dataset(World& world, std::string_view field, std::string_view name,
                                                  const Object*& out);
/// The same for `evaluationDataset`, when it is set.
[[nodiscard]] std::optional<Refusal> check_evaluation(World& world, const json::object& body);
/// Exactly one of baseModel and warmStartFrom, a base and a LoRA. Fills `start` and `base`.
[[nodiscard]] std::optional<Refusal> find_start(World& world, const json::object& config, JobInputs& out);
[[nodiscard]] std::optional<Refusal> check_one_start(const json::object& config);

/// What the rows of a dataset have to be (brief 6.4).
enum class Rows { chat, preference, samples };
/// DATASET_INVALID. Rows that the emulator has never seen (externalUrl) are believed.
[[nodiscard]] std::optional<Refusal> check_rows(const Object& dataset, Rows wanted);
/// examples x epochs (brief 6.3)
[[nodiscard]] std::optional<Refusal> check_examples(const Object& dataset, const json::object& config);

[[nodiscard]] std::optional<Refusal> check_numbers(const json::object& config);
[[nodiscard]] std::optional<Refusal> settle_rank(json::object& config, const JobInputs& inputs,
                                                 const RankRules& rules);
[[nodiscard]] std::optional<Refusal> settle_context(json::object& config, const JobInputs& inputs,
                                                    std::int64_t standard);
/// The newer training stack takes less; which one a model gets cannot be read.
[[nodiscard]] std::optional<Refusal> check_stack(const json::object& config, const JobInputs& inputs);
/// W&B and cloud credentials.
[[nodiscard]] std::optional<Refusal> check_helpers(World& world, const json::object& body);
/// Loss methods of preference jobs and of reinforcement learning; unspecified is either's default.
inline constexpr std::array<std::string_view, 2> preference_methods{"DPO", "ORPO"};
inline constexpr std::array<std::string_view, 3> reinforcement_methods{"GRPO", "DAPO", "GSPO_TOKEN"};
/// `lossConfig` (brief 2.6)
[[nodiscard]] std::optional<Refusal> check_loss(const json::object& body,
                                                std::span<const std::string_view> methods);
/// Epochs and learning rate that are left out.
void fill_training(json::object& config);
/// `given`, an id or a full name, becomes the full name `out`, which no model has and no job will make.
[[nodiscard]] std::optional<Refusal> free_model(const World& world, std::string_view parent,
                                                std::string_view given, std::string& out);
/// A full name that is free; left out it is the job's id.
[[nodiscard]] std::optional<Refusal> settle_output(Draft& draft, json::object& config);
/// The run of a job whose training values are settled.
[[nodiscard]] Run plan_run(const json::object& config, const JobInputs& inputs);

}  // namespace fireform::emulator
