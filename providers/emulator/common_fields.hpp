// Messages that several resources share.
#pragma once

#include "providers/emulator/fields.hpp"

namespace fireform::emulator {

extern const Message empty_message;  ///< a body that must be {}
extern const Message status_message, replica_stats_message, placement_message, autoscaling_message,
    auto_tune_message, money_message, date_message, wandb_message, aws_s3_message, azure_blob_message,
    job_progress_message;

}  // namespace fireform::emulator
