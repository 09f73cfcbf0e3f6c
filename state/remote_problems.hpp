// What goes wrong around a state server, worded once. `server` is its address without what may be secret.
#pragma once

#include "schemas/diagnostic.hpp"
#include "state/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

[[nodiscard]] Diagnostic server_unreachable(std::string_view server, std::string_view method,
                                            std::string_view failure);
/// `said`: the body of the reply.
[[nodiscard]] Diagnostic server_refused(std::string_view server, std::string_view method, int status,
                                        std::string_view said);
[[nodiscard]] Diagnostic interrupted_at(std::string_view server);
[[nodiscard]] Diagnostic damaged_on_its_way(std::string_view server);
/// `holder`: who has it now, when that is known.
[[nodiscard]] Diagnostic lock_lost(std::string_view server, const std::optional<LockHolder>& holder);
[[nodiscard]] Diagnostic written_by_other(std::string_view server);
[[nodiscard]] Diagnostic missing_password(std::string_view why);
/// A warning.
[[nodiscard]] Diagnostic server_without_lock(std::string_view server);
/// A warning: the lock could not be given back.
[[nodiscard]] Diagnostic lock_stays(std::string_view server, std::string_view id, std::string_view why);

}  // namespace fireform
