// Messages that the newer job types share: training values and loss (brief 2.6).
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message training_config_message;
/// The same with the hardware that SDKs send for trainer jobs (brief 2.8, U18).
extern const Message trainer_config_message;
extern const Message loss_config_message;

}  // namespace fireform::emulator
