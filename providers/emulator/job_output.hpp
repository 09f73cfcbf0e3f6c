// What a run leaves behind (brief 7.4): a model, or of batch inference a dataset.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/object.hpp"

#include <optional>
#include <string_view>

namespace fireform::emulator {

struct World;
struct Run;

/// Makes what the run of `job` promised. Refusal: somebody else has the name by now.
[[nodiscard]] std::optional<Refusal> leave_output(World& world, const Object& job);

/// A READY model `name` of that kind of run; `job` is its fineTuningJob.
Object& make_model(World& world, const Object& job, const Run& run, std::string_view name);

}  // namespace fireform::emulator
