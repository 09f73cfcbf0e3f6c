#include "providers/emulator/seeds.hpp"

#include "providers/emulator/accelerators.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/quotas.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::string_view public_account = "accounts/fireworks";
constexpr std::string_view lora_base = "accounts/fireworks/models/llama-v3p1-8b-instruct";

struct PublicModel {
    std::string_view id;
    std::string_view title;
    std::string_view type;  ///< baseModelDetails.modelType
    std::int64_t parameters;
    int context;
    bool moe = false, serverless = false, lora = false, tunable = false;
    bool training_v2 = false;  ///< its jobs run on the newer stack (brief 7.3); no reply says so
};

constexpr std::array<PublicModel, 5> public_models{{
    {.id = "llama-v3p1-8b-instruct",
     .title = "Llama 3.1 8B Instruct",
     .type = "llama",
     .parameters = 8'030'261'248,
     .context = 131072,
     .lora = true,
     .tunable = true},
    {.id = "llama-v3p3-70b-instruct",
     .title = "Llama 3.3 70B Instruct",
     .type = "llama",
     .parameters = 70'553'706'496,
     .context = 131072,
     .serverless = true},
    {.id = "qwen3-8b",
     .title = "Qwen3 8B",
     .type = "qwen3",
     .parameters = 8'190'735'360,
     .context = 40960,
     .lora = true,
     .tunable = true},
    {.id = "deepseek-v3p1",
     .title = "DeepSeek V3.1",
     .type = "deepseek_v3",
     .parameters = 671'026'419'200,
     .context = 163840,
     .moe = true,
     .serverless = true},
    {.id = "llama-v3p2-3b-instruct",
     .title = "Llama 3.2 3B Instruct",
     .type = "llama",
     .parameters = 3'212'749'824,
     .context = 131072,
     .lora = true,
     .tunable = true,
     .training_v2 = true},
}};

struct Preset {
    std::string_view suffix;
    std::string_view type;
    std::string_view accelerator;
    int factor;  ///< times the smallest count that fits
};
constexpr std::array<Preset, 3> presets{{
    {"fast", "FAST", "NVIDIA_H200_141GB", 2},
    {"throughput", "THROUGHPUT", "NVIDIA_H100_80GB", 2},
    {"minimal", "MINIMAL", "NVIDIA_H100_80GB", 1},
}};

void stamp(json::object& body, std::string_view name, std::string_view time) {
    set_text(body, "name", name);
    set_text(body, "createTime", time);
    set_text(body, "updateTime", time);
}

Object& plant(World& world, const Collection& collection, std::string_view parent, std::string_view id,
              json::object body, json::object notes = {}) {
    std::string name(parent);
    if (!name.empty()) name += '/';
    name.append(collection.segment).append("/").append(id);
    set_text(body, "name", name);
    Object& planted = insert(world, collection, std::move(name), std::move(body), std::move(notes));
    planted.created = Nanos::min() / 2;  // it has always been there, also for lists that lag
    return planted;
}

json::object model_body(const PublicModel& model) {
    json::object body;
    stamp(body, "", "2025-06-01T00:00:00Z");
    set_text(body, "displayName", model.title);
    set_text(body, "state", "READY");
    set_status(body, "OK", "");
    set_text(body, "kind", "HF_BASE_MODEL");
    json::object& details = message_in(body, "baseModelDetails");
    set_number(details, "worldSize", 1);
    set_text(details, "checkpointFormat", "HUGGINGFACE");
    set_int64(details, "parameterCount", model.parameters);
    set_flag(details, "moe", model.moe);
    set_flag(details, "tunable", model.tunable);
    set_text(details, "modelType", model.type);
    set_flag(details, "supportsFireattention", true);
    set_text(details, "defaultPrecision", "BF16");
    set_flag(body, "public", true);
    set_text(message_in(body, "conversationConfig"), "style", "jinja");
    set_number(body, "contextLength", model.context);
    set_number(body, "trainingContextLength", model.tunable ? std::min(model.context, 65536) : 0);
    set_flag(body, "supportsTools", true);
    set_flag(body, "calibrated", true);
    set_flag(body, "tunable", model.tunable);
    set_flag(body, "rlTunable", model.tunable);
    set_flag(body, "supportsLora", model.lora);
    set_flag(body, "supportsServerless", model.serverless);
    for (const std::string_view field : {"supervisedLoraTunable", "supervisedFullParameterTunable",
                                         "rlLoraTunable", "rlFullParameterTunable"})
        set_flag(body, field, model.tunable);
    return body;
}

/// A shape and its one version, which is validated.
void plant_shape(World& world, const PublicModel& model, const json::object& body, const Preset& preset) {
    // The MoE giant fits one machine only in 8 bits.
    const std::string_view precision = model.moe ? "FP8_MM" : "BF16";
    const std::string_view type = model.moe ? "NVIDIA_H200_141GB" : preset.accelerator;
    const Accelerator& accelerator = *find_accelerator(type);
    const std::string id = std::string(model.id) + "-" + std::string(preset.suffix);
    json::object shape;
    stamp(shape, std::string(public_account) + "/deploymentShapes/" + id, "2025-06-02T00:00:00Z");
    set_text(shape, "displayName", std::string(model.title) + " " + std::string(preset.suffix));
    set_text(shape, "baseModel", text_of(body, "name"));
    set_text(shape, "modelType", model.type);
    set_int64(shape, "parameterCount", model.parameters);
    set_text(shape, "acceleratorType", type);
    set_number(shape, "acceleratorCount",
               std::min<std::int64_t>(fitting_count(body, accelerator, precision) * preset.factor, 8));
    set_text(shape, "precision", precision);
    set_flag(shape, "enableAddons", model.lora);
    set_text(shape, "presetType", preset.type);
    json::object version;
    set_text(version, "createTime", "2025-06-02T00:00:00Z");
    version["snapshot"] = shape;
    set_flag(version, "validated", true);
    set_flag(version, "public", true);
    set_flag(version, "latestValidated", true);
    const Object& planted = plant(world, deployment_shapes, public_account, id, std::move(shape));
    plant(world, deployment_shape_versions, planted.name, seeded_hash(world, planted.name).substr(0, 8),
          std::move(version));
}

void plant_lora(World& world, std::string_view id) {
    json::object body;
    stamp(body, "", "2025-06-03T00:00:00Z");
    set_text(body, "displayName", id);
    set_text(body, "state", "READY");
    set_status(body, "OK", "");
    set_text(body, "kind", "HF_PEFT_ADDON");
    json::object& details = message_in(body, "peftDetails");
    set_text(details, "baseModel", lora_base);
    set_number(details, "r", 8);
    details["targetModules"] = json::array{"q_proj", "k_proj", "v_proj", "o_proj"};
    set_text(details, "baseModelType", "llama");
    set_number(body, "contextLength", 131072);
    plant(world, models, world.account, id, std::move(body));
}

void plant_quota(World& world, std::string_view id, std::int64_t value) {
    json::object body;
    set_text(body, "updateTime", "2025-06-01T00:00:00Z");
    set_int64(body, "value", value);
    set_int64(body, "maxValue", value);
    plant(world, quotas, world.account, id, std::move(body));
}

void plant_account(World& world) {
    json::object body;
    stamp(body, "", "2025-06-01T00:00:00Z");
    set_text(body, "displayName", world.options.account);
    set_text(body, "accountType", "ENTERPRISE");
    set_text(body, "email", world.email);
    set_text(body, "state", "READY");
    set_text(body, "suspendState", "UNSUSPENDED");
    plant(world, accounts, "", world.options.account, std::move(body));

    json::object evaluator;
    stamp(evaluator, "", "2025-06-01T00:00:00Z");
    set_text(evaluator, "displayName", "sample evaluator");
    set_text(evaluator, "createdBy", world.email);
    set_text(evaluator, "state", "ACTIVE");
    set_status(evaluator, "OK", "");
    set_text(evaluator, "entryPoint", "main.py::evaluate");
    plant(world, evaluators, world.account, "sample-evaluator", std::move(evaluator));
}

}  // namespace

void plant_public_seeds(World& world) {
    for (const PublicModel& model : public_models) {
        json::object notes;
        set_flag(notes, "trainingV2", model.training_v2);
        const Object& planted =
            plant(world, models, public_account, model.id, model_body(model), std::move(notes));
        for (const Preset& preset : presets)
            plant_shape(world, model, planted.body(), preset);
    }
    // Room for more of them: a store keeps the serials of the account's objects.
    world.store.serial_next = std::max<std::uint64_t>(world.store.serial_next, 1000);
}

void plant_seeds(World& world) {
    plant_public_seeds(world);
    plant_account(world);
    for (const Accelerator& one : all_accelerators())
        plant_quota(world, gpu_quota(one.name), world.options.quota);
    plant_quota(world, lora_quota, 10000);
    plant_quota(world, spend_quota, 50000);
    plant_lora(world, "sample-lora");
    for (int i = 1; i <= world.options.loras; ++i) {
        char id[32];
        std::snprintf(id, sizeof id, "sample-lora-%03d", i);
        plant_lora(world, id);
    }
}

}  // namespace fireform::emulator
