// Secrets (brief 2.11): the value is written and never seen again, not even in the store.
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/secret_fields.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string_view>

namespace fireform::emulator {
namespace {

/// A new value shows nowhere, so it is counted: it is a change all the same.
std::optional<Refusal> check_update(Update& update) {
    if (!has(update.after, "value")) return std::nullopt;
    json::object& notes = update.object.notes();
    set_number(notes, "values", number_of(notes, "values") + 1);
    note(update.call.world, update.object);
    return std::nullopt;
}

constexpr std::array<std::string_view, 1> update_needs{"keyName"};

}  // namespace

constinit const Collection secrets{
    .segment = "secrets",
    .singular = "secret",
    .message = &secret_message,
    .id_from = IdFrom::name,
    .id_parameter = "name",
    .id_required = true,
    .creates = true,
    .updates = true,
    .removes = true,
    .filters = false,
    .orders = false,
    .update_needs = update_needs,
    .check_update = check_update,
};

}  // namespace fireform::emulator
