// What a deployment shape and a version of it hold (brief 2.9). Ordinary accounts only read them.
#include "providers/emulator/shape_fields.hpp"

#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

constexpr std::array<std::string_view, 8> presets{
    "PRESET_TYPE_UNSPECIFIED", "MINIMAL",        "FAST", "THROUGHPUT",
    "FULL_PRECISION",          "AGENTIC_CODING", "CHAT", "SUMMARIZATION",
};

constexpr std::array<Field, 21> fields{{
    {.name = "name"},
    {.name = "displayName"},
    {.name = "description"},
    {.name = "createTime", .kind = Kind::timestamp},
    {.name = "updateTime", .kind = Kind::timestamp},
    {.name = "baseModel"},
    {.name = "modelType"},
    {.name = "parameterCount", .kind = Kind::int64},
    {.name = "acceleratorCount", .kind = Kind::int32},
    {.name = "acceleratorType", .kind = Kind::enumeration, .values = accelerator_names},
    {.name = "precision", .kind = Kind::enumeration, .values = precision_names},
    {.name = "disableDeploymentSizeValidation", .kind = Kind::boolean},
    {.name = "enableAddons", .kind = Kind::boolean},
    {.name = "draftTokenCount", .kind = Kind::int32},
    {.name = "draftModel"},
    {.name = "ngramSpeculationLength", .kind = Kind::int32},
    {.name = "disableSpeculativeDecoding", .kind = Kind::boolean},
    {.name = "enableSessionAffinity", .kind = Kind::boolean},
    {.name = "numLoraDeviceCached", .kind = Kind::int32},
    {.name = "maxContextLength", .kind = Kind::int32},
    {.name = "presetType", .kind = Kind::enumeration, .values = presets},
}};

constexpr std::array<Field, 6> version_fields{{
    {.name = "name"},
    {.name = "createTime", .kind = Kind::timestamp},
    {.name = "snapshot", .kind = Kind::message, .message = &shape_message},
    {.name = "validated", .kind = Kind::boolean},
    {.name = "public", .kind = Kind::boolean},
    {.name = "latestValidated", .kind = Kind::boolean},
}};

}  // namespace

constinit const Message shape_message{"DeploymentShape", fields};
constinit const Message shape_version_message{"DeploymentShapeVersion", version_fields};

}  // namespace fireform::emulator
