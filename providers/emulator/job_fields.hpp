// What a supervised fine-tuning job holds.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message supervised_job_message;

}  // namespace fireform::emulator
