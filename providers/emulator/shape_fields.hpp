// What a deployment shape and a version of it hold.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message shape_message, shape_version_message;

}  // namespace fireform::emulator
