// What a deployedModel holds, and the short form of it that a model shows.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message deployed_model_message, deployed_model_ref_message;

}  // namespace fireform::emulator
