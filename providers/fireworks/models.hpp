// Models as references: where short names are, and what the models behind names can do (brief 1.4, 2.4).
#pragma once

#include "providers/fireworks/session.hpp"
#include "providers/provider.hpp"

#include <boost/json/fwd.hpp>

namespace fireform::fireworks {

/// Up to 8 names with a GET each, more with one LIST of the public models, which leaves `places` empty.
[[nodiscard]] Task<Checked<ModelsFound>> find_models(Session& session, ModelQuery query);

[[nodiscard]] LiveModel decode_model(const boost::json::object& json);

}  // namespace fireform::fireworks
