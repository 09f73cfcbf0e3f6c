// Long-running operations (google.longrunning.Operation): the API hands them out and has no method to ask for
// them.
#pragma once

#include "providers/http/http_client.hpp"

#include <string_view>

namespace fireform::emulator {

struct World;

/// `about` tells one operation from another.
[[nodiscard]] HttpResponse operation_reply(const World& world, std::string_view about, bool done);

}  // namespace fireform::emulator
