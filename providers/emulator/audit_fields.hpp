// What an entry of the audit log holds.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message audit_entry_message;

}  // namespace fireform::emulator
