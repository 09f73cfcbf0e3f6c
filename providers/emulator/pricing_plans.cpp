// Pricing plans (brief 2.12): custom prices of a contract. An account of the emulator has none, so the list
// prices hold.
#include "providers/emulator/collection.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/enums.hpp"
#include "providers/emulator/fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 3> states{"STATE_UNSPECIFIED", "CREATING", "READY"};
constexpr std::array<std::string_view, 3> billing_types{"BILLING_TYPE_UNSPECIFIED", "TOKEN_USAGE",
                                                        "ACCELERATOR_HOURS"};

constexpr std::array<Field, 5> token_fields{{
    {.name = "baseModelName", .rules = required},
    {.name = "inputTokenPricePerMillion", .kind = Kind::message, .message = &money_message},
    {.name = "outputTokenPricePerMillion",
     .kind = Kind::message,
     .rules = required,
     .message = &money_message},
    {.name = "uncachedInputTokenPricePerMillion", .kind = Kind::message, .message = &money_message},
    {.name = "cachedInputTokenPricePerMillion", .kind = Kind::message, .message = &money_message},
}};
constexpr Message token_message{"TokenBillingConfig", token_fields};
constexpr std::array<Field, 2> hour_fields{{
    {.name = "acceleratorType", .kind = Kind::enumeration, .rules = required, .values = accelerator_names},
    {.name = "acceleratorHourPrice", .kind = Kind::message, .rules = required, .message = &money_message},
}};
constexpr Message hour_message{"AcceleratorHourBillingConfig", hour_fields};

constexpr std::array<Field, 9> fields{{
    {.name = "name", .rules = output_only},
    {.name = "billingType", .kind = Kind::enumeration, .rules = required, .values = billing_types},
    {.name = "tokenConfig", .kind = Kind::message, .shape = Shape::list, .message = &token_message},
    {.name = "acceleratorHourConfig", .kind = Kind::message, .shape = Shape::list, .message = &hour_message},
    {.name = "startTime", .kind = Kind::timestamp, .rules = required},
    {.name = "endTime", .kind = Kind::timestamp},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
}};
constexpr Message message{"PricingPlan", fields};

}  // namespace

constinit const Collection pricing_plans{
    .segment = "pricingPlans",
    .singular = "pricing plan",
    .message = &message,
};

}  // namespace fireform::emulator
