// Who we are.
#pragma once

#include "providers/fireworks/session.hpp"

namespace fireform::fireworks {

/// `configured`: "" finds the key's only account (brief 8.2).
[[nodiscard]] Task<Checked<Account>> find_account(Session& session, std::string configured);

}  // namespace fireform::fireworks
