// What a secret holds.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message secret_message;

}  // namespace fireform::emulator
