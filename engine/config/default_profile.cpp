#include "engine/config/default_profile.hpp"

namespace fireform {

void fill_build_sdk_defaults(ReadResource& resource) {
    ResourceConfig& config = resource.config;
    for (std::size_t index = 0; index < config.type->attributes.size(); ++index) {
        const Attribute& attribute = config.type->attributes[index];
        if (attribute.build_sdk.empty() || resource.written[index]) continue;
        config.attributes.set(index, literal_value(attribute.type, attribute.build_sdk));
        config.filled.push_back(static_cast<std::uint16_t>(index));
    }
}

}  // namespace fireform
