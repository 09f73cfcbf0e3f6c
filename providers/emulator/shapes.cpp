#include "providers/emulator/shapes.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/shape_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>

namespace fireform::emulator {
namespace {

constexpr std::string_view no_version =
    "the deployment shape version does not exist or you do not have access to it";

/// `targetModel`: the model itself or the base of a LoRA must be the shape's.
bool suits_target(const Call& call, const json::object& shape) {
    const auto target = call.query.text("targetModel");
    if (target.empty() || target == text_of(shape, "baseModel")) return true;
    const Object* model = call.world.store.find(target);
    return model != nullptr &&
           text_of(message_of(model->body(), "peftDetails"), "baseModel") == text_of(shape, "baseModel");
}

Refusal staff_only() {
    return denied("deployment shapes can be written by Fireworks only");
}
std::optional<Refusal> refuse_create(Draft&) {
    return staff_only();
}
std::optional<Refusal> refuse_update(Update&) {
    return staff_only();
}
std::optional<Refusal> refuse_remove(Call&, Object&) {
    return staff_only();
}

constexpr std::array<Parameter, 1> list_query{{{"targetModel"}}};
constexpr std::array<Parameter, 1> get_query{{{"skipShapeValidation", Kind::boolean}}};
constexpr std::array<Parameter, 1> update_query{{{"fromLatestValidated", Kind::boolean}}};

}  // namespace

std::optional<Refusal> choose_shape(const World& world, std::string_view name, std::string_view base_model,
                                    bool skip_validation, ShapeChoice& out) {
    const Object* found = nullptr;
    if (const auto cut = name.find("/versions/"); cut != std::string_view::npos) {
        if (!is_name(name.substr(0, cut), "deploymentShapes")) return not_found(name);
        found = world.store.find(name);
    } else {
        if (!is_name(name, "deploymentShapes"))
            return invalid("invalid deployment_shape \"" + std::string(name) +
                           "\": a full resource name is expected, accounts/<account>/deploymentShapes/<id>");
        const Bucket* versions = world.store.bucket(name, "versions");
        if (versions != nullptr)
            for (const auto& [serial, version] : versions->by_serial)
                if (skip_validation || flag_of(version->body(), "latestValidated")) found = version;
    }
    if (found == nullptr) return Refusal{Code::not_found, std::string(no_version)};
    if (!skip_validation && !flag_of(found->body(), "validated"))
        return invalid("invalid deployment: the deployment shape version is not validated");
    out.version = found->name;
    out.snapshot = &message_of(found->body(), "snapshot");
    if (const auto owner = text_of(*out.snapshot, "baseModel"); owner != base_model)
        return invalid("invalid deployment: deployment shape \"" + std::string(name) +
                       "\" is for base model \"" + std::string(owner) + "\", not \"" +
                       std::string(base_model) + "\"");
    return std::nullopt;
}

constinit const Collection deployment_shape_versions{
    .segment = "versions",
    .singular = "deployment shape version",
    .message = &shape_version_message,
    .array = "deploymentShapeVersions",
    .order = "create_time",
    .updates = true,
    .public_read = true,
    .wildcard = true,
    .check_update = refuse_update,
};

constinit const Collection deployment_shapes{
    .segment = "deploymentShapes",
    .singular = "deployment shape",
    .message = &shape_message,
    .order = "create_time",
    .id_parameter = "deploymentShapeId",
    .creates = true,
    .updates = true,
    .removes = true,
    .public_read = true,
    .wildcard = true,
    .list_query = list_query,
    .get_query = get_query,
    .update_query = update_query,
    .nested = &deployment_shape_versions,
    .check_create = refuse_create,
    .check_update = refuse_update,
    .remove = refuse_remove,
    .listed = suits_target,
};

}  // namespace fireform::emulator
