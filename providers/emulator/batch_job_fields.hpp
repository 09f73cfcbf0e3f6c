// What a batch inference job holds.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message batch_job_message;

}  // namespace fireform::emulator
