// Models (brief 2.4): uploads of LoRAs, metadata, and the refusal to delete what is deployed.
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/model_fields.hpp"
#include "providers/emulator/model_import.hpp"
#include "providers/emulator/model_versions.hpp"
#include "providers/emulator/storage.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::array<std::string_view, 4> lora_files{"adapter_config.json", "adapter_model.safetensors",
                                                     "adapter_model.bin", "fireworks.json"};
constexpr std::array<std::string_view, 12> target_modules{
    "q_proj",
    "k_proj",
    "v_proj",
    "o_proj",
    "up_proj",
    "w1",
    "down_proj",
    "w2",
    "gate_proj",
    "w3",
    "block_sparse_moe.gate",
    "lm_head",
};

bool is_lora(const json::object& body) {
    return text_of(body, "kind") == "HF_PEFT_ADDON";
}

/// deployedModelRefs: a single get only.
void show_refs(World& world, const Object& model, json::object& body, bool) {
    json::array refs;
    for (const auto& [serial, record] : world.store.referring("deployedModels", "model", model.name)) {
        json::object ref;
        for (const std::string_view field : {"name", "deployment", "state", "default", "public"})
            if (const json::value* value = record->body().if_contains(field)) ref[field] = *value;
        refs.push_back(std::move(ref));
    }
    if (!refs.empty()) body["deployedModelRefs"] = std::move(refs);
}

/// Which details a kind needs and which it takes, by the API's own description.
std::optional<Refusal> check_details(const json::object& body) {
    const std::string kind(text_of(body, "kind"));
    const bool base = kind == "HF_BASE_MODEL", teft = kind == "HF_TEFT_ADDON";
    const auto missing = [&](bool wanted, std::string_view field) {
        return wanted && !has(body, field)
                   ? std::optional(invalid(snake_case(field) + " is required for kind " + kind))
                   : std::nullopt;
    };
    const auto surplus = [&](bool wanted, std::string_view field) {
        return !wanted && has(body, field)
                   ? std::optional(invalid(snake_case(field) + " must not be set for kind " + kind))
                   : std::nullopt;
    };
    if (auto refusal = surplus(base, "baseModelDetails")) return refusal;
    if (auto refusal = surplus(teft, "teftDetails")) return refusal;
    if (auto refusal = missing(base, "baseModelDetails")) return refusal;
    if (auto refusal = missing(teft || is_lora(body), "peftDetails")) return refusal;
    return missing(teft, "teftDetails");
}

std::optional<Refusal> check_peft(World& world, const json::object& body) {
    const json::object& details = message_of(body, "peftDetails");
    Object* base = nullptr;
    if (auto refusal =
            resolve(world, "peft_details.base_model", text_of(details, "baseModel"), "models", base))
        return refusal;
    if (is_lora(base->body())) return invalid("peft_details.base_model must not be a LoRA");
    if (!flag_of(base->body(), "supportsLora"))
        return invalid("LoRA validation failed: base model \"" + base->name + "\" does not support LoRA");
    const auto rank = number_of(details, "r");
    if (rank < 4 || rank > 64) return invalid("peft_details.r must be between 4 and 64");
    const json::array& modules = details.at("targetModules").get_array();
    if (modules.empty()) return invalid("peft_details.target_modules is required");
    for (const json::value& one : modules)
        if (std::find(target_modules.begin(), target_modules.end(), std::string_view(one.get_string())) ==
            target_modules.end())
            return invalid("LoRA validation failed: target module \"" + std::string(one.get_string()) +
                           "\" is not supported");
    return std::nullopt;
}

std::optional<Refusal> check_create(Draft& draft) {
    json::object& body = draft.body;
    if (const auto kind = text_of(body, "kind"); kind.empty() || kind == "KIND_UNSPECIFIED")
        set_text(body, "kind", "HF_PEFT_ADDON");
    if (auto refusal = check_details(body)) return refusal;
    if (has(body, "peftDetails"))
        if (auto refusal = check_peft(draft.call.world, body)) return refusal;
    if (has(body, "defaultDraftModel") && number_of(body, "defaultDraftTokenCount") <= 0)
        return invalid("default_draft_token_count must be specified with default_draft_model");
    set_text(body, "state", "UPLOADING");
    set_status(body, "OK", "");
    return std::nullopt;
}

std::optional<Refusal> check_update(Update& update) {
    if (has(update.after, "defaultDraftModel") && number_of(update.after, "defaultDraftTokenCount") <= 0)
        return invalid("default_draft_token_count must be specified with default_draft_model");
    return std::nullopt;
}

std::optional<Refusal> remove(Call& call, Object& model) {
    World& world = call.world;
    const auto& bases = world.store.referring("deployments", "baseModel", model.name);
    const bool base = std::any_of(bases.begin(), bases.end(), [](const auto& entry) {
        return text_of(entry.second->body(), "state") != "DELETED";
    });
    const bool lags = number_of(model.notes(), "activeUntil") > world.now.count();
    if (base || lags || !world.store.referring("deployedModels", "model", model.name).empty())
        return precondition("model \"" + model.name + "\" has active deployments, undeploy it first");
    erase(world, model);
    return std::nullopt;
}

HttpResponse get_upload_endpoint(Call& call, Object* model) {
    if (text_of(model->body(), "state") != "UPLOADING")
        return reply(precondition("model \"" + model->name + "\" is not waiting for an upload"));
    const json::object& sizes = message_of(*call.body, "filenameToSize");
    if (sizes.empty()) return reply(invalid("filename_to_size must name a file"));
    for (const auto& entry : sizes) {
        const std::string_view name = entry.key();
        if (is_lora(model->body()) &&
            std::find(lora_files.begin(), lora_files.end(), name) == lora_files.end())
            return reply(invalid("unexpected file \"" + std::string(name) + "\""));
        if (name.find('/') != std::string_view::npos)
            return reply(invalid("file names must not have slashes"));
        if (number_of(sizes, name) <= 0) return reply(invalid("the size of a file must be positive"));
    }
    json::object uris;
    for (const auto& entry : sizes)
        set_text(uris, entry.key(),
                 "gs://fireworks-artifacts/" + model->name + "/" + std::string(entry.key()));
    return json_reply(200,
                      "{\"filenameToSignedUrls\":" + upload_urls(call.world, *model, call.origin, sizes) +
                          ",\"filenameToUnsignedUris\":" + json::serialize(uris) + "}");
}

HttpResponse validate_upload(Call& call, Object* model) {
    World& world = call.world;
    if (text_of(model->body(), "state") == "UPLOADING") {
        const json::object& files = message_of(model->notes(), "files");
        for (const auto& entry : message_of(model->notes(), "expects"))
            if (!files.contains(entry.key()))
                return reply(
                    invalid("LoRA validation failed: " + std::string(entry.key()) + " was not uploaded"));
        if (is_lora(model->body())) {
            if (!files.contains("adapter_config.json"))
                return reply(invalid("LoRA validation failed: adapter_config.json is missing"));
            if (!files.contains("adapter_model.safetensors") && !files.contains("adapter_model.bin"))
                return reply(invalid("LoRA validation failed: adapter_model.safetensors is missing"));
        } else if (files.empty()) {
            return reply(invalid("model validation failed: nothing was uploaded"));
        }
        set_text(touch(world, *model), "state", "READY");
    }
    return json_reply(200, world.style.emit_defaults ? "{\"warnings\":[]}" : "{}");
}

HttpResponse get_download_endpoint(Call& call, Object* model) {
    return json_reply(200,
                      "{\"filenameToSignedUrls\":" + download_urls(call.world, *model, call.origin) + "}");
}

HttpResponse prepare(Call& call, Object*) {
    if (text_of(*call.body, "precision") == "PRECISION_UNSPECIFIED")
        return reply(invalid("precision is required"));
    return empty_reply();
}

void due(World& world, Object& model, Lane, int) {
    model_imported(world, model);
}

constexpr std::array<Parameter, 1> download_query{{{"readMask"}}};
constexpr std::array<Parameter, 3> validate_query{{
    {"skipHfConfigValidation", Kind::boolean},
    {"trustRemoteCode", Kind::boolean},
    {"configOnly", Kind::boolean},
}};
constexpr std::array<Verb, 6> verbs{{
    {.method = "POST",
     .name = ":getUploadEndpoint",
     .run = get_upload_endpoint,
     .body = &model_upload_message},
    {.method = "GET", .name = ":validateUpload", .run = validate_upload, .query = validate_query},
    {.method = "GET", .name = ":getDownloadEndpoint", .run = get_download_endpoint, .query = download_query},
    {.method = "POST", .name = ":prepare", .run = prepare, .body = &prepare_model_message},
    {.method = "POST", .name = ":import", .run = import_model, .body = &import_model_message},
    {.method = "GET", .name = "/versions:count", .run = count_versions},
}};

}  // namespace

constinit const Collection models{
    .segment = "models",
    .singular = "model",
    .message = &model_message,
    .id_from = IdFrom::body,
    .id_parameter = "modelId",
    .id_required = true,
    .wrapper = &create_model_message,
    .wrapped = "model",
    .creates = true,
    .updates = true,
    .removes = true,
    .public_read = true,
    .verbs = verbs,
    .nested = &model_versions,
    .check_create = check_create,
    .check_update = check_update,
    .remove = remove,
    .due = due,
    .decorate = show_refs,
    .erased = drop_versions,
};

}  // namespace fireform::emulator
