// A secret: a value that the service keeps and never shows again, for credentials of other services
// (brief 2.11).
#include "schemas/fireworks/rows.hpp"
#include "schemas/fireworks/types.hpp"
#include "schemas/name_table.hpp"

namespace fireform::fireworks {
namespace {

using enum ValueType;

constexpr std::string_view fields = "brief 2.11";

constexpr Attribute attributes[] = {
    {.name = "id",
     .api = "",
     .update = Update::replace,
     .computed = true,
     .bounds = client_id,
     .description = "Id of the secret; left out, fireform chooses one.",
     .source = "brief 1.2, 1.3"},
    {.name = "key_name",
     .api = "keyName",
     .update = Update::replace,
     .required = true,
     .description = "Name under which the value is known: \"AWS_CREDENTIALS\".",
     .source = fields},
    {.name = "value",
     .api = "value",
     .required = true,
     .sensitive = true,
     .write_only = true,
     .description = "The secret itself; of cloud credentials a JSON object.",
     .source = fields},

    computed("name", "name", string, "Full name: \"accounts/acme/secrets/s\".", fields,
             "write `id` for its last part"),
};

}  // namespace

constinit const ResourceType secret{
    .name = "secret",
    .collection = "secrets",
    .id_placement = IdPlacement::full_name,
    .id_parameter = "name",
    .attributes = attributes,
    .places = name_table<attributes>,
    .update_base = "key_name",
    .timeouts = {.create = std::chrono::minutes(10),
                 .update = std::chrono::minutes(10),
                 .remove = std::chrono::minutes(10)},
    .poll_first = std::chrono::seconds(2),
    .poll_max = std::chrono::seconds(15),
    .description = "A value for the service's eyes only, such as credentials of a cloud."};

}  // namespace fireform::fireworks
