// What a deployedModel holds (brief 2.2.2). `serverless` says who runs the deployment; nobody sets it.
#include "providers/emulator/deployed_model_fields.hpp"

#include "providers/emulator/common_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 5> states{"STATE_UNSPECIFIED", "UNDEPLOYING", "DEPLOYING", "DEPLOYED",
                                                 "UPDATING"};

constexpr std::array<Field, 12> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "description", .length_max = 999},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "model", .rules = required | immutable},
    {.name = "deployment", .rules = required | immutable},
    {.name = "default", .kind = Kind::boolean},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
    {.name = "serverless", .kind = Kind::boolean, .rules = output_only},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "public", .kind = Kind::boolean},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
}};

constexpr std::array<Field, 5> ref_fields{{
    {.name = "name", .rules = output_only},
    {.name = "deployment", .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
    {.name = "default", .kind = Kind::boolean, .rules = output_only},
    {.name = "public", .kind = Kind::boolean, .rules = output_only},
}};

}  // namespace

constinit const Message deployed_model_message{"DeployedModel", fields};
constinit const Message deployed_model_ref_message{"DeployedModelRef", ref_fields};

}  // namespace fireform::emulator
