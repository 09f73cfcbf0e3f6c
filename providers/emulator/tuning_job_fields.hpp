// What the job types with a trainingConfig hold.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message dpo_job_message;            // brief 2.6
extern const Message reinforcement_job_message;  // brief 2.7
extern const Message trainer_job_message;        // brief 2.8
extern const Message train_step_message;         ///< body of :executeTrainStep
extern const Message checkpoint_message;
extern const Message promote_message;  ///< body of checkpoints/x:promote

}  // namespace fireform::emulator
