// What a dataset holds, and what its own verbs take.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message dataset_message, create_dataset_message, upload_endpoint_message, split_dataset_message;

}  // namespace fireform::emulator
