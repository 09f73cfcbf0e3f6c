// The standard methods, the same for every collection: what differs stands in its table and its rules.
#pragma once

#include "providers/emulator/collection.hpp"

namespace fireform::emulator {

[[nodiscard]] HttpResponse get_object(Call& call, Object& object);
/// In the collection of `call`, below `call.parent`.
[[nodiscard]] HttpResponse create_object(Call& call);
/// PATCH by the rules of brief 8.8.
[[nodiscard]] HttpResponse update_object(Call& call, Object& object);
[[nodiscard]] HttpResponse remove_object(Call& call, Object& object);

/// The object of the reply to a create or an update.
[[nodiscard]] HttpResponse object_reply(World& world, Object& object);
[[nodiscard]] HttpResponse empty_reply();

extern const Parameters get_parameters;     ///< readMask
extern const Parameters update_parameters;  ///< updateMask

/// 1 to 63 of a-z, 0-9 and '-', a letter first, no '-' last (brief 1.2).
[[nodiscard]] std::optional<Refusal> check_id(std::string_view parameter, std::string_view id);

}  // namespace fireform::emulator
