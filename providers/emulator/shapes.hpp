// Deployment shapes: which version of one a deployment gets (brief 2.1.3).
#pragma once

#include "providers/emulator/errors.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;
struct World;

struct ShapeChoice {
    std::string version;                     ///< full name of the version
    const json::object* snapshot = nullptr;  ///< what it was when the version was made
};

/// `name` is a shape, then its latest validated version, or a version. `base_model` is what the deployment
/// serves; of a LoRA its base.
[[nodiscard]] std::optional<Refusal> choose_shape(const World& world, std::string_view name,
                                                  std::string_view base_model, bool skip_validation,
                                                  ShapeChoice& out);

}  // namespace fireform::emulator
