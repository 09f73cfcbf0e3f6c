// What accounts, quotas and evaluators hold.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message account_message, quota_message, evaluator_message, create_evaluator_message;

}  // namespace fireform::emulator
