// Whether a deployment may be made or changed like this, and what the service fills in
// (brief 2.1.2, 2.1.3, 2.1.9).
#include "providers/emulator/accelerators.hpp"
#include "providers/emulator/autoscaling.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/json_rules.hpp"
#include "providers/emulator/quotas.hpp"
#include "providers/emulator/shapes.hpp"
#include "providers/emulator/tags.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

using std::string_view;

constexpr string_view quantized_addons = "addons cannot be enabled with quantized precisions (FP8/FP4)";
constexpr string_view no_live_merge =
    "live merge is not supported for this deployment configuration; choose a deployment shape that supports "
    "live "
    "merge, or use multi-lora (enable_addons=true) on a deployment of the base model";

std::optional<Refusal> check_counts(const json::object& body) {
    for (const string_view field :
         {"minReplicaCount", "maxReplicaCount", "maxWithRevocableReplicaCount", "acceleratorCount",
          "draftTokenCount", "ngramSpeculationLength", "numPeftDeviceCached", "maxContextLength"})
        if (number_of(body, field) < 0) return invalid(snake_case(field) + " must not be negative");
    const auto least = number_of(body, "minReplicaCount"), most = number_of(body, "maxReplicaCount");
    if (most < least)
        return invalid("max_replica_count (" + std::to_string(most) +
                       ") must be at least min_replica_count (" + std::to_string(least) + ")");
    if (const auto revocable = number_of(body, "maxWithRevocableReplicaCount");
        revocable != 0 && revocable < most)
        return invalid("max_with_revocable_replica_count must be at least max_replica_count");
    return std::nullopt;
}

void fill_counts(json::object& body) {
    if (!has(body, "maxReplicaCount"))
        set_number(body, "maxReplicaCount", std::max<std::int64_t>(number_of(body, "minReplicaCount"), 1));
}

/// Shape names are replaced by version names, and the hardware of the version by theirs.
std::optional<Refusal> apply_shape(const World& world, json::object& body, const Served& served,
                                   bool skip_validation) {
    ShapeChoice shape;
    if (auto refusal =
            choose_shape(world, text_of(body, "deploymentShape"), served.base->name, skip_validation, shape))
        return refusal;
    set_text(body, "deploymentShape", shape.version);
    set_text(body, "acceleratorType", text_of(*shape.snapshot, "acceleratorType"));
    set_number(body, "acceleratorCount", number_of(*shape.snapshot, "acceleratorCount"));
    set_text(body, "precision", text_of(*shape.snapshot, "precision"));
    const bool addons = flag_of(*shape.snapshot, "enableAddons");
    if (flag_of(body, "enableAddons") && !addons)
        return invalid("invalid deployment: the deployment shape does not support addons");
    if ((served.merged() || flag_of(body, "enableHotReloadLatestAddon")) && !addons)
        return invalid(std::string(no_live_merge));
    return std::nullopt;
}

std::optional<Refusal> refuse_hardware_beside_shape(const json::object& body) {
    for (const string_view field : {"acceleratorType", "acceleratorCount", "precision"})
        if (has(body, field))
            return invalid("invalid deployment: " + snake_case(field) +
                           " cannot be specified together with deployment_shape");
    return std::nullopt;
}

std::optional<Refusal> fill_hardware(json::object& body, const Served& served) {
    const json::object& model = served.base->body();
    const json::object& details = message_of(model, "baseModelDetails");
    const Accelerator* accelerator = find_accelerator(text_of(body, "acceleratorType"));
    if (accelerator == nullptr)
        return invalid("accelerator_type must be specified for non-embeddings engines");
    if (!can_serve(model, *accelerator)) {
        std::string names;
        for (const Accelerator& one : all_accelerators())
            if (can_serve(model, one)) names.append(names.empty() ? "" : ", ").append(one.name);
        return invalid("invalid deployment: model type " + std::string(text_of(details, "modelType")) +
                       " is not supported on " + std::string(accelerator->name) +
                       ", requires one of: " + names);
    }
    if (!has(body, "precision") || text_of(body, "precision") == "PRECISION_UNSPECIFIED")
        set_text(body, "precision", text_of(details, "defaultPrecision"));
    if (number_of(body, "acceleratorCount") == 0)
        set_number(body, "acceleratorCount", fitting_count(model, *accelerator, text_of(body, "precision")));
    return std::nullopt;
}

std::optional<Refusal> check_draft(World& world, json::object& body, const Served& served, bool speculative) {
    const json::object& model = served.base->body();
    if (speculative && !has(body, "draftModel")) {
        if (const auto draft = text_of(model, "defaultDraftModel"); !draft.empty()) {
            set_text(body, "draftModel", draft);
            if (!has(body, "draftTokenCount"))
                set_number(body, "draftTokenCount", number_of(model, "defaultDraftTokenCount"));
        }
    }
    const auto name = text_of(body, "draftModel");
    if (name.empty()) return std::nullopt;
    Object* draft = nullptr;
    if (auto refusal = resolve(world, "draft_model", name, "models", draft)) return refusal;
    const auto precision = text_of(message_of(draft->body(), "baseModelDetails"), "defaultPrecision");
    if (flag_of(body, "enableAddons") && is_quantized(precision))
        return invalid("draft model precision validation failed: " + std::string(quantized_addons));
    return std::nullopt;
}

std::optional<Refusal> check_addons(const json::object& body, const Served& served) {
    const bool addons = flag_of(body, "enableAddons"), hot = flag_of(body, "enableHotReloadLatestAddon");
    if (addons && hot)
        return invalid(
            "invalid deployment: enable_addons and enable_hot_reload_latest_addon exclude each other");
    if (served.merged() && (addons || hot)) return invalid(std::string(no_live_merge));
    if ((addons || hot) && !flag_of(served.base->body(), "supportsLora"))
        return invalid("addons are not supported for this model");
    const bool quantized = is_quantized(text_of(body, "precision"));
    if (quantized && addons) return invalid("invalid deployment: " + std::string(quantized_addons));
    if (quantized && (hot || served.merged())) return invalid(std::string(no_live_merge));
    return std::nullopt;
}

std::optional<Refusal> fill_placement(json::object& body) {
    const json::object& placement = message_of(body, "placement");
    const auto region = text_of(placement, "region"), multi = text_of(placement, "multiRegion");
    const json::value* list = placement.if_contains("regions");
    const bool single = !region.empty() && region != "REGION_UNSPECIFIED";
    const bool several = list != nullptr && !list->get_array().empty();
    const bool group = !multi.empty() && multi != "MULTI_REGION_UNSPECIFIED";
    if (has(body, "placement") && int{single} + int{several} + int{group} != 1)
        return invalid("placement: exactly one of region, multi_region and regions must be specified");
    const string_view home = single              ? region
                             : several           ? string_view(list->get_array().front().get_string())
                             : multi == "EUROPE" ? string_view("EU_FRANKFURT_1")
                             : multi == "APAC"   ? string_view("AP_TOKYO_1")
                                                 : string_view("US_IOWA_1");
    set_text(body, "region", std::string(home));
    return std::nullopt;
}

std::optional<Refusal> check_integration(const World& world, json::object& body, string_view name) {
    if (const auto url = text_of(body, "hotLoadBucketUrl"); url.ends_with('/'))
        return invalid("hot_load_bucket_url must not end with a slash");
    if (const auto job = text_of(body, "hotLoadTrainerJob"); !job.empty()) {
        if (!is_name(job, "rlorTrainerJobs"))
            return invalid("hot_load_trainer_job must be accounts/<account>/rlorTrainerJobs/<id>");
        if (!has(body, "hotLoadBucketUrl"))
            set_text(body, "hotLoadBucketUrl", "gs://fireworks-hot-load/" + std::string(job));
    }
    if (world.options.api_extended && has(body, "directRouteHandle")) return std::nullopt;  // it was chosen
    const auto route = text_of(body, "directRouteType");
    if (route.empty() || route == "DIRECT_ROUTE_TYPE_UNSPECIFIED") {
        clear(body, "directRouteHandle");
    } else {
        const std::string handle = std::string(id_of(name)) + "-" + seeded_hash(world, name).substr(0, 6);
        set_text(body, "directRouteHandle", route == "INTERNET" ? handle + ".direct.fireworks.ai" : handle);
    }
    return std::nullopt;
}

std::optional<Refusal> check_gpus(const World& world, const json::object& body, std::uint64_t serial) {
    return check_gpu_quota(world, serial, text_of(body, "acceleratorType"),
                           number_of(body, "maxReplicaCount") * number_of(body, "acceleratorCount"));
}

/// What holds for a deployment however it came to be what it is; hardware and counts are filled in by now.
std::optional<Refusal> check_whole(World& world, json::object& body, const Served& served, bool speculative,
                                   string_view name) {
    if (auto refusal = check_counts(body)) return refusal;
    if (auto refusal = check_addons(body, served)) return refusal;
    if (auto refusal = check_draft(world, body, served, speculative)) return refusal;
    if (auto refusal = check_autoscaling(body, world.zones)) return refusal;
    fill_autoscaling(body);
    return check_integration(world, body, name);
}

/// Zero numbers and unspecified enums of the hardware mean "not said".
void drop_unsaid_hardware(json::object& body) {
    if (number_of(body, "acceleratorCount") == 0) clear(body, "acceleratorCount");
    if (text_of(body, "acceleratorType") == "ACCELERATOR_TYPE_UNSPECIFIED") clear(body, "acceleratorType");
    if (text_of(body, "precision") == "PRECISION_UNSPECIFIED") clear(body, "precision");
}

std::optional<Refusal> hardware_of_update(Update& update, const Served& served) {
    json::object& after = update.after;
    drop_unsaid_hardware(after);
    const auto shape = text_of(after, "deploymentShape");
    if (shape.empty()) return fill_hardware(after, served);
    for (const string_view field : {"acceleratorType", "acceleratorCount", "precision"}) {
        if (!update.names(field)) continue;
        const json::value* wanted = after.if_contains(field);
        const json::value* held = update.before.if_contains(field);
        if (wanted != nullptr && (held == nullptr || *wanted != *held))
            return invalid("invalid deployment: " + snake_case(field) +
                           " cannot be specified together with deployment_shape");
        if (wanted == nullptr && held != nullptr) after[field] = *held;  // unset: the shape's value again
    }
    if (!update.names("deploymentShape") && !update.names("enableAddons")) return std::nullopt;
    return apply_shape(update.call.world, after, served, update.call.query.flag("skipShapeValidation"));
}

bool has_addons(const World& world, const Object& deployment) {
    const auto& records = world.store.referring("deployedModels", "deployment", deployment.name);
    return std::any_of(records.begin(), records.end(), [&](const auto& entry) {
        return text_of(entry.second->body(), "model") != text_of(deployment.body(), "baseModel");
    });
}

}  // namespace

std::optional<Refusal> find_served(World& world, string_view base_model, Served& out) {
    Object* model = nullptr;
    if (auto refusal = resolve(world, "base_model", base_model, "models", model)) return refusal;
    if (text_of(model->body(), "state") != "READY")
        return precondition("model \"" + std::string(base_model) + "\" is not ready");
    out.model = out.base = model;
    if (text_of(model->body(), "kind") == "HF_PEFT_ADDON") {
        Object* base = nullptr;
        const auto name = text_of(message_of(model->body(), "peftDetails"), "baseModel");
        if (auto refusal = resolve(world, "base_model", name, "models", base)) return refusal;
        out.base = base;
    }
    return std::nullopt;
}

std::optional<Refusal> check_deployment_create(Draft& draft) {
    World& world = draft.call.world;
    const Query& query = draft.call.query;
    json::object& body = draft.body;
    if (auto refusal = check_tags(message_of(body, "annotations"))) return refusal;
    Served served;
    if (auto refusal = find_served(world, text_of(body, "baseModel"), served)) return refusal;
    drop_unsaid_hardware(body);
    fill_counts(body);
    if (has(body, "deploymentShape")) {
        if (auto refusal = refuse_hardware_beside_shape(body)) return refusal;
        if (auto refusal = apply_shape(world, body, served, query.flag("skipShapeValidation")))
            return refusal;
    } else if (auto refusal = fill_hardware(body, served)) {
        return refusal;
    }
    if (world.options.quota_first)
        if (auto refusal = check_gpus(world, body, 0)) return refusal;
    if (auto refusal = fill_placement(body)) return refusal;
    const bool speculative = !query.flag("disableSpeculativeDecoding");
    if (auto refusal = check_whole(world, body, served, speculative, draft.name)) return refusal;
    if (auto refusal = check_gpus(world, body, 0)) return refusal;
    set_flag(draft.notes, "autoDeploy", !query.flag("disableAutoDeploy"));
    set_text(body, "state", "CREATING");
    set_status(body, "OK", "");
    return std::nullopt;
}

std::optional<Refusal> check_deployment_update(Update& update) {
    World& world = update.call.world;
    const auto state = text_of(update.before, "state");
    if (state == "DELETING" || state == "DELETED" || state == "FAILED")
        return precondition("deployment \"" + update.object.name + "\" is " + std::string(state) +
                            " and cannot be updated");
    Served served;
    if (auto refusal = find_served(world, text_of(update.after, "baseModel"), served)) return refusal;
    fill_counts(update.after);
    if (auto refusal = hardware_of_update(update, served)) return refusal;
    if (flag_of(update.before, "enableAddons") && !flag_of(update.after, "enableAddons") &&
        has_addons(world, update.object))
        return precondition("enable_addons cannot be turned off while addons are loaded on the deployment");
    if (auto refusal = check_whole(world, update.after, served, false, update.object.name)) return refusal;
    return check_gpus(world, update.after, update.object.serial);
}

}  // namespace fireform::emulator
