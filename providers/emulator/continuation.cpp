#include "providers/emulator/continuation.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/fields.hpp"
#include "providers/emulator/job_life.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <array>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::array<std::string_view, 5> fixed{"loraRank", "learningRate", "maxContextLength", "epochs",
                                                "batchSize"};

}  // namespace

std::optional<Refusal> settle_continuation(const World& world, json::object& config, const Object& start) {
    const Object* first = world.store.find(text_of(start.body(), "fineTuningJob"));
    if (first == nullptr) return std::nullopt;
    const json::object& recorded = training_of(*first);
    for (const std::string_view field : fixed) {
        const auto value = static_cast<float>(real_of(recorded, field));
        if (value == 0) continue;
        if (real_of(config, field) == 0) {
            config[field] = recorded.at(field);
        } else if (static_cast<float>(real_of(config, field)) != value) {
            return invalid(snake_case(field) + " must be the same as in \"" + first->name +
                           "\", which made the model that warm_start_from names");
        }
    }
    return std::nullopt;
}

}  // namespace fireform::emulator
