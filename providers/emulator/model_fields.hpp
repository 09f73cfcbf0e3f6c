// What a model holds, and what its own verbs take.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message model_message, create_model_message, model_upload_message, prepare_model_message;
extern const Message model_version_message, deploy_version_message, import_model_message;

}  // namespace fireform::emulator
