// A field that the service does not know, told in the user's words: the attribute behind it and the way out.
#pragma once

#include "providers/fireworks/session.hpp"
#include "schemas/schema.hpp"

namespace fireform::fireworks {

/// `refused` as it is, unless the reply complains of an unknown field that an attribute became: then its
/// detail names the attribute, and its hint what to write instead.
[[nodiscard]] Diagnostic with_attribute_named(Diagnostic refused, const Reply& reply,
                                              const ResourceType& type);

}  // namespace fireform::fireworks
