// The store: everything the emulator knows as one JSON text. Public models and shapes are not in it.
#pragma once

#include <string>
#include <string_view>

namespace fireform::emulator {

struct World;

[[nodiscard]] std::string save_world(World& world);
/// False: not a store of this version and account; then the world is as it starts.
[[nodiscard]] bool load_world(World& world, std::string_view text);

}  // namespace fireform::emulator
