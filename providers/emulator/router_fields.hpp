// What a router holds.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message router_message;

}  // namespace fireform::emulator
