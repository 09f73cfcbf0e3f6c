// Every argument of the document that fireform implements (domain brief 3), with the place where fireform
// takes it. `fireform schema --markdown` prints it; a test compares it with the document and the catalog.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace fireform {

struct FoundingArgument {
    enum class Place : std::uint8_t {
        attribute,  ///< of a resource type
        setting,    ///< of the provider
        flag        ///< of a command
    };
    std::string_view owner;  ///< "LLM", or the method that takes it: "reinforcement_step"
    std::string_view name;
    Place place = Place::attribute;
    std::string_view where;      ///< "deployment.model", "provider.fireworks.api_key", "apply --wait"
    std::string_view also = {};  ///< a second attribute: "lora_addon.model"
    std::string_view note = {};  ///< of a setting or flag: what it becomes
};

/// In the order of the document.
[[nodiscard]] std::span<const FoundingArgument> founding_arguments();

}  // namespace fireform
