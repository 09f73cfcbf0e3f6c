#include "providers/emulator/deployed_models.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/deployed_model_fields.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/quotas.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace fireform::emulator {
namespace {

constexpr int loaded = 1, unloaded = 2, updated = 3;
constexpr std::size_t addons_max = 100;

const Listed& records_of(const World& world, std::string_view field, std::string_view value) {
    return world.store.referring("deployedModels", field, value);
}

/// Those of a deployment, safe against changes of the index.
std::vector<Object*> records_on(const World& world, const Object& deployment) {
    std::vector<Object*> list;
    for (const auto& [serial, record] : records_of(world, "deployment", deployment.name))
        list.push_back(record);
    return list;
}

bool is_bookkeeping(const World& world, const Object& record) {
    const Object* deployment = world.store.find(text_of(record.body(), "deployment"));
    return deployment != nullptr &&
           text_of(deployment->body(), "baseModel") == text_of(record.body(), "model");
}

void set_state(World& world, Object& record, std::string_view state) {
    set_text(touch(world, record), "state", state);
}

/// True: requests that name the bare model go here. One record of a model at most.
void make_default(World& world, Object& chosen) {
    for (const auto& [serial, record] : records_of(world, "model", text_of(chosen.body(), "model")))
        if (record != &chosen && flag_of(record->body(), "default"))
            set_flag(touch(world, *record), "default", false);
    if (!flag_of(chosen.body(), "default")) set_flag(edit(world, chosen), "default", true);
}

void become_loaded(World& world, Object& record) {
    const Object* deployment = world.store.find(text_of(record.body(), "deployment"));
    if (deployment == nullptr) return;
    const auto base = text_of(deployment->body(), "state");
    if (base == "CREATING") {
        set_flag(record.notes(), "waits", true);
        note(world, record);
        return;
    }
    if (const std::string why(text_of(record.notes(), "fail")); !why.empty()) {
        set_state(world, record, "STATE_UNSPECIFIED");  // the API has no FAILED here (brief 2.2.3)
        set_status(edit(world, record), "INTERNAL", why);
        return;
    }
    set_state(world, record, "DEPLOYED");
    // The route lags behind the state (brief 2.2.3).
    set_number(record.notes(), "routeAt", (world.now + pace(world, 0.5)).count());
}

void unload(World& world, Object& record) {
    set_state(world, record, "UNDEPLOYING");
    appoint(world, record, Lane::life, pace(world), unloaded);
}

/// The model stays "in use" a little longer than its record (brief 2.4).
void leave(World& world, Object& record) {
    if (Object* model = world.store.find(text_of(record.body(), "model"))) {
        set_number(model->notes(), "activeUntil", (world.now + pace(world)).count());
        note(world, *model);
    }
    erase(world, record);
}

std::optional<Refusal> check_model(World& world, const json::object& body, const Object& deployment) {
    Object* model = nullptr;
    if (auto refusal = resolve(world, "model", text_of(body, "model"), "models", model)) return refusal;
    if (text_of(model->body(), "state") != "READY")
        return precondition("model \"" + model->name + "\" is not ready");
    const auto base = text_of(deployment.body(), "baseModel");
    if (model->name == base) return std::nullopt;
    if (text_of(model->body(), "kind") != "HF_PEFT_ADDON")
        return invalid("model \"" + model->name + "\" is not a LoRA addon");
    const json::object& details = message_of(model->body(), "peftDetails");
    if (const auto rank = number_of(details, "r"); rank < 4 || rank > 64)
        return invalid("LoRA validation failed: the rank must be between 4 and 64, it is " +
                       std::to_string(rank));
    const auto wanted = text_of(details, "baseModel");
    if (wanted != base)
        return invalid("the base model of \"" + model->name + "\" is \"" + std::string(wanted) +
                       "\", but the deployment serves \"" + std::string(base) + "\"");
    return std::nullopt;
}

/// Addon slots, or the one merged addon that the request must agree to replace.
std::optional<Refusal> check_room(World& world, const Object& deployment, bool replace) {
    const json::object& body = deployment.body();
    const bool hot = flag_of(body, "enableHotReloadLatestAddon");
    if (hot && !replace)
        return invalid(
            "replace_merged_addon must be true for a deployment with enable_hot_reload_latest_addon");
    if (!hot && replace)
        return invalid("replace_merged_addon is for deployments with enable_hot_reload_latest_addon only");
    if (!hot && !flag_of(body, "enableAddons"))
        return precondition("addons are not enabled on deployment \"" + deployment.name + "\"");
    if (addon_count(world, deployment) >= addons_max)
        return exhausted("deployment \"" + deployment.name + "\" has 100 addons, which is the limit");
    return check_lora_quota(world);
}

std::optional<Refusal> check_create(Draft& draft) {
    World& world = draft.call.world;
    json::object& body = draft.body;
    Object* deployment = nullptr;
    if (auto refusal = resolve(world, "deployment", text_of(body, "deployment"), "deployments", deployment))
        return refusal;
    const auto state = text_of(deployment->body(), "state");
    if (state == "DELETED") return not_found(deployment->name);
    if (state == "DELETING" || state == "FAILED")
        return precondition("deployment \"" + deployment->name + "\" is " + std::string(state));
    if (auto refusal = check_model(world, body, *deployment)) return refusal;
    for (const Object* record : records_on(world, *deployment))
        if (text_of(record->body(), "model") == text_of(body, "model"))
            return Refusal{Code::already_exists, "model \"" + std::string(text_of(body, "model")) +
                                                     "\" is already deployed to \"" + deployment->name +
                                                     "\" as \"" + record->name + "\""};
    const bool replace = draft.call.query.flag("replaceMergedAddon");
    if (text_of(body, "model") != text_of(deployment->body(), "baseModel"))
        if (auto refusal = check_room(world, *deployment, replace)) return refusal;
    if (replace)
        for (Object* record : records_on(world, *deployment))
            if (!is_bookkeeping(world, *record)) unload(world, *record);
    set_text(body, "state", "DEPLOYING");
    set_status(body, "OK", "");
    return std::nullopt;
}

/// An addon counts towards the account's quota, the service's own record does not.
void count(World& world, Object& record) {
    if (!is_bookkeeping(world, record)) world.holdings.hold(record.serial, lora_kind, 1);
}

void discount(World& world, Object& record) {
    world.holdings.release(record.serial);
}

void created(World& world, Object& record) {
    count(world, record);
    const auto& all = records_of(world, "model", text_of(record.body(), "model"));
    const bool first = std::none_of(all.begin(), all.end(), [&](const auto& entry) {
        return entry.second != &record && text_of(entry.second->body(), "state") != "UNDEPLOYING";
    });
    if (first || flag_of(record.body(), "default")) make_default(world, record);
    appoint(world, record, Lane::life, pace(world), loaded);
}

std::optional<Refusal> check_update(Update& update) {
    const auto state = text_of(update.before, "state");
    if (state == "UNDEPLOYING")
        return precondition("deployed model \"" + update.object.name + "\" is UNDEPLOYING");
    return std::nullopt;
}

void when_updated(World& world, Object& record, const Update& update) {
    if (flag_of(update.after, "default") && !flag_of(update.before, "default")) make_default(world, record);
    if (text_of(update.before, "state") != "DEPLOYED") return;
    set_state(world, record, "UPDATING");
    appoint(world, record, Lane::life, pace(world), updated);
}

std::optional<Refusal> remove(Call& call, Object& record) {
    if (text_of(record.body(), "state") != "UNDEPLOYING") unload(call.world, record);
    return std::nullopt;
}

void due(World& world, Object& record, Lane, int step) {
    if (step == loaded) become_loaded(world, record);
    if (step == unloaded) leave(world, record);
    if (step == updated) set_state(world, record, "DEPLOYED");
}

constexpr std::array<Parameter, 1> create_query{{{"replaceMergedAddon", Kind::boolean}}};
constexpr std::array<std::string_view, 2> indexed{"model", "deployment"};

}  // namespace

void auto_deploy(World& world, Object& deployment) {
    const std::string model(text_of(deployment.body(), "baseModel"));
    const Object* base = world.store.find(model);
    if (base == nullptr || flag_of(base->body(), "supportsServerless")) return;
    for (const auto& [serial, record] : records_of(world, "model", model))
        if (text_of(record->body(), "state") != "UNDEPLOYING") return;
    std::string name;
    do {
        name = world.account + "/deployedModels/" + random_id(world);
    } while (world.store.find(name) != nullptr);
    json::object body;
    set_text(body, "name", name);
    set_text(body, "createTime", timestamp(world.now));
    set_text(body, "updateTime", timestamp(world.now));
    set_text(body, "model", model);
    set_text(body, "deployment", deployment.name);
    set_text(body, "state", "DEPLOYING");
    set_status(body, "OK", "");
    Object& record = insert(world, deployed_models, name, std::move(body), {});
    make_default(world, record);
    appoint(world, record, Lane::life, pace(world), loaded);
}

void base_is_ready(World& world, Object& deployment) {
    for (Object* record : records_on(world, deployment))
        if (flag_of(record->notes(), "waits")) {
            clear(record->notes(), "waits");
            become_loaded(world, *record);
        }
}

void base_has_failed(World& world, Object& deployment) {
    for (Object* record : records_on(world, deployment)) {
        Schedule::cancel(*record, Lane::life);
        if (is_bookkeeping(world, *record)) {
            erase(world, *record);
        } else if (text_of(record->body(), "state") == "DEPLOYING") {
            set_state(world, *record, "STATE_UNSPECIFIED");
            set_status(edit(world, *record), "FAILED_PRECONDITION",
                       "deployment \"" + deployment.name + "\" failed");
        }
    }
}

void unload_records(World& world, Object& deployment) {
    for (Object* record : records_on(world, deployment)) {
        set_state(world, *record, "UNDEPLOYING");
        Schedule::cancel(*record, Lane::life);  // it goes with the deployment
    }
}

void drop_records(World& world, Object& deployment) {
    for (Object* record : records_on(world, deployment))
        leave(world, *record);
}

std::size_t addon_count(const World& world, const Object& deployment) {
    const auto records = records_on(world, deployment);
    return static_cast<std::size_t>(std::count_if(
        records.begin(), records.end(), [&](const Object* one) { return !is_bookkeeping(world, *one); }));
}

constinit const Collection deployed_models{
    .segment = "deployedModels",
    .singular = "deployed model",
    .message = &deployed_model_message,
    .id_from = IdFrom::server,
    .creates = true,
    .updates = true,
    .removes = true,
    .create_query = create_query,
    .indexed = indexed,
    .check_create = check_create,
    .created = created,
    .check_update = check_update,
    .updated = when_updated,
    .remove = remove,
    .due = due,
    .loaded = count,
    .erased = discount,
};

}  // namespace fireform::emulator
