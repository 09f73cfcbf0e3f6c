// Who we are, and where the short names of models are.
#pragma once

#include "providers/fireworks/session.hpp"

#include <set>

namespace fireform::fireworks {

/// `configured`: "" finds the key's only account (brief 8.2).
[[nodiscard]] Task<Checked<Account>> find_account(Session& session, std::string configured);

/// Brief 1.4: up to 8 names with a GET each, more with one LIST of the public models.
[[nodiscard]] Task<Checked<Naming>> resolve_model_names(Session& session, std::set<std::string> short_names);

}  // namespace fireform::fireworks
