#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/models.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <limits>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// What does not fit is cut.
int small_at(const json::object& object, std::string_view path) {
    using Limits = std::numeric_limits<int>;
    return static_cast<int>(std::clamp<std::int64_t>(integer_at(object, path), Limits::min(), Limits::max()));
}

std::string date_at(const json::object& object, std::string_view path) {
    const json::value* value = find_path(object, path);
    const json::object* date = value ? value->if_object() : nullptr;
    if (!date || small_at(*date, "year") == 0) return {};
    return fmt::format("{:04}-{:02}-{:02}", small_at(*date, "year"), small_at(*date, "month"),
                       small_at(*date, "day"));
}

}  // namespace

LiveModel decode_model(const json::object& object) {
    LiveModel model;
    model.name = text_at(object, "name");
    model.kind = text_at(object, "kind");
    model.state = text_at(object, "state");
    model.fine_tuning_job = text_at(object, "fineTuningJob");
    model.base_model = text_at(object, "peftDetails.baseModel");
    model.lora_rank = small_at(object, "peftDetails.r");
    model.supports_lora = flag_at(object, "supportsLora");
    model.supports_serverless = flag_at(object, "supportsServerless");
    model.supervised_lora_tunable = flag_at(object, "supervisedLoraTunable");
    model.supervised_full_tunable = flag_at(object, "supervisedFullParameterTunable");
    model.reinforcement_lora_tunable = flag_at(object, "rlLoraTunable");
    model.reinforcement_full_tunable = flag_at(object, "rlFullParameterTunable");
    model.tunable = flag_at(object, "tunable") || flag_at(object, "rlTunable");
    model.parameter_count = integer_at(object, "baseModelDetails.parameterCount");
    model.context_length = small_at(object, "contextLength");
    model.training_context_length = small_at(object, "trainingContextLength");
    model.default_precision = text_at(object, "baseModelDetails.defaultPrecision");
    model.default_draft_model = text_at(object, "defaultDraftModel");
    model.deprecation_date = date_at(object, "deprecationDate");
    const json::value* places = find_path(object, "deployedModelRefs");
    if (const json::array* all = places ? places->if_array() : nullptr)
        for (const json::value& each : *all)
            if (const json::object* place = each.if_object())
                model.places.push_back(
                    {text_at(*place, "name"), text_at(*place, "deployment"), text_at(*place, "state")});
    return model;
}

}  // namespace fireform::fireworks
