// The emulator's own doors below /emulator/ (contract section 6): never counted, never spoiled.
#pragma once

#include "providers/http/http_client.hpp"

namespace fireform::emulator {

struct World;

[[nodiscard]] HttpResponse door(World& world, const HttpRequest& request);

}  // namespace fireform::emulator
