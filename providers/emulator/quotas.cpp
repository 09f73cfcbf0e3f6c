#include "providers/emulator/quotas.hpp"

#include "providers/emulator/accelerators.hpp"
#include "providers/emulator/account_fields.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>

namespace fireform::emulator {
namespace {

std::optional<Refusal> check_quota(const World& world, std::string_view id, std::int64_t in_use,
                                   std::int64_t requesting) {
    const Object* quota = world.store.find(world.account + "/quotas/" + std::string(id));
    if (quota == nullptr || requesting <= 0) return std::nullopt;
    const std::int64_t value = number_of(quota->body(), "value");
    if (in_use + requesting <= value) return std::nullopt;
    return exhausted("quota exceeded: " + std::string(id) + " for account " + world.options.account +
                     ", in use: " + std::to_string(in_use) + ", quota: " + std::to_string(value) +
                     ", requesting: " + std::to_string(requesting));
}

void show_usage(World& world, const Object& quota, json::object& body, bool) {
    std::int64_t in_use = quota.id() == lora_quota ? world.holdings.in_use(lora_kind) : 0;
    for (const Accelerator& one : all_accelerators())
        if (quota.id() == gpu_quota(one.name)) in_use = world.holdings.in_use(one.name);
    set_real(body, "usage", static_cast<double>(in_use));
}

std::optional<Refusal> check_update(Update& update) {
    const auto value = number_of(update.after, "value");
    if (value < 0) return invalid("value must not be negative");
    if (value > number_of(update.after, "maxValue"))
        return invalid("value must not exceed max_value (" +
                       std::to_string(number_of(update.after, "maxValue")) + ")");
    return std::nullopt;
}

constexpr std::array<Parameter, 1> update_query{{{"allowMissing", Kind::boolean}}};

}  // namespace

std::string gpu_quota(std::string_view accelerator) {
    const Accelerator* row = find_accelerator(accelerator);
    return row == nullptr ? std::string() : "global--" + std::string(row->quota) + "-count";
}

std::optional<Refusal> check_gpu_quota(const World& world, std::uint64_t serial, std::string_view accelerator,
                                       std::int64_t count) {
    const auto held = world.holdings.held(serial, accelerator);
    return check_quota(world, gpu_quota(accelerator), world.holdings.in_use(accelerator), count - held);
}

std::optional<Refusal> check_lora_quota(const World& world) {
    return check_quota(world, lora_quota, world.holdings.in_use(lora_kind), 1);
}

constinit const Collection quotas{
    .segment = "quotas",
    .singular = "quota",
    .message = &quota_message,
    .updates = true,
    .update_query = update_query,
    .check_update = check_update,
    .decorate = show_usage,
    .decorates_lists = true,
};

constinit const Collection accounts{
    .segment = "accounts",
    .singular = "account",
    .message = &account_message,
    .orders = false,
};

}  // namespace fireform::emulator
