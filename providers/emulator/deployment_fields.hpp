// What a deployment holds, and what its own verbs take.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message deployment_message, shard_message, scale_message, set_tags_message, delete_tags_message;

}  // namespace fireform::emulator
