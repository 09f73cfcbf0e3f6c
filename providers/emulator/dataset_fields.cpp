// What a dataset holds (brief 2.3.2). Only displayName can be updated.
#include "providers/emulator/dataset_fields.hpp"

#include "providers/emulator/common_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

using namespace rule;

constexpr std::array<std::string_view, 3> states{"STATE_UNSPECIFIED", "UPLOADING", "READY"};
constexpr std::array<std::string_view, 4> formats{"FORMAT_UNSPECIFIED", "CHAT", "COMPLETION", "RL"};

constexpr std::array<Field, 1> evaluation_result_fields{{{.name = "evaluationJobId", .rules = required}}};
constexpr Message evaluation_result_message{"EvaluationResult", evaluation_result_fields};
constexpr std::array<Field, 3> transformed_fields{{
    {.name = "sourceDatasetId", .rules = required},
    {.name = "filter"},
    {.name = "originalFormat", .kind = Kind::enumeration, .values = formats},
}};
constexpr Message transformed_message{"Transformed", transformed_fields};
constexpr std::array<Field, 1> splitted_fields{{{.name = "sourceDatasetId", .rules = required}}};
constexpr Message splitted_message{"Splitted", splitted_fields};

constexpr std::array<Field, 18> fields{{
    {.name = "name", .rules = output_only},
    {.name = "displayName", .length_max = 63},
    {.name = "createTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "state", .kind = Kind::enumeration, .rules = output_only, .values = states},
    {.name = "status", .kind = Kind::message, .rules = output_only, .message = &status_message},
    {.name = "exampleCount", .kind = Kind::int64, .rules = immutable},
    {.name = "userUploaded", .kind = Kind::message, .rules = immutable, .message = &empty_message},
    {.name = "evaluationResult",
     .kind = Kind::message,
     .rules = output_only,
     .message = &evaluation_result_message},
    {.name = "transformed", .kind = Kind::message, .rules = immutable, .message = &transformed_message},
    {.name = "splitted", .kind = Kind::message, .rules = output_only, .message = &splitted_message},
    {.name = "evalProtocol", .kind = Kind::message, .rules = output_only, .message = &empty_message},
    {.name = "externalUrl", .rules = immutable},
    {.name = "format", .kind = Kind::enumeration, .rules = immutable, .values = formats},
    {.name = "createdBy", .rules = output_only},
    {.name = "updateTime", .kind = Kind::timestamp, .rules = output_only},
    {.name = "sourceJobName", .rules = output_only},
    {.name = "estimatedTokenCount", .kind = Kind::int64, .rules = output_only},
    {.name = "averageTurnCount", .kind = Kind::float32, .rules = output_only},
}};

constexpr std::array<Field, 4> create_fields{{
    {.name = "dataset", .kind = Kind::message, .message = &dataset_message},
    {.name = "datasetId", .rules = required},
    {.name = "sourceDatasetId"},
    {.name = "filter"},
}};

constexpr std::array<Field, 2> upload_endpoint_fields{{
    {.name = "filenameToSize", .kind = Kind::int64, .shape = Shape::map, .rules = required},
    {.name = "readMask"},
}};

constexpr std::array<Field, 1> split_fields{{{.name = "chunkSize", .kind = Kind::int32}}};

}  // namespace

constinit const Message dataset_message{"Dataset", fields};
constinit const Message create_dataset_message{"CreateDatasetRequest", create_fields};
constinit const Message upload_endpoint_message{"GetDatasetUploadEndpointRequest", upload_endpoint_fields};
constinit const Message split_dataset_message{"SplitDatasetRequest", split_fields};

}  // namespace fireform::emulator
