// A diagnostic about a configured resource, at one of its attributes. Shared by the checks of this room.
#pragma once

#include "engine/config/config.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// At `attribute` where it is written, at the header otherwise; "" the header.
[[nodiscard]] inline Diagnostic block_problem(const ResourceConfig& resource, std::string_view attribute,
                                              std::string summary, std::string detail, std::string hint) {
    return {Severity::error,
            std::move(summary),
            std::move(detail),
            resource.address,
            resource.range_of(resource.type->index_of(attribute)),
            std::move(hint)};
}

}  // namespace fireform
