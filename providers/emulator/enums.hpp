// Enumerations that several resources share, the unspecified value first (brief 2.1.5, 7.1).
#pragma once

#include <array>
#include <string_view>

namespace fireform::emulator {

inline constexpr std::array<std::string_view, 12> accelerator_names{
    "ACCELERATOR_TYPE_UNSPECIFIED",
    "NVIDIA_A100_80GB",
    "NVIDIA_H100_80GB",
    "AMD_MI300X_192GB",
    "NVIDIA_A10G_24GB",
    "NVIDIA_A100_40GB",
    "NVIDIA_L4_24GB",
    "NVIDIA_H200_141GB",
    "NVIDIA_B200_180GB",
    "AMD_MI325X_256GB",
    "AMD_MI350X_288GB",
    "NVIDIA_B300_288GB",
};

inline constexpr std::array<std::string_view, 15> precision_names{
    "PRECISION_UNSPECIFIED",
    "FP16",
    "FP8",
    "FP8_MM",
    "FP8_AR",
    "FP8_MM_KV_ATTN",
    "FP8_KV",
    "FP8_MM_V2",
    "FP8_V2",
    "FP8_MM_KV_ATTN_V2",
    "NF4",
    "FP4",
    "BF16",
    "FP4_BLOCKSCALED_MM",
    "FP4_MX_MOE",
};

inline constexpr std::array<std::string_view, 33> region_names{
    "REGION_UNSPECIFIED", "US_IOWA_1",       "US_VIRGINIA_1",   "US_VIRGINIA_2",
    "US_ILLINOIS_1",      "AP_TOKYO_1",      "US_ARIZONA_1",    "US_TEXAS_1",
    "US_ILLINOIS_2",      "EU_FRANKFURT_1",  "US_TEXAS_2",      "EU_ICELAND_1",
    "EU_ICELAND_2",       "US_WASHINGTON_1", "US_WASHINGTON_2", "US_WASHINGTON_3",
    "AP_TOKYO_2",         "US_CALIFORNIA_1", "US_UTAH_1",       "US_GEORGIA_1",
    "US_GEORGIA_2",       "US_WASHINGTON_4", "US_GEORGIA_3",    "NA_BRITISHCOLUMBIA_1",
    "US_GEORGIA_4",       "US_OHIO_1",       "US_NEWYORK_1",    "EU_NETHERLANDS_1",
    "US_WASHINGTON_5",    "US_MINNESOTA_1",  "US_CALIFORNIA_2", "AP_MALAYSIA_1",
    "US_OHIO_2",
};

inline constexpr std::array<std::string_view, 5> multi_region_names{"MULTI_REGION_UNSPECIFIED", "GLOBAL",
                                                                    "US", "EUROPE", "APAC"};

inline constexpr std::array<std::string_view, 17> code_names{
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
};

inline constexpr std::array<std::string_view, 19> job_state_names{
    "JOB_STATE_UNSPECIFIED",   "JOB_STATE_CREATING",
    "JOB_STATE_RUNNING",       "JOB_STATE_COMPLETED",
    "JOB_STATE_FAILED",        "JOB_STATE_CANCELLED",
    "JOB_STATE_DELETING",      "JOB_STATE_WRITING_RESULTS",
    "JOB_STATE_VALIDATING",    "JOB_STATE_DELETING_CLEANING_UP",
    "JOB_STATE_PENDING",       "JOB_STATE_EXPIRED",
    "JOB_STATE_RE_QUEUEING",   "JOB_STATE_CREATING_INPUT_DATASET",
    "JOB_STATE_IDLE",          "JOB_STATE_CANCELLING",
    "JOB_STATE_EARLY_STOPPED", "JOB_STATE_PAUSED",
    "JOB_STATE_DELETED",
};

inline constexpr std::array<std::string_view, 2> purpose_names{"PURPOSE_UNSPECIFIED", "PURPOSE_PILOT"};

}  // namespace fireform::emulator
