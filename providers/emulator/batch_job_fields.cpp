// What a batch inference job holds (brief 2.12).
#include "providers/emulator/batch_job_fields.hpp"

#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/enums.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<Field, 6> inference_fields{{
    {.name = "maxTokens", .kind = Kind::int32},
    {.name = "temperature", .kind = Kind::float32},
    {.name = "topP", .kind = Kind::float32},
    {.name = "n", .kind = Kind::int32},
    {.name = "extraBody"},
    {.name = "topK", .kind = Kind::int32},
}};
constexpr Message inference_message{"InferenceParameters", inference_fields};

constexpr std::array<Field, 14> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "createdBy", .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = job_state_names},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "model"},
    {.name = "inputDatasetId"},
    {.name = "outputDatasetId"},
    {.name = "inferenceParameters", .kind = Kind::message, .message = &inference_message},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "precision", .kind = Kind::enumeration, .values = precision_names},
    {.name = "jobProgress", .kind = Kind::message, .rules = output_only, .message = &job_progress_message},
    {.name = "continuedFromJobName"},
}};

}  // namespace

constinit const Message batch_job_message{"BatchInferenceJob", fields};

}  // namespace fireform::emulator
