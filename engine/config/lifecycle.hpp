// What a resource block says to fireform and not to the API: lifecycle, timeouts, depends_on.
#pragma once

#include "engine/config/attribute_value.hpp"
#include "engine/config/config.hpp"

namespace fireform {

/// `[TYPE.NAME.lifecycle]`: an edge for each resource that replace_on names.
[[nodiscard]] ResourceLifecycle read_lifecycle(const Site& site, const TomlNode& node,
                                               const ResourceType& type, AttributeReader& reader,
                                               Interpolator& interpolator, std::vector<Edge>& edges,
                                               Diagnostics& diagnostics);

/// `[TYPE.NAME.timeouts]`: fills `timeouts`, which come with the defaults of the type.
void read_timeouts(const Site& site, const TomlNode& node, Timeouts& timeouts, AttributeReader& reader,
                   Diagnostics& diagnostics);

/// `depends_on = ["dataset.support"]`: an edge for each resource that exists.
void read_depends_on(const Site& site, const TomlNode& node, Interpolator& interpolator,
                     std::vector<Edge>& edges, Diagnostics& diagnostics);

}  // namespace fireform
