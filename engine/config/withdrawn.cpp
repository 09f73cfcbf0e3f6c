#include "engine/config/withdrawn.hpp"

#include <fmt/format.h>

namespace fireform {

void check_withdrawn(const Config& config, Diagnostics& diagnostics) {
    if (config.provider.api != ApiSurface::public_only) return;
    for (const auto& [address, resource] : config.resources) {
        for (const ValueRange& written : resource.ranges) {
            const Attribute& attribute = resource.type->attributes[written.attribute];
            if (!attribute.withdrawn) continue;
            Diagnostic error;
            error.summary = "Attribute beyond the public API";
            error.detail = fmt::format(
                "The public API no longer takes \"{}\", and api = \"public\" refuses what it does not take.",
                attribute.name);
            error.address = address;
            error.range = resource.range_of(written);
            error.hint =
                fmt::format("{}; or write api = \"warn\" in [provider.fireworks] to send it", attribute.hint);
            diagnostics.add(std::move(error));
        }
    }
}

}  // namespace fireform
