#include "providers/emulator/operations.hpp"

#include "providers/emulator/errors.hpp"
#include "providers/emulator/world.hpp"

#include <string>

namespace fireform::emulator {

HttpResponse operation_reply(const World& world, std::string_view about, bool done) {
    std::string text = "{\"name\":\"" + world.account + "/operations/" + seeded_hash(world, about) + "\"";
    if (done) {
        text += ",\"done\":true,\"response\":{\"@type\":\"type.googleapis.com/google.protobuf.Empty\"}";
    } else if (world.style.emit_defaults) {
        text += ",\"done\":false";
    }
    return json_reply(200, text + "}");
}

}  // namespace fireform::emulator
