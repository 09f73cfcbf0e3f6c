// The continuation rule of a reinforcement step (brief 4.8, point 4).
#pragma once

#include "providers/emulator/errors.hpp"

#include <boost/json/fwd.hpp>

#include <optional>

namespace fireform::emulator {

namespace json = boost::json;
struct Object;
struct World;

/// A step that starts from a LoRA trains on with the values of the run that made it: five values of `config`
/// must be the same, compared as 32-bit floats. What is left out is inherited; what the first run did not
/// record, or a run that is gone, is not compared. `start` is the LoRA.
[[nodiscard]] std::optional<Refusal> settle_continuation(const World& world, json::object& config,
                                                         const Object& start);

}  // namespace fireform::emulator
